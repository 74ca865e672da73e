-- Finds the newest paired comparison of the champion with a challenger: differences are challenger minus champion.
-- Grain: one row per metric, auc_difference and brier_difference; none before there are outcomes.
-- Parameters: champion, challenger.
select metric, rows, level, value as difference, detail
from analytics.monitoring_results
where kind = 'champion_challenger' and model_version = :champion and subject = :challenger
  and metric in ('auc_difference', 'brier_difference') and as_of = (
    select max(as_of)
    from analytics.monitoring_results
    where kind = 'champion_challenger' and model_version = :champion and subject = :challenger and rows > 0
      and metric = 'auc_difference'
  )
