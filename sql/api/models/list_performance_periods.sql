-- Lists a model's newest measurements, ascending: on all that it scored, or on what it shares with a challenger.
-- Grain: one row per measured day. Parameters: version, kind, challenger (version or null), days.
select as_of, applications, defaults, auc, ks, brier, ece, bad_rate, mean_pd, level
from (
  select cast(as_of as text) as as_of, applications, coalesce(defaults, 0) as defaults, auc, ks, brier, ece, bad_rate, mean_pd,
    level
  from reporting.model_performance
  where model_version = :version and kind = :kind and challenger is not distinct from cast(:challenger as text)
    and applications > 0
  order by model_performance.as_of desc
  limit :days
) newest
order by as_of
