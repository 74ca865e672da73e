/** Writes `report.json` and `scores.csv` into the state folder; docs/first-run.md says what every field means. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Client } from 'pg';
import { readChampionFacts, readRealisedFacts, readRunFacts, readScores } from './journey-facts.ts';
import type { DeliveryResult } from './run-journey.ts';
import type { Timing } from './timed-workflow.ts';

export type JourneyReport = Awaited<ReturnType<typeof buildJourneyReport>>;

interface ReportInput {
  database: Client;
  /** Seconds of the steps around the journey, such as `cloud` and `deploy`. */
  secondsByStep: Record<string, number>;
  deliveries: DeliveryResult[];
  totalSeconds: number;
}

/** Gathers everything a finished journey has to say, in the units of docs/first-run.md. */
export async function buildJourneyReport({ database, secondsByStep, deliveries, totalSeconds }: ReportInput) {
  const runs = await readRunFacts(database);
  const champion = await readChampionFacts(database);
  const scores = await readScores(database);
  const manifest = champion?.manifest as unknown as Manifest | undefined;
  return {
    total_seconds: rounded(totalSeconds),
    stages: {
      ...mapValues(secondsByStep, rounded),
      etl: sumSeconds(deliveries.map(({ etl }) => etl)),
      training: sumSeconds(deliveries.map(({ training }) => training)),
      scoring: sumSeconds(deliveries.map(({ scoring }) => scoring)),
      monitoring: sumSeconds(deliveries.map(({ monitoring }) => monitoring)),
    },
    deliveries: deliveries.map(({ asOf, ...rest }) => ({ as_of: asOf, ...rest })),
    rows: totalRows(runs),
    quality: runs.map(({ as_of, run_id, quality, rows }) => ({ as_of, run_id, ...quality, rows })),
    models: manifest?.candidates ?? [],
    champion: champion &&
      manifest && {
        version: champion.version,
        kind: champion.kind,
        sha256: champion.sha256,
        parity: manifest.parity,
        ...manifest.metrics,
      },
    scoring: { applications: scores.length, by_band: byBand(scores), realised: await readRealisedFacts(database) },
  };
}

/** Writes both files and returns their paths. */
export async function writeJourneyReport(stateDirectory: string, database: Client, report: JourneyReport) {
  const reportPath = join(stateDirectory, 'report.json');
  const scoresPath = join(stateDirectory, 'scores.csv');
  await writeFile(reportPath, `${JSON.stringify(report, null, 2)}\n`);
  const columns = ['application_id', 'pd', 'score', 'band', 'decision', 'scored_at'];
  await writeFile(scoresPath, stringify(await readScores(database), { header: true, columns }));
  return { reportPath, scoresPath };
}

/** The part of a model's manifest that the report repeats. */
interface Manifest {
  parity: { rows: number; max_abs_difference: number; decision_flips: number; tolerance: number };
  metrics: { holdout: Record<string, number>; cv: { auc_mean: number; auc_std: number } };
  candidates: ReportedCandidate[];
}

export interface ReportedCandidate {
  kind: string;
  smote: boolean;
  cv: { auc_mean: number; auc_std: number };
  cv_smote: { auc_mean: number; auc_std: number };
  holdout: Record<string, number>;
  seconds: number;
}

function byBand(scores: { band: string; decision: string; pd: number; expected_loss: string }[]) {
  const bands: Record<string, { applications: number; mean_pd: number; expected_loss: number; decisions: Counts }> = {};
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

type Counts = Record<string, number>;

function totalRows(runs: Awaited<ReturnType<typeof readRunFacts>>) {
  const total = { delivered: 0, accepted: 0, rejected: 0 };
  for (const rows of runs.flatMap((run) => Object.values(run.rows))) {
    total.delivered += rows.delivered;
    total.accepted += rows.accepted;
    total.rejected += rows.rejected;
  }
  return total;
}

const rounded = (seconds: number) => Number(seconds.toFixed(3));
const sumSeconds = (timings: (Timing | undefined)[]) => rounded(timings.reduce((sum, t) => sum + (t?.seconds ?? 0), 0));

function mapValues(record: Record<string, number>, map: (value: number) => number): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
