-- Finds a batch of the caller with its progress and the counts of its errors.
-- Grain: at most one row; none when the batch belongs to another caller, or was not started in time.
-- Parameters: batch_id, client_id, requested_by, timeout_seconds, unstarted_seconds.
select b.batch_id, b.state, b.size_bytes, b.content_type, b.reasons, b.created_at, b.started_at, b.ended_at, b.rows_read,
  b.parts, b.model_version, b.policy_version, b.result_bytes, b.problem, b.detail,
  b.state = 'running' and b.started_at < clock_timestamp() - make_interval(secs => :timeout_seconds) as has_timed_out,
  p.parts_done, p.scored, p.failed, p.errors
from predictions.batches b
cross join lateral (
  select count(*) as parts_done, coalesce(sum(scored), 0) as scored, coalesce(sum(failed), 0) as failed,
    coalesce((
      select jsonb_object_agg(error, rows)
      from (
        select key as error, sum(value::bigint) as rows
        from predictions.batch_parts part
        cross join jsonb_each_text(part.errors)
        where part.batch_id = b.batch_id
        group by key
      ) by_error
    ), '{}') as errors
  from predictions.batch_parts
  where batch_id = b.batch_id
) p
where b.batch_id = :batch_id and b.client_id = :client_id and b.requested_by = :requested_by
  and (b.state <> 'created' or b.created_at > clock_timestamp() - make_interval(secs => :unstarted_seconds))
