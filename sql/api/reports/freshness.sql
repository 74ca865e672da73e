-- Grain: one row: until when scores, overrides and outcomes are counted, and the newest day that they speak of.
select refreshed_at, (select cast(max(as_of) as text) from reporting.decisions_daily) as as_of from reporting.freshness
