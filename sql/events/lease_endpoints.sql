-- Leases every endpoint that something waits for and that no other publisher serves.
-- Grain: one row per leased endpoint. Parameters: lease, seconds.
select endpoint_id, kind, url, secret, case when former_until > clock_timestamp() then former_secret end as former_secret,
  failures
from events.lease_endpoints(:lease, cast(:seconds as integer))
