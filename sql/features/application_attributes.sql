-- Attributes of applications: those that models may read, and those that fairness is measured over.
-- Grain: one row per application; none where the lender declares no attribute of applications.
select
  spine_id,
  coalesce(jsonb_object_agg('{{application_prefix}}' || declared.name, attributes -> declared.name)
    filter (where declared.use = 'model'), '{}') as features,
  coalesce(jsonb_object_agg('{{application_prefix}}' || declared.name, attributes -> declared.name)
    filter (where declared.use = 'fairness'), '{}') as groups
from application
join staging.attributes declared on declared.table_name = 'loan_applications' and declared.use in ('model', 'fairness')
group by spine_id
