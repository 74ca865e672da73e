-- Finds the calibration bins of a model on its newest measured day.
-- Grain: at most one row; none before there are outcomes. Parameters: version.
select detail -> 'calibration' as calibration
from analytics.monitoring_results
where model_version = :version and kind = 'performance' and subject = 'realised' and metric = 'ece'
order by as_of desc
limit 1
