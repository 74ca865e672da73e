-- Rectifications (GDPR article 16): corrected values of delivered columns. A correction wins over every delivery until one
-- has the corrected value. It is made in staging by each run, before its features are built, so that features, scores and
-- the undo of a run need nothing of their own.

create table privacy.rectifications (
  rectification_id uuid not null default gen_random_uuid(),
  customer_id text not null check (customer_id <> ''),
  table_name text not null check (table_name in ('customers', 'loan_applications', 'credit_history', 'transactions')),
  row_key text not null default '',
  column_name text not null,
  value text,
  since timestamptz not null default clock_timestamp(),
  why text not null check (btrim(why) <> '' and length(why) <= 2000),
  request_id uuid,
  made_by text not null check (made_by <> ''),
  applied_by_run uuid,
  delivered_by_run uuid,
  withdrawn_at timestamptz,
  primary key (rectification_id),
  constraint rectifications_key_check check ((row_key = '') = (table_name = 'customers'))
);
comment on table privacy.rectifications is
  'One row per corrected value of a customer. It holds until a delivery has the value, or another correction replaces it';
comment on column privacy.rectifications.rectification_id is 'Correction; the row that it makes names it as its file';
comment on column privacy.rectifications.customer_id is 'Customer';
comment on column privacy.rectifications.table_name is 'Table of the delivery';
comment on column privacy.rectifications.row_key is
  'Application, transaction, or date of the statement; empty for the customer';
comment on column privacy.rectifications.column_name is 'Column, or attributes.<name> for an attribute';
comment on column privacy.rectifications.value is 'The right value as a delivery has it; null: unknown';
comment on column privacy.rectifications.since is 'When it was entered';
comment on column privacy.rectifications.why is 'Why, in the privacy officer''s words';
comment on column privacy.rectifications.request_id is 'Request of privacy.requests that led to it; null for a command';
comment on column privacy.rectifications.made_by is 'Who: name of the user in the user pool, or of the operator';
comment on column privacy.rectifications.applied_by_run is 'Newest run in which it changed a row; null before';
comment on column privacy.rectifications.delivered_by_run is
  'Run whose delivery has the value; when that run is published, the correction has done its work';
comment on column privacy.rectifications.withdrawn_at is 'When another correction of the value replaced it; null otherwise';
create unique index rectifications_held on privacy.rectifications (customer_id, table_name, row_key, column_name)
  where withdrawn_at is null;

create view privacy.held_rectifications with (security_barrier) as
select *
from privacy.rectifications r
where withdrawn_at is null
  and not exists (select from analytics.publications where run_id = r.delivered_by_run);
comment on view privacy.held_rectifications is 'One row per correction that still wins over deliveries';

grant select, delete on privacy.rectifications to risk_privacy, risk_retention;
grant select on privacy.held_rectifications to risk_privacy;

create function privacy.find_column_type(of_table text, of_column text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select format_type(a.atttypid, a.atttypmod)
  from pg_attribute a
  where a.attrelid = to_regclass(format('staging.%I', of_table)) and a.attnum > 0 and not a.attisdropped
    and a.attname = of_column
    and a.attname <> all (array['customer_id', 'application_id', 'transaction_id', 'applied_at', 'as_of', 'valid_from',
      'personal_data', 'attributes', 'run_id', 'source_file', 'source_line', 'loaded_at', 'ended_on', 'ended_by_run'])
  union all
  select case known.type when 'number' then 'double precision' else 'text' end
  from staging.attributes known
  where known.table_name = of_table and 'attributes.' || known.name = of_column
$$;
comment on function privacy.find_column_type is
  'Type of a column, or of an attribute, that can be corrected; no row for keys, times of a row and sealed data';

create function privacy.read_wanted(correction privacy.rectifications) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  wanted jsonb;
begin
  execute format('select to_jsonb(cast($1 as %s))',
    privacy.find_column_type(correction.table_name, correction.column_name)) into wanted using correction.value;
  return coalesce(wanted, 'null');
end
$$;
comment on function privacy.read_wanted is 'The corrected value in its column''s type';

create function privacy.find_row(correction privacy.rectifications, of_day date) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  found_row jsonb;
begin
  execute format('select to_jsonb(t) from staging.%I t where t.customer_id = $1 and %s limit 1', correction.table_name,
    case correction.table_name
      when 'customers' then 't.valid_from <= $3 order by t.valid_from desc'
      when 'loan_applications' then 't.application_id = $2 and t.valid_from <= $3 order by t.valid_from desc'
      when 'credit_history' then 't.as_of::text = $2'
      else 't.transaction_id = $2'
    end) into found_row using correction.customer_id, correction.row_key, of_day;
  return found_row;
end
$$;
comment on function privacy.find_row is 'The stored row that a correction is about, in its version of a day; null without';

create function privacy.rectify(
  of_customer text, corrections jsonb, because text, by_person text, of_request uuid default null
) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  correction privacy.rectifications;
  stored integer := 0;
begin
  perform privacy.require_customer(of_customer);
  for correction in
    select (jsonb_populate_record(null::privacy.rectifications, listed)).*
    from jsonb_array_elements(corrections) as listed
  loop
    correction.customer_id := of_customer;
    correction.row_key := coalesce(correction.row_key, '');
    if privacy.find_column_type(correction.table_name, correction.column_name) is null then
      raise exception 'a column cannot be corrected' using errcode = 'PV111';
    end if;
    begin
      perform privacy.read_wanted(correction);
    exception when data_exception then
      raise exception 'a value is not of its column''s type' using errcode = 'PV112';
    end;
    if privacy.find_row(correction, 'infinity') is null then
      raise exception 'no such row of the customer is stored' using errcode = 'PV113';
    end if;
    update privacy.rectifications held set withdrawn_at = clock_timestamp()
    where (held.customer_id, held.table_name, held.row_key, held.column_name)
        = (of_customer, correction.table_name, correction.row_key, correction.column_name)
      and held.withdrawn_at is null;
    insert into privacy.rectifications (customer_id, table_name, row_key, column_name, value, why, request_id, made_by)
    values (of_customer, correction.table_name, correction.row_key, correction.column_name, correction.value, because,
      of_request, by_person);
    stored := stored + 1;
  end loop;
  perform governance.record_event(by_person, 'person.rectified', coalesce(of_request, gen_random_uuid())::text,
    jsonb_build_object('values', stored, 'request_id', of_request));
  return stored;
end
$$;
comment on function privacy.rectify is 'Stores corrections of a customer, all or none. The next run makes them';

create function privacy.change_row(correction privacy.rectifications, stored jsonb, wanted jsonb, of_run uuid, of_day date)
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  is_of_run constant boolean := cast(stored ->> 'run_id' as uuid) = of_run;
  is_attribute constant boolean := starts_with(correction.column_name, 'attributes.');
  changed jsonb := stored || case
    when is_attribute then jsonb_build_object('attributes',
      (stored -> 'attributes') || jsonb_build_object(substr(correction.column_name, 12), wanted))
    else jsonb_build_object(correction.column_name, wanted) end;
  target constant text := format('staging.%I', correction.table_name);
  changed_column constant text := case when is_attribute then 'attributes' else correction.column_name end;
begin
  if not is_of_run then
    changed := changed || jsonb_build_object('run_id', of_run, 'source_line', 1, 'loaded_at', clock_timestamp(),
      'source_file', 'rectification:' || correction.rectification_id);
    if cast(stored ->> 'valid_from' as date) < of_day then
      changed := changed || jsonb_build_object('valid_from', of_day);
      execute format('insert into %1$s select * from jsonb_populate_record(null::%1$s, $1)', target) using changed;
      return;
    end if;
  end if;
  execute format(
    'update %1$s t set (%2$I, run_id, source_file, source_line, loaded_at) =
       (n.%2$I, n.run_id, n.source_file, n.source_line, n.loaded_at)
     from jsonb_populate_record(null::%1$s, $1) n where t.customer_id = n.customer_id and %3$s',
    target, changed_column, case correction.table_name
      when 'customers' then 't.valid_from = n.valid_from'
      when 'loan_applications' then 't.application_id = n.application_id and t.valid_from = n.valid_from'
      when 'credit_history' then 't.as_of = n.as_of'
      else 't.transaction_id = n.transaction_id'
    end) using changed;
end
$$;
comment on function privacy.change_row is
  'Corrects a row of the run in place, as if it had been delivered so; of an earlier run it makes a version, or replaces the row, which the undo puts back';

create function privacy.apply_rectifications(of_run uuid, of_day date, of_partition integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  correction privacy.rectifications;
  stored jsonb;
  wanted jsonb;
  changed integer := 0;
begin
  for correction in
    select held.* from privacy.held_rectifications held
    where satisfies_hash_partition('staging.credit_history'::regclass, 16, of_partition, held.customer_id)
    order by since, rectification_id
  loop
    stored := privacy.find_row(correction, of_day);
    -- A row that the delivery ended, and an attribute that the lender declares no more, is not brought back.
    continue when stored is null or cast(stored ->> 'ended_on' as date) <= of_day
      or privacy.find_column_type(correction.table_name, correction.column_name) is null;
    wanted := privacy.read_wanted(correction);
    if coalesce(case when starts_with(correction.column_name, 'attributes.')
        then stored -> 'attributes' -> substr(correction.column_name, 12)
        else stored -> correction.column_name end, 'null') <> wanted
    then
      perform privacy.change_row(correction, stored, wanted, of_run, of_day);
      update privacy.rectifications set (applied_by_run, delivered_by_run) = (of_run, null)
      where rectification_id = correction.rectification_id;
      changed := changed + 1;
    elsif cast(stored ->> 'run_id' as uuid) = of_run and correction.applied_by_run is distinct from of_run
      and not starts_with(stored ->> 'source_file', 'rectification:')
    then
      update privacy.rectifications set delivered_by_run = of_run
      where rectification_id = correction.rectification_id;
    end if;
  end loop;
  return changed;
end
$$;
comment on function privacy.apply_rectifications is
  'Corrects the stored rows of a partition for a run before its features are built, and notes what the delivery has by itself. Repeatable';

revoke all on function privacy.find_column_type(text, text), privacy.read_wanted(privacy.rectifications),
  privacy.find_row(privacy.rectifications, date), privacy.rectify(text, jsonb, text, text, uuid),
  privacy.change_row(privacy.rectifications, jsonb, jsonb, uuid, date),
  privacy.apply_rectifications(uuid, date, integer) from public;
grant execute on function privacy.rectify(text, jsonb, text, text, uuid) to risk_privacy;
grant execute on function privacy.apply_rectifications(uuid, date, integer) to risk_etl;
