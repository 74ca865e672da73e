-- Lists the sealed personal data of a customer, in every version.
-- Grain: one row per sealed text. Parameters: customer_id.
select distinct sealed from (
  select personal_data as sealed from staging.customers where customer_id = :customer_id
  union all
  select row ->> 'personal_data' from staging.superseded_rows where row ->> 'customer_id' = :customer_id
) as listed
where sealed is not null
limit 1000
