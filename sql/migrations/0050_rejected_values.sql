-- Keeps, of every delivered file, the invalid values of optional columns. Such a value is imported as unknown, and its
-- row is accepted. The function without the new argument stays for the release before.

alter table staging.loads add column rejected_values jsonb not null default '[]'
  check (jsonb_typeof(rejected_values) = 'array');
comment on column staging.loads.rejected_values is
  'Invalid values of optional columns, imported as unknown: column, fault, values, delivered (values of the column that are not empty) and the first lines';

create function staging.record_load(
  of_run uuid, of_fencing_token bigint, of_table text, of_file text, has_sha256 text, has_bytes bigint, has_mode text,
  has_rows bigint, has_rejected_rows bigint, has_rejected_values jsonb
) returns table (state text, fencing_token bigint, newest_token bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Locked as by lambdas/shared/locks/run-fence.ts: nothing closes the run before the transaction ends.
  select runs.state, runs.fencing_token, (select max(every.fencing_token) from analytics.runs every)
  into state, fencing_token, newest_token
  from analytics.runs
  where runs.run_id = of_run
  for share;
  if state = 'running' and fencing_token = of_fencing_token and newest_token = of_fencing_token then
    insert into staging.loads as recorded
      (run_id, table_name, file, sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed, rejected_values)
    values (of_run, of_table, of_file, has_sha256, has_bytes, has_mode, has_rows, has_rejected_rows, has_rejected_values)
    on conflict on constraint loads_pkey do update set
      (sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed, rejected_values, prepared_at) =
      (excluded.sha256, excluded.size_bytes, excluded.mode, excluded.rows_delivered, excluded.rows_rejected_unparsed,
       excluded.rejected_values, excluded.prepared_at);
  end if;
  return next;
end
$$;
comment on function staging.record_load(uuid, bigint, text, text, text, bigint, text, bigint, bigint, jsonb) is
  'Records a prepared file of the run, with its rejected values, while it is the running one, and returns the run''s state and tokens';
revoke execute on function
  staging.record_load(uuid, bigint, text, text, text, bigint, text, bigint, bigint, jsonb) from public;
grant execute on function
  staging.record_load(uuid, bigint, text, text, text, bigint, text, bigint, bigint, jsonb) to risk_prepare, risk_etl;
