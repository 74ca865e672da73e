-- Lists the months, models, bands and decisions that applications have. Months and models that the release before
-- migration 0055 did not count are left out.
-- Grain: one row per month, model, band and decision.
select to_char(month, 'YYYY-MM') as month, model_version, kind, stage, band, decision
from (
  select month, model_version, band, decision
  from reporting.portfolio_segments
  where dimension_id = 0 and segment_no = 0 and within_dimension_id = 0 and within_segment_no = 0
  group by month, model_version, band, decision
  having sum(applications) > 0
) counted
join reporting.models on models.version = counted.model_version
where month > date '0001-01-01'
order by month, model_version desc, band, decision
