/** Steps that land deliveries and run the daily workflow: the first and the second day, and the second one by Spark. */
import { getObjectStore } from '../../../lambdas/shared/aws/object-store.ts';
import { findSparkObstacle } from '../../environment/spark-engine.ts';
import type { EtlOutput } from '../../journey/backfill.ts';
import { type DeliveryFolder, landDelivery } from '../../journey/delivery-folders.ts';
import { objectsRemoval } from '../removals/remove-objects.ts';
import { rowsRemoval } from '../removals/remove-rows.ts';
import { executionsRemoval } from '../removals/stop-executions.ts';
import { runSmokeWorkflow } from '../run-workflow.ts';
import { findSampleDeliveries } from '../sample.ts';
import { check, type SmokeContext, type SmokeStep, StepSkipped } from '../smoke-step.ts';

const removals = [executionsRemoval, rowsRemoval, objectsRemoval];

export const firstDeliveryStep: SmokeStep = {
  name: 'first delivery',
  removals,
  async run(context) {
    const [first] = await findSampleDeliveries();
    return land(context, first);
  },
};

export const secondDeliveryStep: SmokeStep = {
  name: 'second delivery',
  needs: [firstDeliveryStep.name],
  removals,
  async run(context) {
    const [, second] = await findSampleDeliveries();
    return land(context, second);
  },
};

export const sparkDayStep: SmokeStep = {
  name: 'Spark day',
  needs: [secondDeliveryStep.name],
  removals,
  async run(context) {
    const obstacle = await findSparkObstacle(context);
    if (obstacle) throw new StepSkipped(obstacle);
    const [, { asOf }] = await findSampleDeliveries();
    return runDay(context, asOf, { again: true, engine: 'spark' });
  },
};

async function land(context: SmokeContext, delivery: DeliveryFolder): Promise<string> {
  context.report(`lands ${delivery.asOf}`);
  await landDelivery(getObjectStore(), context.parameter('landing/bucket'), delivery);
  return runDay(context, delivery.asOf, { engine: 'sql' });
}

async function runDay(context: SmokeContext, asOf: string, input: Record<string, unknown>): Promise<string> {
  const days = { from: asOf, up_to: asOf };
  const { outcome, runs } = await runSmokeWorkflow<EtlOutput>(context, 'daily-etl', { ...days, ...input });
  const [run] = runs;
  check(
    outcome === 'published' && run?.as_of === asOf,
    `${asOf} was not published: ${JSON.stringify({ outcome, runs })}`,
  );
  check(run.scoring !== 'failed', `${asOf} is published, and its scoring failed`);
  return `${asOf} is published by ${input.engine}, scoring ${run.scoring}`;
}
