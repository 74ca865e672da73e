/** Reads the results of a journey from the database, for its summary and its report. */
import type { Client } from 'pg';

export interface TableRows {
  delivered: number;
  accepted: number;
  rejected: number;
}

export interface RunFacts {
  run_id: string;
  as_of: string;
  state: string;
  rows: Record<string, TableRows>;
  quality: { checks: number; failed: string[]; warnings: string[]; pass_rate: number };
}

/** Figures on the applications whose outcomes arrived after they were scored. */
export interface RealisedFacts {
  applications: number;
  defaults: number;
  auc: number | null;
  brier: number | null;
}

/** Reads every published run, oldest first. */
export async function readRunFacts(database: Client): Promise<RunFacts[]> {
  const { rows } = await database.query<RunFacts>(`
    with rejected as (
      select run_id, table_name, count(distinct (file, line)) as rows
      from staging.rejected_rows group by run_id, table_name
    ), by_table as (
      select l.run_id, l.table_name, sum(l.rows_delivered) as delivered, coalesce(max(r.rows), 0) as rejected
      from staging.loads l left join rejected r using (run_id, table_name)
      group by l.run_id, l.table_name
    ), tables as (
      select run_id, jsonb_object_agg(table_name, jsonb_build_object(
        'delivered', delivered, 'accepted', delivered - rejected, 'rejected', rejected)) as rows
      from by_table group by run_id
    ), quality as (
      select run_id, jsonb_build_object(
        'checks', count(*),
        'failed', coalesce(jsonb_agg(check_name) filter (where not pass and severity = 'stop'), '[]'),
        'warnings', coalesce(jsonb_agg(check_name) filter (where not pass and severity = 'warn'), '[]'),
        'pass_rate', round(avg(pass::int), 4)) as quality
      from analytics.quality_results group by run_id
    )
    select r.run_id, to_char(r.as_of, 'YYYY-MM-DD') as as_of, r.state, t.rows, q.quality
    from analytics.runs r join tables t using (run_id) left join quality q using (run_id)
    where r.state = 'published' order by r.as_of, r.opened_at`);
  return rows;
}

/** Reads the champion and its model manifest; undefined where there is no champion. */
export async function readChampionFacts(database: Client) {
  const { rows } = await database.query<{
    version: string;
    kind: string;
    sha256: string;
    manifest: Record<string, never>;
  }>(`select version, kind, onnx_sha256 as sha256, manifest from predictions.model_metadata where stage = 'champion'`);
  return rows[0];
}

/** One row an application: its newest score that was stored before its outcome arrived. */
const SCORES_BEFORE_OUTCOME = `
  with outcomes as (
    select application_id, min(loaded_at) as arrived_at
    from staging.loan_applications where outcome_date is not null and defaulted is not null group by application_id
  )
  select distinct on (s.application_id)
    s.application_id, s.pd, s.score, s.band, s.decision, s.expected_loss,
    to_char(s.scored_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as scored_at
  from predictions.risk_scores s left join outcomes o using (application_id)
  where s.application_id is not null and (o.arrived_at is null or s.scored_at < o.arrived_at)
  order by s.application_id, s.scored_at desc`;

export interface ScoreRow {
  application_id: string;
  pd: number;
  score: number;
  band: string;
  decision: string;
  expected_loss: string;
  scored_at: string;
}

/** Reads the score of every application, as SCORES_BEFORE_OUTCOME selects it. */
export async function readScores(database: Client): Promise<ScoreRow[]> {
  const { rows } = await database.query<ScoreRow>(SCORES_BEFORE_OUTCOME);
  return rows;
}

/** Reads the realised figures. The AUC is the Mann–Whitney statistic: the share of pairs in the right order, ties half. */
export async function readRealisedFacts(database: Client): Promise<RealisedFacts> {
  const { rows } = await database.query<RealisedFacts>(`
    with scored as (${SCORES_BEFORE_OUTCOME}), known as (
      select distinct on (application_id) application_id, defaulted
      from staging.loan_applications where outcome_date is not null and defaulted is not null
      order by application_id, valid_from desc
    ), ranked as (
      select s.pd, k.defaulted,
        rank() over (order by s.pd) + (count(*) over (partition by s.pd) - 1) / 2.0 as rank
      from scored s join known k using (application_id)
    ), sums as (
      select count(*)::int as applications, count(*) filter (where defaulted)::int as defaults,
        sum(rank) filter (where defaulted) as rank_sum, avg((pd - defaulted::int) ^ 2)::float as brier
      from ranked
    )
    select applications, defaults, brier,
      ((rank_sum - defaults * (defaults + 1) / 2.0) / nullif(defaults::numeric * (applications - defaults), 0))::float as auc
    from sums`);
  return rows[0] ?? { applications: 0, defaults: 0, auc: null, brier: null };
}
