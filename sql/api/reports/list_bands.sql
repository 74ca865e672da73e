-- Lists counts and figures of newest scores, the best band first.
-- Grain: one row per band and decision. Parameters: none.
select band, decision, applications, mean_pd, mean_score, exposure, expected_loss
from reporting.score_distribution
order by band, array_position(array['approve', 'refer', 'decline'], decision)
