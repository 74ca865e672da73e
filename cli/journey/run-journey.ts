/**
 * Runs the whole journey over deliveries, oldest first: daily workflow, training where there is no champion, daily
 * scoring, monitoring. The next delivery follows only then, so that every score is stored before its outcome is known.
 */
import type { Client } from 'pg';
import type { ModelKind } from '../../lambdas/shared/model/model-manifest.ts';
import { readSqlFile } from '../../lambdas/shared/sql-file.ts';
import { runTimedWorkflow, type WorkflowDependencies, type WorkflowTiming } from '../workflows/run-timed-workflow.ts';
import { followTrainingProgress } from '../workflows/training-progress.ts';
import { type DeliveryFolder, landWithProgress } from './delivery-folders.ts';
import type { Engine } from './engine.ts';
import { readSearchBudget } from './search-budget.ts';

export interface DeliveryResult {
  asOf: string;
  /** `published`, or `nothing_delivered` when an earlier start has published the delivery. */
  outcome: string;
  etl: WorkflowTiming;
  /** `reasons`: why the new model has its lifecycle stage, one line each. */
  training?: WorkflowTiming & { outcome: string; reasons?: string[] };
  scoring?: WorkflowTiming & { outcome: string; applications: number };
  monitoring?: WorkflowTiming & { outcome: string; figures?: MonitoringFigures };
}

/** Output of the monitoring workflow for a day. */
export interface MonitoringFigures {
  model_version: string | null;
  score: { psi: number | null; level: string };
  largest: { feature: string; psi: number } | null;
  drifted: string[];
  degraded: string[];
  realised: { auc: number | null; ece: number | null; applications: number } | null;
  /** Why monitoring requested a training; empty when every figure is within its bound. */
  reasons: string[];
}

export interface JourneyOptions {
  engine?: Engine;
  /** Search budget of a training; without it, what cli/journey/search-budget.ts chooses. */
  budgetSeconds?: number | undefined;
  /** Kinds of model that a training leaves out, besides those of the configuration. */
  leaveOutKinds?: ModelKind[];
}

export interface JourneyDependencies extends WorkflowDependencies {
  database: Client;
  stateDirectory: string;
}

/**
 * Runs every delivery.
 * @throws {WorkflowFailed} when a delivery is refused, fails the quality gate, or a workflow fails
 */
export async function runJourney(
  deliveries: DeliveryFolder[],
  dependencies: JourneyDependencies,
  options: JourneyOptions = {},
): Promise<DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  for (const delivery of deliveries) results.push(await runDelivery(delivery, dependencies, options));
  return results;
}

async function runDelivery(
  delivery: DeliveryFolder,
  dependencies: JourneyDependencies,
  { engine = 'auto', budgetSeconds, leaveOutKinds = [] }: JourneyOptions,
): Promise<DeliveryResult> {
  const { progress } = dependencies;
  progress.printSection(`Delivery of ${delivery.asOf}`);
  await landWithProgress(delivery, dependencies);

  const etl = await runTimedWorkflow<{ outcome: string }>('daily-etl', { up_to: delivery.asOf, engine }, dependencies);
  const result: DeliveryResult = { asOf: delivery.asOf, outcome: etl.output.outcome, etl: etl.timing };
  if (!(await hasChampion(dependencies.database))) {
    progress.printSection('Training: there is no champion yet');
    const stopFollowing = followTrainingProgress(dependencies.stateDirectory, (text) => progress.update(text));
    const budget_seconds = budgetSeconds ?? (await readSearchBudget(dependencies.database));
    const input = { reason: 'first_model', budget_seconds, leave_out_kinds: leaveOutKinds };
    const training = await runTimedWorkflow<{ outcome: string; reasons?: string[] }>(
      'training',
      input,
      dependencies,
    ).finally(stopFollowing);
    const { outcome, reasons } = training.output;
    result.training = { ...training.timing, outcome, ...(reasons && { reasons }) };
  }
  progress.printSection(`Scores before the outcomes after ${delivery.asOf} are known`);
  const scoring = await runTimedWorkflow<{ outcome: string; applications?: number }>('scoring', {}, dependencies);
  result.scoring = {
    ...scoring.timing,
    outcome: scoring.output.outcome,
    applications: scoring.output.applications ?? 0,
  };
  const monitoring = await runTimedWorkflow<{ outcome: string } & MonitoringFigures>('monitoring', {}, dependencies);
  const { outcome } = monitoring.output;
  const isMeasured = outcome !== 'nothing_published' && monitoring.output.model_version !== null;
  result.monitoring = { ...monitoring.timing, outcome, ...(isMeasured && { figures: monitoring.output }) };
  return result;
}

async function hasChampion(database: Client): Promise<boolean> {
  const { rowCount } = await database.query(readSqlFile('cli/journey/has_champion.sql'));
  return rowCount === 1;
}
