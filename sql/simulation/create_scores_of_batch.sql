-- Creates the temporary table of the decisions of an uploaded file, with the outcomes of those that are of delivered
-- applications.
-- Grain: one row per scored row of the file. Parameters: batch_id, part_rows.
create temporary table simulated_scores on commit drop as
with scored as materialized (
  select score.prediction_id, score.application_id, score.as_of, score.scored_at
  from predictions.batches batch
  -- The times make an index usable; the batch itself stands in the lineage.
  join predictions.risk_scores score on score.scored_at >= batch.started_at and score.scored_at <= batch.ended_at
    and score.source = 'file' and score.lineage #>> '{batch,batch_id}' = cast(batch.batch_id as text)
  where batch.batch_id = :batch_id
),
outcome as materialized (
  select * from analytics.find_outcomes(array(select distinct application_id from scored where application_id is not null))
)
select prediction_id,
  case when scored.as_of < outcome.outcome_date + 1 and scored.scored_at < outcome.arrived_at
    then cast(outcome.defaulted as integer) end as outcome,
  (row_number() over (order by prediction_id) - 1) / cast(:part_rows as integer) as part
from scored
left join outcome using (application_id)
