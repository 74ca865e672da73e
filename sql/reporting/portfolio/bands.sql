-- Reads the portfolio by band, the best first.
-- Grain: one row per band with an application.
select band, sum(applications) as applications,
  sum(applications) filter (where decision = 'approve') as approvals,
  sum(applications) filter (where decision = 'refer') as referrals,
  sum(applications) filter (where decision = 'decline') as declines,
  sum(mean_pd * applications) / sum(applications) as mean_pd,
  sum(exposure) as exposure, sum(expected_loss) as expected_loss
from reporting.score_distribution
group by band
order by band
