-- Stores the fresh scores, with the segment of each dimension.
-- Grain: one row per application and as-of day.
insert into analytics.counted_scores (
  application_id, as_of, prediction_id, scored_at, is_newest, model_version, pd, score, band, decision, day_decision,
  high_risk, exposure, expected_loss, defaulted, segments
)
select application_id, as_of, prediction_id, scored_at, is_newest, model_version, pd, score, band, decision, decision,
  high_risk, exposure, expected_loss, defaulted, array(
    select case
      when fresh.features ->> dimension.feature is null then cast(-1 as smallint)
      when dimension.edges is null then coalesce(named.segment_no, cast(-2 as smallint))
      else cast(width_bucket(cast(fresh.features ->> dimension.feature as double precision), dimension.edges) as smallint)
    end
    from reporting.dimensions dimension
    left join reporting.segment_names named on dimension.edges is null
      and named.dimension_id = dimension.dimension_id
      -- The same in add_categories.sql: a category with the name of a segment of the code is apart from it.
      and named.segment = case
        when fresh.features ->> dimension.feature in ('other', 'unknown')
          or fresh.features ->> dimension.feature like 'category:%' then 'category:' || (fresh.features ->> dimension.feature)
        else fresh.features ->> dimension.feature
      end
    order by dimension.dimension_id
  )
from fresh_scores fresh
on conflict (application_id, as_of) do update set
  prediction_id = excluded.prediction_id, scored_at = excluded.scored_at, is_newest = excluded.is_newest,
  model_version = excluded.model_version, pd = excluded.pd, score = excluded.score, band = excluded.band,
  decision = excluded.decision, overridden = false, contradicts_override = false,
  day_decision = excluded.day_decision, day_overridden = false, high_risk = excluded.high_risk,
  exposure = excluded.exposure, expected_loss = excluded.expected_loss, defaulted = excluded.defaulted,
  segments = excluded.segments, stored_at = clock_timestamp()
