-- Lists delivered applications with an outcome that are most like that of a score: of the same band and loan purpose, and
-- near by PD and by the three strongest reasons. Of both sides of the PD the 500 nearest of the band are looked at, by an
-- index.
-- Grain: one row per application, the nearest first, eight at most. Parameters: prediction_id.
with this as materialized (
  select s.application_id, s.band, s.pd, least(greatest(s.pd, 1e-6), 1 - 1e-6) as bounded, n.dimension_id, n.segment_no,
    array(select jsonb_path_query(s.reasons, '$[0 to 2].feature')) as reasons
  from predictions.risk_scores s
  left join reporting.dimensions d on d.dimension = 'purpose'
  left join reporting.segment_names n on n.dimension_id = d.dimension_id and n.segment = s.features ->> 'purpose'
  where s.prediction_id = :prediction_id
),
near as materialized (
  select beside.*
  from this
  cross join lateral (
    select c.application_id, c.prediction_id, c.scored_at, c.pd, c.score, c.band, c.decision, c.overridden, c.defaulted,
      c.segments
    from analytics.counted_scores c
    where c.is_newest and c.defaulted is not null and c.band = this.band and c.pd >= this.pd
    order by c.pd
    limit 500
  ) beside
  union all
  select beside.*
  from this
  cross join lateral (
    select c.application_id, c.prediction_id, c.scored_at, c.pd, c.score, c.band, c.decision, c.overridden, c.defaulted,
      c.segments
    from analytics.counted_scores c
    where c.is_newest and c.defaulted is not null and c.band = this.band and c.pd < this.pd
    order by c.pd desc
    limit 500
  ) beside
),
candidates as materialized (
  select near.*, least(greatest(near.pd, 1e-6), 1 - 1e-6) as bounded
  from near, this
  where near.application_id is distinct from this.application_id
    and (this.dimension_id is null or near.segments[this.dimension_id] = this.segment_no)
  order by abs(near.pd - this.pd)
  limit 100
),
compared as (
  select c.*, (
      select count(*) from jsonb_path_query(s.reasons, '$[0 to 2].feature') as reason where reason = any (this.reasons)
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
