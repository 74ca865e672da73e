-- Counts a run's delivered and rejected rows, and computes the age of the newest publication in hours.
-- Grain: one row. Parameters: run_id.
select
  (select coalesce(sum(rows_delivered), 0) from staging.loads where run_id = :run_id) as delivered,
  (select count(distinct (table_name, file, line)) from staging.rejected_rows
    where run_id = :run_id and reason <> 'newer_delivery') as rejected,
  cast(extract(epoch from clock_timestamp() - (select max(published_at) from analytics.publications)) / 3600
    as double precision) as age_hours
