-- Bounds, so that lists of requests and of assignments fit into a response of the Data API: 64 KB a row and 1 MiB in all.

alter table governance.requests add constraint requests_size_check check (octet_length(content::text) <= 8192);

create or replace function policies.check_assignment() returns trigger language plpgsql as $$
begin
  if exists (
    select from jsonb_array_elements(new.segments) as segment
    where jsonb_typeof(segment) <> 'object' or segment - array['feature', 'value', 'version'] <> '{}'
      or coalesce(segment ->> 'feature', '') = '' or coalesce(segment ->> 'value', '') = ''
  ) or (
    select count(*) <> count(distinct (segment ->> 'feature', segment ->> 'value'))
    from jsonb_array_elements(new.segments) as segment
  ) then
    raise exception 'a segment has a feature, a value and a version, and is named once'
      using errcode = 'check_violation';
  end if;
  if jsonb_array_length(new.segments) > 50 then
    raise exception 'an assignment has 50 segments at most' using errcode = 'GV017';
  end if;
  if exists (
    select from unnest(policies.list_versions(new.default_version, new.segments)) as named (version)
    left join policies.versions v on v.version = named.version
    where v.state is distinct from 'approved'
  ) then
    raise exception 'only approved versions decide' using errcode = 'check_violation';
  end if;
  return new;
end
$$;

-- A recovery counts requests in both clusters.
grant usage on schema governance to risk_api_read;
grant select (proposed_at) on governance.requests to risk_api_read;
