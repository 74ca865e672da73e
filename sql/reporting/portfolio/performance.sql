-- Reads the newest performance measurements of champion and challenger, the oldest first.
-- Grain: one row per day, kind and lifecycle stage. Parameters: rows (at most).
select * from (
  select to_char(as_of, 'YYYY-MM-DD') as as_of, stage, kind, applications, defaults, auc, ks, brier, ece, bad_rate,
    mean_pd, level
  from reporting.model_performance
  where stage in ('champion', 'challenger')
  order by as_of desc, kind, stage
  limit cast(:rows as integer)
) newest
order by as_of, kind, stage
