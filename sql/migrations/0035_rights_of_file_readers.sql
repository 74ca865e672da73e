-- What the readers of foreign files may do: one function for delivered files, some columns for uploaded batches.

-- It runs as its owner, so that its callers need no right on a table: they cannot read or change the record of another
-- run, which is evidence of what a score rests on.
create function staging.record_load(
  of_run uuid, of_fencing_token bigint, of_table text, of_file text, has_sha256 text, has_bytes bigint, has_mode text,
  has_rows bigint, has_rejected_rows bigint
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
      (run_id, table_name, file, sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed)
    values (of_run, of_table, of_file, has_sha256, has_bytes, has_mode, has_rows, has_rejected_rows)
    on conflict on constraint loads_pkey do update set
      (sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed, prepared_at) =
      (excluded.sha256, excluded.size_bytes, excluded.mode, excluded.rows_delivered, excluded.rows_rejected_unparsed,
       excluded.prepared_at);
  end if;
  return next;
end
$$;
comment on function staging.record_load is
  'Records a prepared file of the run while it is the running one, and returns the run''s state and tokens';
revoke execute on function staging.record_load from public;
grant usage on schema staging to risk_prepare;
-- risk_etl has these rights on the table itself.
grant execute on function staging.record_load to risk_prepare, risk_etl;

grant usage on schema predictions to risk_split;
grant select (batch_id, state, execution_id, started_at, as_of, upload_version, client_id, requested_by, reasons,
  model_version, challenger_version, policy_version, id_secret) on predictions.batches to risk_split;
grant update (state, execution_id, as_of, model_version, challenger_version, policy_version, file_sha256, input,
  rows_read, parts, problem, detail, result_bytes, ended_at) on predictions.batches to risk_split;
grant select (version, stage, onnx_key, onnx_sha256, manifest, manifest_sha256) on predictions.model_metadata
  to risk_split;
