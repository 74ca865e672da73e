-- Opens cases about approvals of people that are old, of applications that are still open.
-- Grain: one row. Parameters: at_most.
select cases.open_expired_approvals(cast(:at_most as integer)) as opened
