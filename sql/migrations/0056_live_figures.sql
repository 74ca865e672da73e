-- The views that dashboards and BI tools read, with the overrides and ends that were stored since the last refresh, the
-- expected loss of approved applications, and the currency of money.

create or replace view reporting.freshness as
select newest_score_at as scores_until, refreshed_at, (
    select runs.currency
    from analytics.publications
    join analytics.runs using (run_id)
    where runs.currency is not null
    order by publications.as_of desc, publications.published_at desc, run_id desc
    limit 1
  ) as currency
from reporting.refresh_state;
comment on view reporting.freshness is 'One row: how new the figures are, and the currency of their money';
comment on column reporting.freshness.currency is
  'ISO 4217 code that the newest published delivery declares; null where none declares one';

create or replace view reporting.score_distribution as
select band, decision, sum(applications)::bigint as applications, sum(pd_sum) / sum(applications) as mean_pd,
  (sum(score * applications) / sum(applications))::double precision as mean_score,
  sum(exposure) as exposure, sum(expected_loss) as expected_loss
from reporting.portfolio_scores
where dimension_id = 0
group by band, decision
having sum(applications) > 0;
comment on column reporting.score_distribution.expected_loss is
  'Expected loss, money, together; that of the approved is what the lender would hold';

create or replace view reporting.score_histogram as
select place.score_from, case place.score_from when 825 then 850 else place.score_from + 25 end as score_to,
  coalesce(sum(applications), 0)::bigint as applications, sum(pd_sum) / nullif(sum(applications), 0) as mean_pd,
  coalesce(sum(expected_loss), 0) as expected_loss
from generate_series(300, 825, 25) as place (score_from)
left join reporting.portfolio_scores total
  on total.dimension_id = 0 and least((total.score - 300) / 25 * 25 + 300, 825) = place.score_from
group by place.score_from;

create view analytics.segment_sums as
select dimension_id, segment_no, other_dimension_id, other_segment_no, applications, pd_sum, score_sum, high_risk,
  approvals, referrals, declines, overrides, exposure, expected_loss, expected_loss_approved, outcomes, defaults
from reporting.segment_totals
union all
select cast(segment.place - 1 as smallint), segment.segment_no, cast(other.place - 1 as smallint), other.segment_no,
  sign, sign * pd, sign * score, sign * high_risk, case decision when 'approve' then sign else 0 end,
  case decision when 'refer' then sign else 0 end, case decision when 'decline' then sign else 0 end, sign * overridden,
  sign * exposure, sign * expected_loss, case decision when 'approve' then sign * expected_loss else 0 end,
  sign * outcome, sign * default_
from analytics.portfolio_changes
cross join lateral unnest(segments) with ordinality as segment (segment_no, place)
cross join lateral unnest(segments) with ordinality as other (segment_no, place)
where segment.place > 1 and other.place >= segment.place
  and segment.segment_no is not null and other.segment_no is not null;
comment on view analytics.segment_sums is
  'The rows of reporting.segment_totals, and rows that take back and add what overrides have changed since: add them up';
do $$
declare
  copied record;
begin
  for copied in
    select target.attname as name, col_description(source.attrelid, source.attnum) as comment
    from pg_attribute source
    join pg_attribute target on target.attrelid = 'analytics.segment_sums'::regclass and target.attname = source.attname
    where source.attrelid = 'reporting.segment_totals'::regclass and source.attnum > 0
  loop
    execute format('comment on column analytics.segment_sums.%I is %L', copied.name, copied.comment);
  end loop;
end
$$;

create or replace view reporting.segments as
select d.dimension, d.label as dimension_label, n.segment, n.label as segment_label, n.position, t.applications,
  t.pd_sum / t.applications as mean_pd, t.score_sum::double precision / t.applications as mean_score,
  t.high_risk::double precision / t.applications as high_risk_share, t.approvals, t.referrals, t.declines, t.overrides,
  t.approvals::double precision / t.applications as approval_rate, t.exposure, t.expected_loss,
  t.expected_loss_approved, t.outcomes, t.defaults, t.defaults::double precision / nullif(t.outcomes, 0) as bad_rate
from (
  select dimension_id, segment_no, sum(applications)::bigint as applications, sum(pd_sum) as pd_sum,
    sum(score_sum)::bigint as score_sum, sum(high_risk)::bigint as high_risk, sum(approvals)::bigint as approvals,
    sum(referrals)::bigint as referrals, sum(declines)::bigint as declines, sum(overrides)::bigint as overrides,
    sum(exposure) as exposure, sum(expected_loss) as expected_loss,
    sum(expected_loss_approved) as expected_loss_approved, sum(outcomes)::bigint as outcomes,
    sum(defaults)::bigint as defaults
  from analytics.segment_sums
  where dimension_id = other_dimension_id
  group by dimension_id, segment_no
) t
join reporting.dimensions d using (dimension_id)
join reporting.segment_names n using (dimension_id, segment_no);
comment on column reporting.segments.expected_loss_approved is 'Expected loss of the approved, money, together';
comment on column reporting.segments.outcomes is 'Applications whose outcome became known after the score';
comment on column reporting.segments.defaults is 'Of those, the ones that defaulted';
comment on column reporting.segments.bad_rate is 'defaults / outcomes, 0 to 1; null while no outcome is known';

create or replace view reporting.segment_pairs as
select w.dimension as within_dimension, w.label as within_dimension_label, wn.segment as within_segment,
  wn.label as within_segment_label, d.dimension, d.label as dimension_label, n.segment, n.label as segment_label,
  n.position, t.applications, t.pd_sum / t.applications as mean_pd,
  t.score_sum::double precision / t.applications as mean_score,
  t.high_risk::double precision / t.applications as high_risk_share, t.approvals, t.referrals, t.declines, t.overrides,
  t.approvals::double precision / t.applications as approval_rate, t.exposure, t.expected_loss,
  t.expected_loss_approved, t.outcomes, t.defaults, t.defaults::double precision / nullif(t.outcomes, 0) as bad_rate
from (
  select both_ways.within_id, both_ways.within_no, both_ways.dimension_id, both_ways.segment_no, sums.*
  from (
    select dimension_id as first_id, segment_no as first_no, other_dimension_id as second_id,
      other_segment_no as second_no, sum(applications)::bigint as applications, sum(pd_sum) as pd_sum,
      sum(score_sum)::bigint as score_sum, sum(high_risk)::bigint as high_risk, sum(approvals)::bigint as approvals,
      sum(referrals)::bigint as referrals, sum(declines)::bigint as declines, sum(overrides)::bigint as overrides,
      sum(exposure) as exposure, sum(expected_loss) as expected_loss,
      sum(expected_loss_approved) as expected_loss_approved, sum(outcomes)::bigint as outcomes,
      sum(defaults)::bigint as defaults
    from analytics.segment_sums
    where dimension_id <> other_dimension_id
    group by 1, 2, 3, 4
  ) sums
  cross join lateral (values
    (first_id, first_no, second_id, second_no), (second_id, second_no, first_id, first_no)
  ) as both_ways (within_id, within_no, dimension_id, segment_no)
) t
join reporting.dimensions w on w.dimension_id = t.within_id
join reporting.segment_names wn on wn.dimension_id = t.within_id and wn.segment_no = t.within_no
join reporting.dimensions d on d.dimension_id = t.dimension_id
join reporting.segment_names n on n.dimension_id = t.dimension_id and n.segment_no = t.segment_no;
comment on column reporting.segment_pairs.expected_loss_approved is 'Expected loss of the approved, money, together';
comment on column reporting.segment_pairs.outcomes is 'Applications whose outcome became known after the score';
comment on column reporting.segment_pairs.defaults is 'Of those, the ones that defaulted';
comment on column reporting.segment_pairs.bad_rate is 'defaults / outcomes, 0 to 1; null while no outcome is known';

create or replace view reporting.held_overrides as
select decision, sum(applications)::bigint as applications, sum(contradicted)::bigint as contradicted
from (
  select decision, 1 as applications, cast(contradicts_override as integer) as contradicted
  from analytics.counted_scores
  where is_newest and overridden
  union all
  select shown.decision, shown.applications, cast(shown.contradicted as integer) * shown.applications
  from analytics.changed_decisions changed
  cross join lateral (values
    (-1, changed.decision, changed.overridden, changed.contradicts_override),
    (1, changed.current_decision, changed.currently_overridden, changed.currently_contradicts)
  ) as shown (applications, decision, overridden, contradicted)
  where changed.is_newest and shown.overridden
  union all
  -- What the release before has counted.
  select decision, 1, cast(contradicts_override as integer)
  from analytics.scored_applications
  where overridden and not exists (select from analytics.counted_scores)
) held
group by decision
having sum(applications) > 0;

create or replace view reporting.decisions_daily as
select as_of, sum(applications)::bigint as applications, sum(pd_sum) / sum(applications) as mean_pd,
  (sum(score_sum) / sum(applications))::double precision as mean_score,
  coalesce(sum(applications) filter (where decision = 'approve'), 0)::bigint as approvals,
  coalesce(sum(applications) filter (where decision = 'refer'), 0)::bigint as referrals,
  coalesce(sum(applications) filter (where decision = 'decline'), 0)::bigint as declines,
  (coalesce(sum(applications) filter (where decision = 'approve'), 0) / sum(applications))::double precision as approval_rate,
  (coalesce(sum(applications) filter (where decision = 'refer'), 0) / sum(applications))::double precision as refer_rate,
  (coalesce(sum(applications) filter (where decision = 'decline'), 0) / sum(applications))::double precision as decline_rate,
  sum(exposure) as exposure, sum(expected_loss) as expected_loss, sum(overrides)::bigint as overrides,
  sum(outcomes)::bigint as outcomes, sum(defaults)::bigint as defaults,
  (sum(defaults) / nullif(sum(outcomes), 0))::double precision as bad_rate,
  coalesce(sum(expected_loss) filter (where decision = 'approve'), 0) as expected_loss_approved
from reporting.portfolio_days
where dimension_id = 0
group by as_of;
comment on column reporting.decisions_daily.expected_loss_approved is 'Expected loss of the approved, money, together';

create or replace view reporting.bands_daily as
select as_of, band, sum(applications)::bigint as applications,
  (sum(applications) / sum(sum(applications)) over (partition by as_of))::double precision as share,
  sum(pd_sum) / sum(applications) as mean_pd, sum(exposure) as exposure, sum(expected_loss) as expected_loss,
  sum(outcomes)::bigint as outcomes, sum(defaults)::bigint as defaults,
  (sum(defaults) / nullif(sum(outcomes), 0))::double precision as bad_rate
from reporting.portfolio_days
where dimension_id = 0
group by as_of, band;
