-- A batch that was started stays evidence: nobody makes it one that waits for its start, which may be deleted, or starts
-- it at another time. A batch that is done stays done.

create function predictions.keep_started_batch() returns trigger language plpgsql as $$
begin
  raise exception 'batch % cannot go from % to %, or be started at another time', old.batch_id, old.state, new.state
    using errcode = 'insufficient_privilege';
end
$$;
comment on function predictions.keep_started_batch is
  'Before update: a started batch is never unstarted, a done one never changes, and the time of the start stays';
create trigger keep_started_batch before update on predictions.batches
  for each row
  when (old.state = 'done'
    or (old.state <> 'created' and (new.state = 'created' or new.started_at is distinct from old.started_at)))
  execute function predictions.keep_started_batch();

-- The role of the daily workflow ends batches, and the splitter of uploads has done the rest since migration 35.
revoke select, update on predictions.batches from risk_etl;
grant select (batch_id, state, execution_id, rows_read, parts) on predictions.batches to risk_etl;
grant update (state, problem, detail, result_bytes, ended_at) on predictions.batches to risk_etl;

-- Loads are recorded by staging.record_load, for the running run only: they are what a score's lineage repeats.
revoke insert, update, delete on staging.loads from risk_etl;

-- A function is for the roles that a migration names, and for nobody else.
alter default privileges revoke execute on functions from public;
