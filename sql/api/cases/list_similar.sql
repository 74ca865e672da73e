-- Lists delivered applications with an outcome that are most like that of a score: of the same band and loan purpose, and
-- near by PD and by the three strongest reasons. Of both sides of the PD the 500 nearest are looked at, by an index.
-- Grain: one row per application, the nearest first, eight at most. Parameters: prediction_id.
with this as (
  select s.prediction_id, s.application_id, s.band, s.pd, s.reasons, least(greatest(s.pd, 1e-6), 1 - 1e-6) as bounded,
    n.dimension_id, n.segment_no
  from predictions.risk_scores s
  left join reporting.dimensions d on d.dimension = 'purpose'
  left join reporting.segment_names n on n.dimension_id = d.dimension_id and n.segment = s.features ->> 'purpose'
  where s.prediction_id = :prediction_id
),
near as (
  (
    select c.* from this, analytics.counted_scores c
    where c.is_newest and c.defaulted is not null and c.band = this.band and c.pd >= this.pd
    order by c.pd
    limit 500
  )
  union all
  (
    select c.* from this, analytics.counted_scores c
    where c.is_newest and c.defaulted is not null and c.band = this.band and c.pd < this.pd
    order by c.pd desc
    limit 500
  )
),
candidates as (
  select near.*, least(greatest(near.pd, 1e-6), 1 - 1e-6) as bounded
  from near, this
  where near.application_id is distinct from this.application_id
    and (this.dimension_id is null or near.segments[this.dimension_id] = this.segment_no)
  order by abs(near.pd - this.pd)
  limit 100
),
compared as (
  select c.*, (
      select count(*) from (
        select reason ->> 'feature' from jsonb_path_query(s.reasons, '$[0 to 2]') as reason
        intersect
        select reason ->> 'feature' from jsonb_path_query(this.reasons, '$[0 to 2]') as reason
      ) shared
    ) as shared_reasons,
    abs(ln(c.bounded / (1 - c.bounded)) - ln(this.bounded / (1 - this.bounded))) as difference
  from candidates c
  join predictions.risk_scores s using (prediction_id), this
)
select prediction_id, application_id, scored_at, pd, score, band, decision, overridden as is_overridden, shared_reasons,
  difference + 0.5 * (3 - shared_reasons) as distance, defaulted
from compared
order by distance, prediction_id
limit 8
