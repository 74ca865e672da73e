-- Lists restrictions of processing, newest first; or one of them.
-- Grain: one row per restriction. Parameters: restriction_id, customer_id, held (each null for all), rows.
select restriction_id, customer_id, kind, since, why, request_id, made_by, lifted_at, lifted_by, lifted_why
from privacy.restrictions
where (cast(:restriction_id as uuid) is null or restriction_id = cast(:restriction_id as uuid))
  and (cast(:customer_id as text) is null or customer_id = cast(:customer_id as text))
  and (cast(:held as boolean) is null or (lifted_at is null) = cast(:held as boolean))
order by since desc, restriction_id desc
limit cast(:rows as integer)
