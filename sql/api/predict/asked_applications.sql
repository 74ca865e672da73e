-- Grain: one row per item of the request that names a delivered application.
select item, application_id
from jsonb_to_recordset(cast(:applications as jsonb)) as asked (item integer, application_id text)
