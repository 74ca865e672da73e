-- Lists the versions of policies, newest first, or one of them; descriptions are cut at 500 characters, because a
-- response of the Data API has 1 MiB at most.
-- Grain: one row per version. Parameters: version (null for all).
select v.version, s.state, left(v.document::jsonb ->> 'description', 500) as description, v.revision, v.based_on, v.sha256,
  v.created_by, v.created_at, v.changed_by, v.changed_at, v.why, s.is_default, s.segments,
  nullif(s.active_from, '-infinity') as active_from, s.retired_at,
  (
    select r.request_id from governance.requests r
    where r.kind = 'policy' and r.subject = v.version
    order by r.proposed_at desc
    limit 1
  ) as request_id
from policies.versions v
join policies.version_states s using (version)
where cast(:version as text) is null or v.version = :version
order by v.created_at desc, v.version desc
limit 400
