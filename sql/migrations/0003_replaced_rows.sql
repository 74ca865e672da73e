-- What an upsert replaces is never lost, and a run that is not published can be taken back.

-- In one delivery the last of two rows with one key wins, whatever order its parts arrive in; the loser is a rejected
-- row, without personal data: nobody needs it to mend a delivery. A row of an earlier run with other values is kept as
-- superseded. `loaded_at` tells what a run wrote: a row delivered again with the same values keeps its first time.
-- Argument 1 is the table's name (a partition has its own), the others are its key columns.
create function staging.keep_replaced_row() returns trigger language plpgsql as $$
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
comment on function staging.keep_replaced_row is
  'Before update: keeps the row that loses, as rejected (same delivery) or superseded (earlier run)';

-- A day that is run again, or arrives late, does not undo what a later published delivery has said of the same statement
-- or transaction. Customers and applications keep a version a day, so that question does not come up for them.
create function staging.later_delivery_wins() returns trigger language plpgsql as $$
declare
  -- Of where a row came from, and whether it lasts, nothing is delivered.
  own_columns constant text[] := array['run_id', 'source_file', 'source_line', 'loaded_at', 'ended_on', 'ended_by_run'];
begin
  if (to_jsonb(old) - own_columns) is distinct from (to_jsonb(new) - own_columns) and exists (
    select from analytics.publications later
    join analytics.runs on runs.run_id = new.run_id
    where later.run_id = old.run_id and later.as_of > runs.as_of
  ) then
    insert into staging.rejected_rows (run_id, table_name, file, line, reason, row)
    values (new.run_id, tg_argv[0], new.source_file, new.source_line, 'newer_delivery', to_jsonb(new) - own_columns)
    on conflict do nothing;
    return null; -- the stored row stays as it is
  end if;
  return new;
end
$$;
comment on function staging.later_delivery_wins is
  'Before update: keeps the row of a later published delivery, and notes the older one as rejected: newer_delivery';

-- A declaration that is replaced is kept, so that it can be put back with the rows.
create function staging.keep_replaced_attribute() returns trigger language plpgsql as $$
begin
  if old.run_id <> new.run_id then
    insert into staging.superseded_rows (table_name, key, replaced_by_run, row)
    values ('attributes', old.table_name || '/' || old.name, new.run_id, to_jsonb(old))
    on conflict do nothing;
  end if;
  return new;
end
$$;
comment on function staging.keep_replaced_attribute is 'Before update: keeps the declaration of an earlier run';

create trigger keep_replaced_attribute before update on staging.attributes
  for each row execute function staging.keep_replaced_attribute();

create trigger keep_replaced_row before update on staging.customers
  for each row execute function staging.keep_replaced_row('customers', 'customer_id', 'valid_from');
create trigger keep_replaced_row before update on staging.loan_applications
  for each row execute function staging.keep_replaced_row('loan_applications', 'application_id', 'valid_from');
create trigger keep_replaced_row before update on staging.credit_history
  for each row execute function staging.keep_replaced_row('credit_history', 'customer_id', 'as_of');
create trigger keep_replaced_row before update on staging.transactions
  for each row execute function staging.keep_replaced_row('transactions', 'customer_id', 'transaction_id');

-- Triggers fire in the order of their names: before keep_replaced_row, which then never sees the update.
create trigger hold_later_delivery before update on staging.credit_history
  for each row when (old.run_id <> new.run_id) execute function staging.later_delivery_wins('credit_history');
create trigger hold_later_delivery before update on staging.transactions
  for each row when (old.run_id <> new.run_id) execute function staging.later_delivery_wins('transactions');
