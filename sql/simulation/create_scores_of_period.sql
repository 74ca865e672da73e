-- Creates the temporary table of a period's decisions: of each delivered application the newest that was made before its
-- outcome was published, as reports count them. What-ifs are left out.
-- Grain: one row per application. Parameters: from, until (as-of days, both included), part_rows.
create temporary table simulated_scores on commit drop as
with outcome as materialized (
  select version.application_id,
    (array_agg(version.defaulted order by version.valid_from desc))[1] as defaulted,
    (array_agg(version.outcome_date order by version.valid_from desc))[1] as outcome_date,
    min(times.published_at) filter (where version.defaulted is not null and version.outcome_date is not null) as arrived_at
  from staging.published_applications version
  left join analytics.publication_times times on times.day = greatest(version.valid_from, version.outcome_date)
  where version.defaulted is not null or version.outcome_date is not null
  group by version.application_id
),
newest as (
  select distinct on (score.application_id) score.prediction_id,
    case when score.as_of < outcome.outcome_date + 1 then outcome.defaulted end as defaulted
  from predictions.risk_scores score
  left join outcome using (application_id)
  where score.application_id is not null
    and score.as_of >= cast(:from as date) and score.as_of < cast(:until as date) + 1
    and (outcome.arrived_at is null or score.scored_at < outcome.arrived_at)
  order by score.application_id, score.scored_at desc, score.prediction_id desc
)
select prediction_id, cast(defaulted as integer) as outcome,
  (row_number() over (order by prediction_id) - 1) / cast(:part_rows as integer) as part
from newest
