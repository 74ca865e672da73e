-- Erasing a customer's scores deletes the name of a segment that only this customer was in: a lender's category can be
-- any text, also one that a person typed by mistake.

grant select on reporting.dimensions to risk_privacy;
grant select, delete on reporting.segment_names to risk_privacy;
