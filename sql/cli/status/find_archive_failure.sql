-- Finds the segment of the write-ahead log that PostgreSQL could not archive; later times cannot be restored. Aurora
-- archives nothing this way.
-- Grain: one row while archiving fails, none otherwise
select
  last_failed_wal as segment,
  to_char(last_failed_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as failed_at
from pg_stat_archiver
where last_failed_time > coalesce(last_archived_time, '-infinity')
