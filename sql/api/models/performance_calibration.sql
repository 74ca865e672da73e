-- Grain: one row, the calibration bins of a model on the newest day measured; none before there are outcomes.
select detail -> 'calibration' as calibration
from analytics.monitoring_results
where model_version = :version and kind = 'performance' and subject = 'realised' and metric = 'ece'
order by as_of desc
limit 1
