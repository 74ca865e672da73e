-- Stores monitoring results, and replaces those of the same measure.
-- Grain: one row per result. Parameters: as_of, run_id, results (JSON).
insert into analytics.monitoring_results
  (as_of, run_id, model_version, kind, subject, metric, value, baseline, bound, rows, level, detail)
select :as_of, :run_id, model_version, kind, subject, metric, value, baseline, bound, rows, level, detail
from jsonb_to_recordset(cast(:results as jsonb)) as result (
  model_version text, kind text, subject text, metric text, value double precision, baseline double precision,
  bound double precision, rows bigint, level text, detail jsonb
)
on conflict (as_of, model_version, kind, subject, metric) do update set
  measured_at = excluded.measured_at, run_id = excluded.run_id, value = excluded.value, baseline = excluded.baseline,
  bound = excluded.bound, rows = excluded.rows, level = excluded.level, detail = excluded.detail
