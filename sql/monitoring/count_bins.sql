-- Counts scores by feature and bin. The PD is the feature ''. Bins are numbered from 0; a category's last bin has the
-- values that training did not see; -1 is unknown. Counts the newest score of each application and model in the newest
-- publications of the window, in a sample of at most sample_rows that is the same every time. What-ifs are left out, and
-- scores after the outcome of their application was published.
-- Grain: one row per feature and bin. Parameters: as_of, window_days, model_version, sample_rows, features (JSON: name,
-- edges of a number, or words: values of a category).
with counted as (
  select run_id, as_of, published_at, scores.rows
  from analytics.publications
  cross join lateral (
    -- Who posts one application often must not fill the sample of a whole window with it.
    select count(distinct application_id) as rows
    from (
      select application_id
      from predictions.risk_scores
      where risk_scores.run_id = publications.run_id and model_version = :model_version and application_id is not null
      limit :sample_rows
    ) limited
  ) scores
  where as_of <= cast(:as_of as date) and as_of > cast(:as_of as date) - cast(:window_days as integer)
),
chosen as (
  select run_id
  from (
    select run_id, rows, sum(rows) over (order by as_of desc, published_at desc, run_id desc) - rows as rows_newer
    from counted
  ) summed
  where rows > 0 and rows_newer < :sample_rows
),
scored as materialized (
  select application_id, prediction_id, scored_at
  from predictions.risk_scores
  where run_id = any (array(select run_id from chosen)) and model_version = :model_version
    and application_id is not null
),
outcome as materialized (
  select application_id, arrived_at
  from analytics.find_outcomes(array(select distinct application_id from scored))
),
newest as (
  select distinct on (application_id) prediction_id
  from scored
  left join outcome using (application_id)
  where arrived_at is null or scored_at < arrived_at
  order by application_id, scored_at desc, prediction_id desc
),
sampled as materialized (
  select features, pd
  from predictions.risk_scores
  where prediction_id = any (array(
    select prediction_id from newest order by hashtextextended(cast(prediction_id as text), 0) limit :sample_rows
  ))
),
feature as materialized (
  select name, words is not null as is_category,
    array(select cast(jsonb_array_elements_text(edges) as double precision)) as edges,
    array(select jsonb_array_elements_text(words)) as words
  from jsonb_to_recordset(cast(:features as jsonb)) as requested (name text, edges jsonb, words jsonb)
),
valued as (
  select snapshot.name, snapshot.value
  from sampled cross join lateral jsonb_each_text(features) as snapshot (name, value)
  union all
  select '', cast(pd as text) from sampled
),
numbered as (
  select feature.name, is_category, edges, words, value,
    case when not is_category then cast(value as double precision) end as number
  from valued
  join feature using (name)
)
select name, case
    when is_category and coalesce(value, '') = '' then -1
    when is_category then coalesce(array_position(words, value) - 1, cardinality(words))
    when number is null then -1
    -- The model's inputs have single precision, and the edges were computed from them.
    when name = '' or abs(number) > 3e38 then width_bucket(number, edges)
    when abs(number) < 1e-37 then width_bucket(0, edges)
    else width_bucket(cast(cast(number as real) as double precision), edges)
  end as bin, count(*) as rows
from numbered
group by 1, 2
