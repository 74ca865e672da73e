-- Grain: one row: the newest model, when a training registered it within so many seconds; else none.
select registered_at
from predictions.model_metadata
where registered_at > now() - make_interval(secs => :seconds)
order by registered_at desc
limit 1
