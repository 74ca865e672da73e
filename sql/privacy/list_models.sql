-- Lists the models whose training knew an outcome of the customer, so that they can have learned from the person.
-- Grain: one row per model, newest first. Parameters: customer_id.
select version, stage
from predictions.model_metadata model
join analytics.runs run on cast(run.run_id as text) = cast(model.training_run_id as text)
where exists (
  select from staging.loan_applications
  where customer_id = :customer_id and defaulted is not null and outcome_date <= run.as_of
)
order by version desc
