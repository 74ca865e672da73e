-- Marks the days of the scores of a time range. What-ifs are left out.
-- Grain: one row per day. Parameters: from, until.
insert into reporting.stale_days (as_of)
select distinct cast(as_of as date)
from predictions.risk_scores
where scored_at > cast(:from as timestamptz) and scored_at <= cast(:until as timestamptz)
  and application_id is not null
on conflict do nothing
