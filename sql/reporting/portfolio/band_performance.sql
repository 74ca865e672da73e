-- Reads expected and realised bad rates on the champion's newest measured day, the best band first.
-- Grain: one row per band.
select to_char(b.as_of, 'YYYY-MM-DD') as as_of, b.band, b.applications, b.expected_pd, b.realised_rate
from reporting.band_performance b
join reporting.champion c on c.version = b.model_version
where b.as_of = (select max(n.as_of) from reporting.band_performance n where n.model_version = b.model_version)
order by b.band
