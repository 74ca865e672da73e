-- Stores the fresh scores, with the segment of each dimension.
-- Grain: one row per application.
insert into analytics.scored_applications (
  application, prediction_id, application_id, scored_at, pd, score, band, decision, overridden, contradicts_override,
  high_risk, exposure, expected_loss, segments
)
select application, prediction_id, application_id, scored_at, pd, score, band, decision, overridden,
  contradicts_override, high_risk, exposure, expected_loss, array(
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
on conflict (application) do update set
  prediction_id = excluded.prediction_id, application_id = excluded.application_id, scored_at = excluded.scored_at,
  pd = excluded.pd, score = excluded.score, band = excluded.band, decision = excluded.decision,
  overridden = excluded.overridden, contradicts_override = excluded.contradicts_override,
  high_risk = excluded.high_risk, exposure = excluded.exposure, expected_loss = excluded.expected_loss,
  segments = excluded.segments
