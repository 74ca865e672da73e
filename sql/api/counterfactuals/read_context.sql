-- Reads what lenders declare of their attributes as changeable by a person, and a restriction of the processing of the
-- customer of a prediction.
-- Grain: one row. Parameters: prediction_id.
select
  (
    select coalesce(
      jsonb_agg(jsonb_build_object(
        'name',
        case table_name when 'customers' then '{{customer_prefix}}' else '{{application_prefix}}' end || name,
        'label', label,
        'actionable', actionable
      )),
      '[]'
    )
    from staging.published_attributes
    where use = 'model' and actionable is not null
  ) as attributes,
  (
    select jsonb_build_object('kind', restricted.kind, 'since', restricted.since)
    from predictions.risk_scores scored
    join privacy.restricted_customers restricted on restricted.customer_id = scored.customer_id
    where scored.prediction_id = :prediction_id
  ) as restriction
