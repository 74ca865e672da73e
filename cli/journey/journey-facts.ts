/** Reads the results of a journey from the database, for its summary and its report. */
import type { Client } from 'pg';
import type { StoredGateResult } from '../../lambdas/shared/model/gate-result.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';

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
  /** What the scores predicted of these applications, 0 to 1. */
  mean_pd: number | null;
  auc: number | null;
  brier: number | null;
}

/** Reads every published run, oldest first. */
export async function readRunFacts(database: Client): Promise<RunFacts[]> {
  const { rows } = await database.query<RunFacts>(readSqlFile('cli/journey/list_published_runs.sql'));
  return rows;
}

/** Reads the champion with model manifest and gates; undefined where there is no champion. */
export async function readChampionFacts(database: Client) {
  const { rows } = await database.query<{
    version: string;
    kind: string;
    sha256: string;
    manifest: Record<string, never>;
    gates: StoredGateResult[];
  }>(readSqlFile('cli/journey/find_champion.sql'));
  return rows[0];
}

export interface ScoreRow {
  application_id: string;
  pd: number;
  score: number;
  band: string;
  decision: string;
  expected_loss: string;
  scored_at: string;
}

/** Reads the score of every application: the newest one that was stored before its outcome arrived. */
export async function readScores(database: Client): Promise<ScoreRow[]> {
  const { rows } = await database.query<ScoreRow>(readSqlFile('cli/journey/list_scores.sql'));
  return rows;
}

/** Reads the currency of the deployment, ISO 4217; null where no delivery names one. */
export async function readCurrency(database: Client): Promise<string | null> {
  const { rows } = await database.query<{ currency: string | null }>(readSqlFile('cli/journey/find_currency.sql'));
  return rows[0]?.currency ?? null;
}

/** Reads the figures on outcomes. */
export async function readRealisedFacts(database: Client): Promise<RealisedFacts> {
  const { rows } = await database.query<RealisedFacts>(readSqlFile('cli/journey/measure_outcomes.sql'));
  return rows[0] ?? { applications: 0, defaults: 0, mean_pd: null, auc: null, brier: null };
}
