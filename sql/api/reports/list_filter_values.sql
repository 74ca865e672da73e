-- Lists the months, models, bands and decisions that applications have, as lists, so that years of them fit into a
-- response of the Data API. Months and models that the release before migration 0055 counted are left out.
-- Grain: one row. Parameters: none.
with counted as (
  select month, model_version, band, decision
  from reporting.portfolio_segments
  where dimension_id = 0 and segment_no = 0 and within_dimension_id = 0 and within_segment_no = 0
    and month > date '0001-01-01'
  group by month, model_version, band, decision
  having sum(applications) > 0
)
select coalesce(jsonb_agg(distinct to_char(month, 'YYYY-MM')), '[]') as months,
  coalesce(jsonb_agg(distinct band), '[]') as bands, coalesce(jsonb_agg(distinct decision), '[]') as decisions, (
    select coalesce(
      jsonb_agg(jsonb_build_object('version', version, 'kind', kind, 'stage', stage) order by version desc), '[]')
    from reporting.models
    where version in (select model_version from counted)
  ) as model_versions
from counted
