-- Finds the newest run, or the runs whose id begins with a text, with the times between which they wrote log lines.
-- Grain: one row per run, the newest first, two rows at most. Parameters: id (beginning of the run's id, or null).
select * from (
  select run_id, to_char(as_of, 'YYYY-MM-DD') as as_of, state, execution_id,
    round(extract(epoch from opened_at) * 1000) as opened_at, round(extract(epoch from closed_at) * 1000) as closed_at,
    row_number() over earlier = 1 as is_first,
    round(extract(epoch from lead(opened_at) over earlier) * 1000) as next_opened_at
  from analytics.runs
  window earlier as (partition by execution_id order by opened_at)) runs
where cast(:id as text) is null or starts_with(cast(run_id as text), cast(:id as text))
order by opened_at desc limit 2
