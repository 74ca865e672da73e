-- Lists scored applications that the caller may read, with features, current decision and outcome: as many as fit into
-- `bytes` of features, one at least. has_more: whether others follow the last returned one.
-- Grain: one row per application, ascending. Parameters: after, from, until (first days of months, both inclusive), rows,
-- bytes, reader_client_id, reader, reader_is_person.
with page as (
  select counted.defaulted, score.*
  from analytics.counted_scores counted
  join predictions.risk_scores score using (prediction_id)
  where counted.is_newest and (cast(:after as text) is null or counted.application_id > :after)
    and (cast(:from as date) is null or counted.as_of >= cast(:from as date))
    and (cast(:until as date) is null or counted.as_of < cast(:until as date) + interval '1 month')
    and predictions.is_visible(
      score.source, score.application_id, score.client_id, score.requested_by, :reader_client_id, :reader, :reader_is_person
    )
  order by counted.application_id
  limit cast(:rows as integer) + 1
), measured as (
  select page.*, row_number() over place as position, count(*) over () as found,
    sum(octet_length(features::text) + 500) over place as bytes
  from page
  window place as (order by application_id)
)
select application_id, measured.customer_id, measured.prediction_id, as_of, scored_at, model_version, policy_version, pd,
  score, band, coalesce(held.decision, measured.decision) as decision, measured.decision as policy_decision, lgd,
  ead as exposure, expected_loss, defaulted, features, bytes, found > max(position) over () as has_more
from measured
left join predictions.held_overrides held on held.application = measured.application_id
  and held.customer_id = measured.customer_id
where position <= :rows and (position = 1 or bytes <= :bytes)
order by application_id
