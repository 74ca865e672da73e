-- A run that is not published leaves nothing behind in staging: what it wrote is taken back before the next one opens.
-- `loaded_at` tells what it wrote: a row delivered again with the same values keeps the time of its first delivery.

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
            loser - source_columns)
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

comment on column staging.customers.loaded_at is 'When these values were first written';
comment on column staging.loan_applications.loaded_at is 'When these values were first written';
comment on column staging.credit_history.loaded_at is 'When these values were first written';
comment on column staging.transactions.loaded_at is 'When these values were first written';

grant delete on staging.customers, staging.loan_applications, staging.superseded_rows to risk_etl;
do $$
begin
  for remainder in 0..15 loop
    execute format('grant delete on staging.credit_history_p%1$s, staging.transactions_p%1$s to risk_etl',
      to_char(remainder, 'fm00'));
  end loop;
end
$$;
