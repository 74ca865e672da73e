/**
 * Long backfills and large deliveries stay within the 25,000 events of an execution's history
 * (https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html), counted as Step Functions writes them.
 */
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { DEFAULT_DELIVERY_LIMITS } from '../../../lambdas/shared/landing/delivery-limits.ts';
import {
  executeStateMachine,
  readDefinition,
  readSimulatedHistory,
} from '../../../testing/workflows/execute-state-machine.ts';

const MAX_EVENTS = 25_000;
/** Entered, scheduled, started, submitted, succeeded, exited. */
const TASK_EVENTS = 6;
/** Each of three more attempts: scheduled, started, failed. */
const RETRY_EVENTS = 3 * 3;
/** Started and succeeded. */
const ITERATION_EVENTS = 2;
const ENTERED_AND_EXITED = 2;
/** Its start and its end. */
const EXECUTION_EVENTS = 2;
/** More than a year, and far more than the landing bucket keeps. */
const DAYS = 400;

/** Events of the entered states when every task needs all its attempts. Items of maps are not in the history. */
const countEvents = (entered: readonly HistoryEvent[]): number =>
  EXECUTION_EVENTS +
  entered.reduce(
    (sum, { type }) => sum + (type === 'TaskStateEntered' ? TASK_EVENTS + RETRY_EVENTS : ENTERED_AND_EXITED),
    0,
  );

/** Publishes `days` deliveries of the most files that a delivery may have, and notes the longest history of a run. */
async function runDeliveries(days: number): Promise<{ backfill: number; longestRun: number }> {
  let left = days;
  let longestRun = 0;
  const files = Array.from({ length: DEFAULT_DELIVERY_LIMITS.files }, (_, number) => ({ name: `${number}.csv` }));
  const execution = await executeStateMachine(
    readDefinition('daily-etl'),
    { again: true },
    {
      OpenRun: () => {
        left -= 1;
        if (left < 0) return { outcome: 'nothing_delivered', awaiting_manifest: [] };
        return { outcome: 'opened', run: { run_id: `r${left}`, as_of: '2005-10-01' }, awaiting_manifest: [] };
      },
      VerifyManifest: () => ({ outcome: 'verified', files }),
      PrepareFile: ({ file }) => ({ outcome: 'prepared', table: 'transactions', file: file.name, parts: [] }),
      DailyEtlImport: () => ({ outcome: 'imported', fault: null }),
      DailyEtlFeatures: () => ({ outcome: 'built', fault: null }),
      CheckQuality: () => ({ outcome: 'passed' }),
      PublishRun: () => ({}),
      Scoring: () => ({ outcome: 'scored' }),
      CloseRun: ({ execution_id }) => {
        const items = files.length * (TASK_EVENTS + RETRY_EVENTS + ITERATION_EVENTS);
        longestRun = Math.max(longestRun, countEvents(readSimulatedHistory(execution_id)) + items);
        return {};
      },
    },
  );
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { runs: { length: days } } });
  return { backfill: countEvents(readSimulatedHistory('execution')), longestRun };
}

test(`${DAYS} days and the most files of a delivery fit, though every task needs all its attempts`, async () => {
  const one = await runDeliveries(1);
  const two = await runDeliveries(2);
  expect(one.backfill + (DAYS - 1) * (two.backfill - one.backfill)).toBeLessThan(MAX_EVENTS);
  expect(two.longestRun).toBeLessThan(MAX_EVENTS);
});
