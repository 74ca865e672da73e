-- Lists the keys of a person's objects, or beginnings of them. The register of places composes the source.
-- Grain: one row per key. Parameters: customer_id, applications (JSON array of ids).
with people as (
  select cast(:customer_id as text) as customer_id, cast(:applications as jsonb) as applications
)
select source.key from (/* keys */) as source, people
