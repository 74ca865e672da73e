-- Finds the newest model that was registered within a time.
-- Grain: at most one row. Parameters: seconds.
select registered_at
from predictions.model_metadata
where registered_at > now() - make_interval(secs => :seconds)
order by registered_at desc
limit 1
