-- Counts the applications by score, band and decision.
-- Grain: one row per score in points, band, decision, and whether it was overridden.
insert into reporting.score_totals (score, band, decision, overridden, applications, pd_sum, exposure, expected_loss)
select score, band, decision, overridden, count(*), sum(pd), sum(exposure), sum(expected_loss)
from analytics.scored_applications
group by score, band, decision, overridden
