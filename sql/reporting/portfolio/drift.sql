-- Reads the champion's drift on its newest measured day that has enough rows, the largest PSI first.
-- Grain: one row per feature, and one for the score.
select to_char(d.as_of, 'YYYY-MM-DD') as as_of, d.feature, d.label, d.psi, d.bound, d.rows, d.level
from reporting.drift d
join reporting.champion c on c.version = d.model_version
where d.as_of = (
  select coalesce(max(n.as_of) filter (where n.level <> 'insufficient'), max(n.as_of))
  from reporting.drift n where n.model_version = d.model_version
)
order by d.psi desc nulls last, d.feature
