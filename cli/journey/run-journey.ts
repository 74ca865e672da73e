/**
 * The whole journey over a folder of deliveries, oldest first: ETL, training when there is no champion, scoring,
 * monitoring, and only then the next delivery, so that every stored score was made before its outcome was known.
 */
import type { Client } from 'pg';
import { type DeliveryFolder, landWithProgress } from './deliveries.ts';
import type { Engine } from './engine.ts';
import { runTimed, type Timing, type WorkflowTools } from './timed-workflow.ts';
import { followTrainingProgress } from './training-progress.ts';

export interface DeliveryResult {
  asOf: string;
  /** `published`, or `nothing_delivered` when an earlier start had already published it. */
  outcome: string;
  etl: Timing;
  /** `reasons`: of the stage that the new model got, one line each. */
  training?: Timing & { outcome: string; reasons?: string[] };
  scoring?: Timing & { outcome: string; applications: number };
  monitoring?: Timing & { outcome: string; figures?: MonitoringFigures };
}

/** What the monitoring workflow says of a day at its end. */
export interface MonitoringFigures {
  model_version: string | null;
  score: { psi: number | null; level: string };
  largest: { feature: string; psi: number } | null;
  drifted: string[];
  degraded: string[];
  realised: { auc: number | null; ece: number | null; applications: number } | null;
  /** Why a training was asked for; none when nothing lies beyond its bound. */
  reasons: string[];
}

/** Seconds that a first training searches for settings: with the rest, Taiwan is trained in three minutes on two cores. */
export const DEFAULT_SEARCH_BUDGET_SECONDS = 110;

export interface JourneyOptions {
  engine?: Engine;
  /** Seconds of a training's search for settings. */
  budgetSeconds?: number;
}

export interface JourneyDependencies extends WorkflowTools {
  database: Client;
  stateDirectory: string;
}

/** Runs every delivery to its end. Throws WorkflowFailed when one is refused, gated or broken. */
export async function runJourney(
  deliveries: DeliveryFolder[],
  tools: JourneyDependencies,
  { engine = 'auto', budgetSeconds = DEFAULT_SEARCH_BUDGET_SECONDS }: JourneyOptions = {},
): Promise<DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  for (const delivery of deliveries) results.push(await runDelivery(delivery, tools, { engine, budgetSeconds }));
  return results;
}

async function runDelivery(
  delivery: DeliveryFolder,
  tools: JourneyDependencies,
  { engine, budgetSeconds }: Required<JourneyOptions>,
): Promise<DeliveryResult> {
  const { progress } = tools;
  progress.section(`Delivery of ${delivery.asOf}`);
  await landWithProgress(delivery, tools);

  const etl = await runTimed<{ outcome: string }>('daily-etl', { up_to: delivery.asOf, engine }, tools);
  const result: DeliveryResult = { asOf: delivery.asOf, outcome: etl.output.outcome, etl: etl.timing };
  if (!(await hasChampion(tools.database))) {
    progress.section('Training: there is no champion yet');
    const stopFollowing = followTrainingProgress(tools.stateDirectory, (text) => progress.update(text));
    const input = { reason: 'first_model', budget_seconds: budgetSeconds };
    const training = await runTimed<{ outcome: string; reasons?: string[] }>('training', input, tools).finally(
      stopFollowing,
    );
    const { outcome, reasons } = training.output;
    result.training = { ...training.timing, outcome, ...(reasons && { reasons }) };
  }
  progress.section(`Scores before the outcomes after ${delivery.asOf} are known`);
  const scoring = await runTimed<{ outcome: string; applications?: number }>('scoring', {}, tools);
  result.scoring = {
    ...scoring.timing,
    outcome: scoring.output.outcome,
    applications: scoring.output.applications ?? 0,
  };
  const monitoring = await runTimed<{ outcome: string } & MonitoringFigures>('monitoring', {}, tools);
  const { outcome } = monitoring.output;
  const isMeasured = outcome !== 'nothing_published' && monitoring.output.model_version !== null;
  result.monitoring = { ...monitoring.timing, outcome, ...(isMeasured && { figures: monitoring.output }) };
  return result;
}

async function hasChampion(database: Client): Promise<boolean> {
  const { rowCount } = await database.query('select from reporting.champion');
  return rowCount === 1;
}
