-- A full delivery of a table says all there is: what is missing from it ended on its day. Rows are marked, never
-- deleted, so that features as of an earlier time stay what they were; delivered again, they come back.

do $$
declare
  name text;
begin
  foreach name in array array['customers', 'loan_applications', 'credit_history', 'transactions'] loop
    execute format('alter table staging.%I add column ended_on date, add column ended_by_run uuid', name);
    execute format('comment on column staging.%I.ended_on is %L', name,
      'as_of of the full delivery that no longer had it; null while it lasts. It counts as of times before that day only');
    execute format('comment on column staging.%I.ended_by_run is %L', name, 'Run that found it missing');
  end loop;
end
$$;

-- As before, but neither personal data nor endings are part of a rejected row.
create or replace function staging.keep_replaced_row() returns trigger language plpgsql as $$
declare
  source_columns constant text[] := array['run_id', 'source_file', 'source_line', 'loaded_at'];
  old_row constant jsonb := to_jsonb(old);
  is_changed constant boolean := (old_row - source_columns) is distinct from (to_jsonb(new) - source_columns);
  new_wins constant boolean :=
    (new.source_file collate "C", new.source_line) >= (old.source_file collate "C", old.source_line);
  is_of_this_run boolean := old.run_id = new.run_id;
  loser jsonb;
begin
  if is_of_this_run then
    if old.source_file = new.source_file and old.source_line = new.source_line then
      return new;
    end if;
    loser := case when new_wins then old_row else to_jsonb(new) end;
    insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
    values (new.run_id, tg_argv[0], loser ->> 'source_file', (loser ->> 'source_line')::bigint, 'duplicate_key',
            loser - source_columns - array['personal_data', 'ended_on', 'ended_by_run'])
    on conflict do nothing;
    if not new_wins then
      return null; -- the stored row stays as it is
    end if;
    -- The loser may have had the very values of an earlier run: then these are what is superseded.
    select old.loaded_at >= opened_at into is_of_this_run from analytics.runs where run_id = new.run_id;
  end if;
  if not is_changed then
    new.loaded_at := old.loaded_at;
  elsif is_of_this_run is not true then
    insert into staging.superseded_rows (table_name, key, replaced_by_run, row)
    values (tg_argv[0],
            (select string_agg(old_row ->> key_column, '/' order by position)
             from unnest(tg_argv[1:]) with ordinality as keys (key_column, position)),
            new.run_id, old_row)
    on conflict do nothing;
  end if;
  return new;
end
$$;

-- What may end: tables of a run that were delivered in full, whole enough to tell what is missing.
create view staging.full_deliveries as
select distinct run_id, table_name
from staging.loads
where mode = 'full'
  -- A refused row that says of no customer could be any row: then nothing is known to be missing.
  and not exists (
    select from staging.rejected_rows refused
    where refused.run_id = loads.run_id and refused.table_name = loads.table_name
      and btrim(coalesce(refused.row ->> 'customer_id', '')) = ''
  );
comment on view staging.full_deliveries is
  'One row per run and table that was delivered in full, without a refused row of which nobody can tell whose it is';
comment on column staging.full_deliveries.run_id is 'Run';
comment on column staging.full_deliveries.table_name is 'Staging table';

create view staging.refused_customers as
select distinct run_id, table_name, row ->> 'customer_id' as customer_id
from staging.rejected_rows
where row ->> 'customer_id' is not null and reason <> 'duplicate_key';
comment on view staging.refused_customers is
  'One row per run, table and customer with a refused row: what of theirs is not accepted is not known to be missing';
comment on column staging.refused_customers.run_id is 'Run';
comment on column staging.refused_customers.table_name is 'Staging table';
comment on column staging.refused_customers.customer_id is 'Customer as delivered';

grant select on staging.full_deliveries, staging.refused_customers to risk_etl;
do $$
begin
  for remainder in 0..15 loop
    execute format('grant update (ended_on, ended_by_run) on staging.credit_history_p%1$s, staging.transactions_p%1$s to risk_etl',
      to_char(remainder, 'fm00'));
  end loop;
end
$$;
