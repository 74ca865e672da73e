-- The views that dashboards and BI tools read (docs/reporting.md). Their names and columns stay.

create view reporting.freshness as
select nullif(scores_until, '-infinity') as scores_until, refreshed_at from reporting.refresh_state;
comment on view reporting.freshness is 'One row: how new the figures are';
comment on column reporting.freshness.scores_until is 'Newest score that is counted; null before the first refresh';
comment on column reporting.freshness.refreshed_at is 'Scores, overrides and outcomes stored until then are counted; null before the first refresh';

create or replace view reporting.score_distribution as
select band, decision, sum(applications)::bigint as applications, sum(pd_sum) / sum(applications) as mean_pd,
  (sum(score * applications) / sum(applications))::double precision as mean_score,
  sum(exposure) as exposure, sum(expected_loss) as expected_loss
from reporting.score_totals
group by band, decision;

create view reporting.score_histogram as
select place.score_from, case place.score_from when 825 then 850 else place.score_from + 25 end as score_to,
  coalesce(sum(applications), 0)::bigint as applications, sum(pd_sum) / sum(applications) as mean_pd,
  coalesce(sum(expected_loss), 0) as expected_loss
from generate_series(300, 825, 25) as place (score_from)
left join reporting.score_totals total on least((total.score - 300) / 25 * 25 + 300, 825) = place.score_from
group by place.score_from;
comment on view reporting.score_histogram is 'One row per interval of 25 points of the score, also where it is empty';
comment on column reporting.score_histogram.score_from is 'First score of the interval, 300 to 825';
comment on column reporting.score_histogram.score_to is 'Where the next begins; the last interval includes it';
comment on column reporting.score_histogram.applications is 'Applications, 0 or more';
comment on column reporting.score_histogram.mean_pd is 'Mean probability of default, 0 to 1; null where there is none';
comment on column reporting.score_histogram.expected_loss is 'Expected loss, money, together';

create view reporting.segments as
select d.dimension, d.label as dimension_label, n.segment, n.label as segment_label, n.position, t.applications,
  t.pd_sum / t.applications as mean_pd, t.score_sum::double precision / t.applications as mean_score,
  t.high_risk::double precision / t.applications as high_risk_share, t.approvals, t.referrals, t.declines, t.overrides,
  t.approvals::double precision / t.applications as approval_rate, t.exposure, t.expected_loss
from reporting.segment_totals t
join reporting.dimensions d using (dimension_id)
join reporting.segment_names n using (dimension_id, segment_no)
where t.dimension_id = t.other_dimension_id;
comment on view reporting.segments is 'One row per dimension and segment with an application';
comment on column reporting.segments.dimension is 'Dimension, such as age_group';
comment on column reporting.segments.dimension_label is 'Its name for people';
comment on column reporting.segments.segment is 'Segment, such as 25_to_34';
comment on column reporting.segments.segment_label is 'Its name for people';
comment on column reporting.segments.position is 'Order in the dimension, then by label';
comment on column reporting.segments.applications is 'Applications, 1 or more';
comment on column reporting.segments.mean_pd is 'Mean probability of default, 0 to 1';
comment on column reporting.segments.mean_score is 'Mean risk score, 300 to 850';
comment on column reporting.segments.high_risk_share is 'Share in bands that the policy declines by the score, 0 to 1';
comment on column reporting.segments.approvals is 'Applications approved';
comment on column reporting.segments.referrals is 'Applications referred to a person';
comment on column reporting.segments.declines is 'Applications declined';
comment on column reporting.segments.overrides is 'Applications that a person decided';
comment on column reporting.segments.approval_rate is 'Share approved, 0 to 1';
comment on column reporting.segments.exposure is 'Exposure at default, money, together';
comment on column reporting.segments.expected_loss is 'Expected loss, money, together';

create view reporting.segment_pairs as
select w.dimension as within_dimension, w.label as within_dimension_label, wn.segment as within_segment,
  wn.label as within_segment_label, d.dimension, d.label as dimension_label, n.segment, n.label as segment_label,
  n.position, t.applications, t.pd_sum / t.applications as mean_pd,
  t.score_sum::double precision / t.applications as mean_score,
  t.high_risk::double precision / t.applications as high_risk_share, t.approvals, t.referrals, t.declines, t.overrides,
  t.approvals::double precision / t.applications as approval_rate, t.exposure, t.expected_loss
from (
  select dimension_id as within_id, segment_no as within_no, other_dimension_id as dimension_id,
    other_segment_no as segment_no, applications, pd_sum, score_sum, high_risk, approvals, referrals, declines, overrides,
    exposure, expected_loss
  from reporting.segment_totals where dimension_id <> other_dimension_id
  union all
  select other_dimension_id, other_segment_no, dimension_id, segment_no, applications, pd_sum, score_sum, high_risk,
    approvals, referrals, declines, overrides, exposure, expected_loss
  from reporting.segment_totals where dimension_id <> other_dimension_id
) t
join reporting.dimensions w on w.dimension_id = t.within_id
join reporting.segment_names wn on wn.dimension_id = t.within_id and wn.segment_no = t.within_no
join reporting.dimensions d on d.dimension_id = t.dimension_id
join reporting.segment_names n on n.dimension_id = t.dimension_id and n.segment_no = t.segment_no;
comment on view reporting.segment_pairs is
  'One row per pair of segments of two different dimensions that an application is in, each pair both ways round';
comment on column reporting.segment_pairs.within_dimension is 'Dimension that is drilled into';
comment on column reporting.segment_pairs.within_dimension_label is 'Its name for people';
comment on column reporting.segment_pairs.within_segment is 'Segment that is drilled into';
comment on column reporting.segment_pairs.within_segment_label is 'Its name for people';

-- A column means the same in both, so its comment is copied rather than repeated.
do $$
declare
  copied record;
begin
  for copied in
    select target.attname as name, col_description(source.attrelid, source.attnum) as comment
    from pg_attribute source
    join pg_attribute target on target.attrelid = 'reporting.segment_pairs'::regclass and target.attname = source.attname
    where source.attrelid = 'reporting.segments'::regclass and source.attnum > 0
  loop
    execute format('comment on column reporting.segment_pairs.%I is %L', copied.name, copied.comment);
  end loop;
end
$$;

create view reporting.decisions_daily as
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
  (sum(defaults) / nullif(sum(outcomes), 0))::double precision as bad_rate
from reporting.day_totals
group by as_of;
comment on view reporting.decisions_daily is 'One row per day that scores speak of, over the newest score of each application of that day';
comment on column reporting.decisions_daily.as_of is 'Day';
comment on column reporting.decisions_daily.applications is 'Applications, 1 or more';
comment on column reporting.decisions_daily.mean_pd is 'Mean probability of default, 0 to 1';
comment on column reporting.decisions_daily.mean_score is 'Mean risk score, 300 to 850';
comment on column reporting.decisions_daily.approvals is 'Applications approved';
comment on column reporting.decisions_daily.referrals is 'Applications referred to a person';
comment on column reporting.decisions_daily.declines is 'Applications declined';
comment on column reporting.decisions_daily.approval_rate is 'Share approved, 0 to 1';
comment on column reporting.decisions_daily.refer_rate is 'Share referred, 0 to 1';
comment on column reporting.decisions_daily.decline_rate is 'Share declined, 0 to 1';
comment on column reporting.decisions_daily.exposure is 'Exposure at default, money, together';
comment on column reporting.decisions_daily.expected_loss is 'Expected loss, money, together';
comment on column reporting.decisions_daily.overrides is 'Applications that a person decided';
comment on column reporting.decisions_daily.outcomes is 'Applications whose outcome became known after the score';
comment on column reporting.decisions_daily.defaults is 'Of those, the ones that defaulted';
comment on column reporting.decisions_daily.bad_rate is 'defaults / outcomes, 0 to 1; null while no outcome is known';

create view reporting.bands_daily as
select as_of, band, sum(applications)::bigint as applications,
  (sum(applications) / sum(sum(applications)) over (partition by as_of))::double precision as share,
  sum(pd_sum) / sum(applications) as mean_pd, sum(exposure) as exposure, sum(expected_loss) as expected_loss,
  sum(outcomes)::bigint as outcomes, sum(defaults)::bigint as defaults,
  (sum(defaults) / nullif(sum(outcomes), 0))::double precision as bad_rate
from reporting.day_totals
group by as_of, band;
comment on view reporting.bands_daily is 'One row per day that scores speak of and band';
comment on column reporting.bands_daily.as_of is 'Day';
comment on column reporting.bands_daily.band is 'Band of the policy, A (best) to E';
comment on column reporting.bands_daily.applications is 'Applications, 1 or more';
comment on column reporting.bands_daily.share is 'Share of the day''s applications, 0 to 1';
comment on column reporting.bands_daily.mean_pd is 'Mean probability of default, 0 to 1';
comment on column reporting.bands_daily.exposure is 'Exposure at default, money, together';
comment on column reporting.bands_daily.expected_loss is 'Expected loss, money, together';
comment on column reporting.bands_daily.outcomes is 'Applications whose outcome became known after the score';
comment on column reporting.bands_daily.defaults is 'Of those, the ones that defaulted';
comment on column reporting.bands_daily.bad_rate is 'defaults / outcomes, 0 to 1; null while no outcome is known';

create view reporting.models as
select version, kind, stage, registered_at, stage_changed_at, promoted_at, retired_at, training_run_id, size_bytes,
  (manifest #>> '{training,rows}')::bigint as training_rows,
  (manifest #>> '{metrics,holdout,auc}')::double precision as holdout_auc,
  (manifest #>> '{metrics,holdout,ks}')::double precision as holdout_ks,
  (manifest #>> '{metrics,holdout,brier}')::double precision as holdout_brier,
  (manifest #>> '{metrics,holdout,ece}')::double precision as holdout_ece
from predictions.model_metadata;
comment on view reporting.models is 'One row per registered model version';
comment on column reporting.models.version is 'Model version';
comment on column reporting.models.kind is 'Algorithm';
comment on column reporting.models.stage is 'champion, challenger, candidate, rejected or retired';
comment on column reporting.models.registered_at is 'When it was registered';
comment on column reporting.models.stage_changed_at is 'Since when it is at its stage';
comment on column reporting.models.promoted_at is 'When it was last promoted to champion; null if it never was';
comment on column reporting.models.retired_at is 'Since when it is retired; null while it is not';
comment on column reporting.models.training_run_id is 'Run whose publication it was trained on';
comment on column reporting.models.size_bytes is 'Size of the model file, bytes';
comment on column reporting.models.training_rows is 'Applications it was trained on';
comment on column reporting.models.holdout_auc is 'Area under the ROC curve on the holdout, 0.5 to 1';
comment on column reporting.models.holdout_ks is 'Kolmogorov-Smirnov distance on the holdout, 0 to 1';
comment on column reporting.models.holdout_brier is 'Brier score on the holdout, 0 (best) to 1';
comment on column reporting.models.holdout_ece is 'Expected calibration error on the holdout, 0 (best) to 1';

create view reporting.feature_importance as
select i.model_version, m.stage, i.feature, i.label,
  row_number() over (
    partition by i.model_version order by i.permutation_auc desc nulls last, i.mean_abs_shap desc nulls last, i.feature
  )::integer as position,
  i.permutation_auc, i.mean_abs_shap
from reporting.model_importances i
join predictions.model_metadata m on m.version = i.model_version;
comment on view reporting.feature_importance is 'One row per model version and feature';
comment on column reporting.feature_importance.model_version is 'Model version';
comment on column reporting.feature_importance.stage is 'Its stage: champion, challenger, candidate, rejected or retired';
comment on column reporting.feature_importance.feature is 'Feature';
comment on column reporting.feature_importance.label is 'Name for people';
comment on column reporting.feature_importance.position is '1 is the most important of its model';
comment on column reporting.feature_importance.permutation_auc is 'AUC lost on the holdout where its values are shuffled; null if not measured';
comment on column reporting.feature_importance.mean_abs_shap is 'Mean size of its share of the margin on the holdout; null if not measured';

create view reporting.quality as
select q.run_id, r.as_of, q.check_name, q.description, q.severity, q.pass, q.failed_rows, q.total_rows,
  1 - q.failed_rows::double precision / greatest(q.total_rows, 1) as pass_share, q.checked_at
from analytics.quality_results q
join analytics.runs r using (run_id);
comment on view reporting.quality is 'One row per run and quality check, without the keys of failing rows';
comment on column reporting.quality.run_id is 'Run';
comment on column reporting.quality.as_of is 'as_of of its delivery';
comment on column reporting.quality.check_name is 'Check: the file''s name in sql/quality';
comment on column reporting.quality.description is 'What the check looks for, in plain words';
comment on column reporting.quality.severity is 'stop: a failure keeps the run from being published; warn: it is only shown';
comment on column reporting.quality.pass is 'Whether it passed';
comment on column reporting.quality.failed_rows is 'Rows that fail, 0 to total_rows';
comment on column reporting.quality.total_rows is 'Rows looked at, 0 or more';
comment on column reporting.quality.pass_share is 'Share of the rows that do not fail, 0 to 1; 1 where none was looked at';
comment on column reporting.quality.checked_at is 'When it was checked';

grant select on reporting.freshness, reporting.score_histogram, reporting.segments, reporting.segment_pairs,
  reporting.decisions_daily, reporting.bands_daily, reporting.models, reporting.feature_importance, reporting.quality
  to risk_reporting, risk_api_read;
