/**
 * The whole journey over a folder of deliveries, oldest first: ETL, training when there is no champion, scoring, and
 * only then the next delivery, so that every stored score was made before its outcome was known.
 */
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Client } from 'pg';
import { objectStore } from '../../lambdas/shared/aws/object-store.ts';
import { type Delivery, land } from './deliveries.ts';
import { followStages } from './follow-stages.ts';
import type { Progress } from './progress.ts';
import { trainingProgress } from './training-progress.ts';
import { runWorkflow, type Stage } from './workflow.ts';

/** Seconds of one workflow, whole and by its stages. */
export interface Timing {
  seconds: number;
  stages: Record<string, number>;
}

export interface DeliveryResult {
  asOf: string;
  /** `published`, or `nothing_delivered` when an earlier start had already published it. */
  outcome: string;
  etl: Timing;
  training?: Timing & { outcome: string };
  scoring?: Timing & { outcome: string; applications: number };
}

export interface JourneyTools {
  parameter: (name: string) => string;
  database: Client;
  progress: Progress;
  stateDirectory: string;
}

/** Runs every delivery to its end. Throws WorkflowFailed when one is refused, gated or broken. */
export async function runJourney(deliveries: Delivery[], tools: JourneyTools): Promise<DeliveryResult[]> {
  const results: DeliveryResult[] = [];
  for (const delivery of deliveries) results.push(await runDelivery(delivery, tools));
  return results;
}

async function runDelivery(delivery: Delivery, tools: JourneyTools): Promise<DeliveryResult> {
  const { parameter, progress } = tools;
  progress.section(`Delivery of ${delivery.asOf}`);
  progress.start('Land the files');
  await land(objectStore(), parameter('landing/bucket'), delivery);
  progress.done(`${delivery.files.length} files and the manifest`);

  const etl = await runTimed<{ outcome: string }>('daily-etl', { up_to: delivery.asOf }, tools);
  const result: DeliveryResult = { asOf: delivery.asOf, outcome: etl.output.outcome, etl: etl.timing };
  if (!(await hasChampion(tools.database))) {
    progress.section('Training: there is no champion yet');
    const stopFollowing = trainingProgress(tools.stateDirectory, (text) => progress.update(text));
    const training = await runTimed<{ outcome: string }>('training', { reason: 'first_model' }, tools).finally(
      stopFollowing,
    );
    result.training = { ...training.timing, outcome: training.output.outcome };
  }
  progress.section(`Scores before the outcomes after ${delivery.asOf} are known`);
  const scoring = await runTimed<{ outcome: string; applications?: number }>('scoring', {}, tools);
  result.scoring = {
    ...scoring.timing,
    outcome: scoring.output.outcome,
    applications: scoring.output.applications ?? 0,
  };
  return result;
}

async function runTimed<Output>(workflow: string, input: Record<string, unknown>, tools: JourneyTools) {
  const started = performance.now();
  const stages = followStages(workflow, tools.progress);
  const arn = tools.parameter(`workflow/${workflow}-arn`);
  const result = await runWorkflow<Output>(new SFNClient({}), arn, input, stages.show);
  stages.end();
  return { output: result.output, timing: timingOf(result.stages, (performance.now() - started) / 1000) };
}

function timingOf(stages: Stage[], seconds: number): Timing {
  const byName: Record<string, number> = {};
  for (const { name, startedAt, endedAt } of stages) {
    const spent = ((endedAt ?? startedAt) - startedAt) / 1000;
    if (spent > 0) byName[name] = Number(((byName[name] ?? 0) + spent).toFixed(3));
  }
  return { seconds: Number(seconds.toFixed(3)), stages: byName };
}

async function hasChampion(database: Client): Promise<boolean> {
  const { rowCount } = await database.query('select from reporting.champion');
  return rowCount === 1;
}
