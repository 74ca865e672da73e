-- Reads what a proposed experiment is checked against, as it is now.
-- Grain: one row. Parameters: experiment_id, starts_at (null: now), ends_at, policies (JSON), models (JSON).
with period as (
  select coalesce(cast(cast(:starts_at as text) as timestamptz), clock_timestamp()) as starts_at,
    cast(:ends_at as timestamptz) as ends_at
)
select
  exists (select from policies.experiments e where e.experiment_id = :experiment_id) as is_taken,
  (
    select coalesce(jsonb_agg(e.experiment_id order by e.starts_at), '[]')
    from policies.experiment_states e
    where e.state in ('waiting', 'running') and e.starts_at < period.ends_at and e.ends_at > period.starts_at
  ) as overlapping,
  (
    select coalesce(jsonb_agg(a.assignment_id), '[]') from policies.assignments a
    where a.effective_from > period.starts_at and a.effective_from < period.ends_at
      and not exists (select from policies.assignments l where l.assignment_id > a.assignment_id)
  ) as changes_in_period,
  (
    select coalesce(jsonb_object_agg(v.version, jsonb_build_object(
      'state', v.state, 'sha256', v.sha256, 'authors', v.authors, 'score', v.document::jsonb -> 'score'
    )), '{}')
    from policies.versions v
    where v.version = (policies.find_in_force(period.starts_at)).default_version
      or v.version in (select jsonb_array_elements_text(cast(:policies as jsonb)))
  ) as policies,
  (policies.find_in_force(period.starts_at)).default_version as default_version,
  (
    select coalesce(jsonb_object_agg(m.version, jsonb_build_object(
      'stage', m.stage, 'score_scale', m.manifest -> 'score_scale'
    )), '{}')
    from predictions.model_metadata m
    where m.stage = 'champion' or m.version in (select jsonb_array_elements_text(cast(:models as jsonb)))
  ) as models
from period
