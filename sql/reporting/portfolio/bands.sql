-- Reads the portfolio by band, the best first.
-- Grain: one row per band with an application.
select band, sum(applications) as applications,
  sum(applications) filter (where decision = 'approve') as approvals,
  sum(applications) filter (where decision = 'refer') as referrals,
  sum(applications) filter (where decision = 'decline') as declines,
  sum(mean_pd * applications) / sum(applications) as mean_pd,
  sum(exposure) as exposure, sum(expected_loss) as expected_loss,
  coalesce(sum(exposure) filter (where decision = 'approve'), 0) as exposure_approved,
  coalesce(sum(expected_loss) filter (where decision = 'approve'), 0) as expected_loss_approved,
  coalesce(sum(expected_loss) filter (where decision = 'refer'), 0) as expected_loss_referred,
  coalesce(sum(expected_loss) filter (where decision = 'decline'), 0) as expected_loss_declined
from reporting.score_distribution
group by band
order by band
