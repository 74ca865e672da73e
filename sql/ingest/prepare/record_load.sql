-- Records a prepared file; a repeated preparation replaces the record.
-- Grain: one row per run and file. Parameters: run_id, table_name, file, sha256, size_bytes, mode, rows_delivered,
-- rows_rejected_unparsed.
insert into staging.loads (run_id, table_name, file, sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed)
values (:run_id, :table_name, :file, :sha256, :size_bytes, :mode, :rows_delivered, :rows_rejected_unparsed)
on conflict (run_id, table_name, file) do update set
  (sha256, size_bytes, mode, rows_delivered, rows_rejected_unparsed, prepared_at) =
  (excluded.sha256, excluded.size_bytes, excluded.mode, excluded.rows_delivered, excluded.rows_rejected_unparsed,
   excluded.prepared_at)
