-- Measures scores on the outcomes that were observed after them, by cohort: every model on the applications that it
-- scored (realised), and champion and challenger on those that both scored. An outcome is observed when its delivery is
-- first published, or later the day of its date. Of each application and model the newest score before that counts. A
-- challenger's row also has the paired differences to the champion, challenger minus champion, with their variances.
-- Grain: one row per cohort and model. Parameters: as_of, window_days, champion.
with outcome as (
  -- One pass over the applications. A self-join would compare all pairs, because the planner misjudges the size of a
  -- view that is a union.
  select application_id,
    (array_agg(defaulted order by valid_from desc) filter (where valid_from <= cast(:as_of as date)))[1] as defaulted,
    (array_agg(outcome_date order by valid_from desc) filter (where valid_from <= cast(:as_of as date)))[1] as outcome_date,
    min(published_at) filter (where defaulted is not null and outcome_date is not null) as arrived_at
  from staging.published_applications
  left join analytics.publication_times on publication_times.day = greatest(valid_from, outcome_date)
  group by application_id
),
known as (
  select application_id, cast(defaulted as integer) as bad, outcome_date, arrived_at
  from outcome
  where defaulted is not null and arrived_at is not null and outcome_date <= cast(:as_of as date)
    and outcome_date > cast(:as_of as date) - cast(:window_days as integer)
),
scored as (
  select distinct on (scores.application_id, scores.model_version)
    scores.prediction_id, scores.model_version, scores.pd, scores.band, known.bad
  from known
  join predictions.risk_scores scores using (application_id)
  where scores.scored_at < arrived_at and scores.as_of < outcome_date + 1
  order by scores.application_id, scores.model_version, scores.scored_at desc, scores.prediction_id desc
),
pair as (
  select shadow.model_version as challenger, scored.pd as champion_pd, shadow.pd as challenger_pd, bad
  from scored
  join predictions.shadow_scores shadow using (prediction_id)
  where scored.model_version = :champion
),
cohort as (
  select 'realised' as cohort, model_version, pd, band, bad from scored
  union all
  select 'champion', challenger, champion_pd, null, bad from pair
  union all
  select 'challenger', challenger, challenger_pd, null, bad from pair
),
-- Midranks of both PDs, among all rows and among those with the same outcome. A row's placement is the share of rows with
-- the other outcome that its PD orders rightly; the difference of the AUCs is the mean difference of placements
-- (DeLong, DeLong and Clarke-Pearson, 1988, by the midranks of Sun and Xu, 2014).
paired as (
  select challenger, bad, sum(bad) over whole as bads, sum(1 - bad) over whole as goods,
    ((rank() over by_challenger + (count(*) over (partition by challenger, challenger_pd)) / 2.0)
      - (rank() over class_challenger + (count(*) over (partition by challenger, bad, challenger_pd)) / 2.0))
      - ((rank() over by_champion + (count(*) over (partition by challenger, champion_pd)) / 2.0)
      - (rank() over class_champion + (count(*) over (partition by challenger, bad, champion_pd)) / 2.0)) as shift,
    (challenger_pd - bad) ^ 2 - (champion_pd - bad) ^ 2 as squared_error
  from pair
  window whole as (partition by challenger),
    by_challenger as (partition by challenger order by challenger_pd),
    by_champion as (partition by challenger order by champion_pd),
    class_challenger as (partition by challenger, bad order by challenger_pd),
    class_champion as (partition by challenger, bad order by champion_pd)
),
compared as (
  select challenger as model_version,
    cast(avg(shift / nullif(goods, 0)) filter (where bad = 1) as double precision) as auc_difference,
    cast(var_samp(shift / nullif(goods, 0)) filter (where bad = 1) / nullif(max(bads), 0)
      + var_samp(shift / nullif(bads, 0)) filter (where bad = 0) / nullif(max(goods), 0) as double precision) as auc_variance,
    avg(squared_error) as brier_difference, var_samp(squared_error) / count(*) as brier_variance
  from paired
  group by challenger
),
ranked as (
  select *, sum(bad) over whole as bads, count(*) over whole as rows,
    rank() over by_pd + (count(*) over (partition by cohort, model_version, pd) - 1) / 2.0 as rank,
    ntile(10) over by_pd as bin,
    sum(bad) over by_pd as bads_below, sum(1 - bad) over by_pd as goods_below
  from cohort
  window whole as (partition by cohort, model_version), by_pd as (partition by cohort, model_version order by pd)
),
measured as (
  select cohort, model_version, count(*) as rows, sum(bad) as defaults, avg(pd) as mean_pd, avg((pd - bad) ^ 2) as brier,
    -- Mann and Whitney: the share of pairs of a default and a non-default in the right order; ties count half.
    cast((sum(rank) filter (where bad = 1) - sum(bad) * (sum(bad) + 1) / 2.0)
      / nullif(cast(sum(bad) as numeric) * (count(*) - sum(bad)), 0) as double precision) as auc,
    max(greatest(0, cast(goods_below as double precision) / nullif(rows - bads, 0)
      - cast(bads_below as double precision) / nullif(bads, 0))) as ks
  from ranked
  group by cohort, model_version
),
binned as (
  select cohort, model_version, bin, count(*) as rows, avg(pd) as mean_pd, avg(bad) as realised
  from ranked
  group by cohort, model_version, bin
),
calibrated as (
  select cohort, model_version,
    cast(sum(rows * abs(mean_pd - cast(realised as double precision))) / sum(rows) as double precision) as ece,
    jsonb_agg(jsonb_build_object('mean_pd', mean_pd, 'realised', realised, 'rows', rows) order by bin) as calibration
  from binned
  group by cohort, model_version
),
banded as (
  select cohort, model_version,
    jsonb_agg(jsonb_build_object('band', band, 'rows', rows, 'defaults', defaults, 'mean_pd', mean_pd) order by band) as bands
  from (
    select cohort, model_version, band, count(*) as rows, sum(bad) as defaults, avg(pd) as mean_pd
    from cohort
    where band is not null
    group by cohort, model_version, band
  ) by_band
  group by cohort, model_version
)
select cohort, measured.model_version, measured.rows, cast(defaults as bigint) as defaults, mean_pd, brier, auc, ks, ece,
  calibration, coalesce(bands, '[]') as bands, manifest #> '{metrics,holdout}' as holdout,
  auc_difference, auc_variance, brier_difference, brier_variance
from measured
join calibrated using (cohort, model_version)
left join banded using (cohort, model_version)
left join compared on cohort = 'challenger' and compared.model_version = measured.model_version
join predictions.model_metadata on model_metadata.version = measured.model_version
order by cohort, measured.model_version
