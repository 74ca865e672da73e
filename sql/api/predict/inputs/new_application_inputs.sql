-- Joins the features of known customers and of their new applications, and lists sent attributes that no model knows or
-- that have another type than declared, and a restriction of the processing of the customer, null where none holds.
-- Grain: one row per item whose customer is known.
select item, jsonb_build_object(
  'customer_id', known.customer_id,
  'features_as_of', known.as_of,
  'run_id', known.run_id,
  'restriction', (
    select jsonb_build_object('kind', restricted.kind, 'since', restricted.since)
    from privacy.restricted_customers restricted
    where restricted.customer_id = known.customer_id
  ),
  'features', (to_jsonb(known) - array['item', 'sent_attributes', 'attributes', 'customer'])
    || (to_jsonb(loan) - 'spine_id')
    || (known.attributes - array(
      select '{{customer_prefix}}' || name from declared_attributes where table_name = 'customers' and use <> 'model'
    ))
    || coalesce((
      select jsonb_object_agg('{{application_prefix}}' || name, known.sent_attributes -> name)
      from declared_attributes
      where table_name = 'loan_applications' and use = 'model'
    ), '{}'),
  'refused_attributes', coalesce((
    select jsonb_agg(jsonb_build_object('name', attribute.name, 'type', declared.type) order by attribute.name)
    from jsonb_each(known.sent_attributes) as attribute (name, value)
    left join declared_attributes declared
      on declared.table_name = 'loan_applications' and declared.use = 'model' and declared.name = attribute.name
    where declared.name is null
      or jsonb_typeof(attribute.value) not in ('null', case declared.type when 'number' then 'number' else 'string' end)
  ), '[]')
) as input
from known_customers known
join loan on loan.spine_id = known.item
