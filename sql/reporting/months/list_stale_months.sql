-- Lists the months that must be counted again, the oldest first.
-- Grain: one row per month.
select cast(month as text) as month from reporting.stale_months order by month
