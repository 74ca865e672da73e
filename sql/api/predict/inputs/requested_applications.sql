-- Grain: one row per item of the request that names a delivered application. Parameters: applications (JSON).
select item, application_id
from jsonb_to_recordset(cast(:applications as jsonb)) as requested (item integer, application_id text)
