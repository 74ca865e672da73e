/** Builds and writes `report.json` and `scores.csv` of a journey; docs/first-run.md explains every field. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Client } from 'pg';
import { escapeFormula } from '../../lambdas/shared/csv/escape-formula.ts';
import { readFindings } from '../../lambdas/shared/model/model-findings.ts';
import type { WorkflowTiming } from '../workflows/run-timed-workflow.ts';
import { readChampionFacts, readCurrency, readRealisedFacts, readRunFacts, readScores } from './journey-facts.ts';
import type { DeliveryResult } from './run-journey.ts';

export type JourneyReport = Awaited<ReturnType<typeof buildJourneyReport>>;

interface ReportInput {
  database: Client;
  /** Seconds of the steps around the journey, such as `cloud` and `deploy`. */
  secondsByStep: Record<string, number>;
  deliveries: DeliveryResult[];
  totalSeconds: number;
}

/** Builds the report of a journey, in the units of docs/first-run.md. */
export async function buildJourneyReport({ database, secondsByStep, deliveries, totalSeconds }: ReportInput) {
  const runs = await readRunFacts(database);
  const champion = await readChampionFacts(database);
  const scores = await readScores(database);
  const manifest = champion?.manifest as unknown as ReportedManifest | undefined;
  return {
    total_seconds: roundSeconds(totalSeconds),
    stages: {
      ...mapValues(secondsByStep, roundSeconds),
      etl: sumSeconds(deliveries.map(({ etl }) => etl)),
      training: sumSeconds(deliveries.map(({ training }) => training)),
      scoring: sumSeconds(deliveries.map(({ scoring }) => scoring)),
      monitoring: sumSeconds(deliveries.map(({ monitoring }) => monitoring)),
    },
    deliveries: deliveries.map(({ asOf, ...rest }) => ({ as_of: asOf, ...rest })),
    rows: sumRows(runs),
    quality: runs.map(({ as_of, run_id, quality, rows }) => ({ as_of, run_id, ...quality, rows })),
    models: manifest?.candidates ?? [],
    champion: champion &&
      manifest && {
        version: champion.version,
        kind: champion.kind,
        sha256: champion.sha256,
        parity: manifest.parity,
        gates: champion.gates,
        findings: readFindings({ findings: manifest.findings }) ?? [],
        ...manifest.metrics,
      },
    scoring: {
      applications: scores.length,
      by_band: summariseBands(scores),
      currency: await readCurrency(database),
      expected_loss_by_decision: sumLossByDecision(scores),
      realised: await readRealisedFacts(database),
    },
  };
}

/** Writes the report and the scores into the state folder and returns their paths. */
export async function writeJourneyReport(stateDirectory: string, database: Client, report: JourneyReport) {
  const reportPath = join(stateDirectory, 'report.json');
  const scoresPath = join(stateDirectory, 'scores.csv');
  await writeFile(reportPath, `${JSON.stringify(report, null, 2)}\n`);
  const columns = ['application_id', 'pd', 'score', 'band', 'decision', 'scored_at'];
  await writeFile(
    scoresPath,
    stringify(await readScores(database), {
      header: true,
      columns,
      quoted_match: /\r/,
      cast: { string: escapeFormula },
    }),
  );
  return { reportPath, scoresPath };
}

/** The fields of a model manifest that the report repeats. */
interface ReportedManifest {
  parity: { rows: number; max_abs_difference: number; decision_flips: number; tolerance: number };
  findings?: unknown;
  metrics: { holdout: Record<string, number>; cv: { auc_mean: number; auc_std: number } };
  candidates: ReportedCandidate[];
}

export interface ReportedCandidate {
  kind: string;
  smote: boolean;
  cv: { auc_mean: number; auc_std: number };
  /** Null or absent where SMOTE was not tried to the end. */
  cv_smote?: { auc_mean: number; auc_std: number } | null;
  holdout: Record<string, number>;
  seconds: number;
}

function summariseBands(scores: { band: string; decision: string; pd: number; expected_loss: string }[]) {
  const bands: Record<
    string,
    { applications: number; mean_pd: number; expected_loss: number; decisions: DecisionCounts }
  > = {};
  for (const { band, decision, pd, expected_loss } of scores) {
    bands[band] ??= { applications: 0, mean_pd: 0, expected_loss: 0, decisions: {} };
    const entry = bands[band];
    entry.mean_pd = (entry.mean_pd * entry.applications + pd) / (entry.applications + 1);
    entry.applications += 1;
    entry.expected_loss += Number(expected_loss);
    entry.decisions[decision] = (entry.decisions[decision] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(bands).sort(([a], [b]) => a.localeCompare(b)));
}

/** The lender would hold the loans of the approved applications only. */
function sumLossByDecision(scores: { decision: string; expected_loss: string }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { decision, expected_loss } of scores) sums[decision] = (sums[decision] ?? 0) + Number(expected_loss);
  return sums;
}

/** Number of applications by decision. */
type DecisionCounts = Record<string, number>;

function sumRows(runs: Awaited<ReturnType<typeof readRunFacts>>) {
  const total = { delivered: 0, accepted: 0, rejected: 0 };
  for (const rows of runs.flatMap((run) => Object.values(run.rows))) {
    total.delivered += rows.delivered;
    total.accepted += rows.accepted;
    total.rejected += rows.rejected;
  }
  return total;
}

const roundSeconds = (seconds: number) => Number(seconds.toFixed(3));
const sumSeconds = (timings: (WorkflowTiming | undefined)[]) =>
  roundSeconds(timings.reduce((sum, t) => sum + (t?.seconds ?? 0), 0));

function mapValues(record: Record<string, number>, map: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
