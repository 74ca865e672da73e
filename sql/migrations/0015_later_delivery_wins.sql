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

-- Triggers fire in the order of their names: before keep_replaced_row, which then never sees the update.
create trigger hold_later_delivery before update on staging.credit_history
  for each row when (old.run_id <> new.run_id) execute function staging.later_delivery_wins('credit_history');
create trigger hold_later_delivery before update on staging.transactions
  for each row when (old.run_id <> new.run_id) execute function staging.later_delivery_wins('transactions');
