/** A redriven execution of daily-etl starts its run's own execution anew, whatever the stopped one had done. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { formatCsv } from '../../../testing/lenders/daily-lender.ts';
import { type DailyHarness, startDailyHarness } from '../../../testing/workflows/daily-harness.ts';
import {
  type ExecutionResult,
  executeStateMachine,
  readDefinition,
} from '../../../testing/workflows/execute-state-machine.ts';

const DAYS = ['2005-10-01', '2005-11-01', '2005-12-01'];

let harness: DailyHarness;
beforeAll(async () => {
  harness = await startDailyHarness();
});
afterAll(() => harness?.stop());

const deliver = (day: string) =>
  harness.land(day, { customers: formatCsv('customers', [{ customer_id: 'c1', annual_income: 100 }]) });

/** Runs the day; its run's execution is stopped before a state, and the redriven one starts another. */
async function redrive(day: string, stoppedBefore: string): Promise<ExecutionResult> {
  const definition = readDefinition('daily-etl-run');
  return harness.run(
    { up_to: day },
    {
      DailyEtlRun: async (input) => {
        const stop = new AbortController();
        const onState = (name: string) => name === stoppedBefore && stop.abort();
        const options = { id: 'stopped', signal: stop.signal, onState };
        const stopped = await executeStateMachine(definition, input, harness.functions, options);
        expect(stopped.status).toBe('ABORTED');
        const { output } = await executeStateMachine(definition, input, harness.functions, { id: 'redriven' });
        return output;
      },
    },
  );
}

const states = async (day: string) =>
  harness.query('select state from analytics.runs where as_of = $1 order by opened_at', [day]);

test.each([
  [DAYS[0] ?? '', 'ImportFiles'],
  [DAYS[1] ?? '', 'Publish'],
])('the run of %s that was stopped before %s is published by the redriven execution', async (day, stoppedBefore) => {
  await deliver(day);
  expect(await redrive(day, stoppedBefore)).toMatchObject({ status: 'SUCCEEDED', output: { runs: [{ as_of: day }] } });
  expect(await states(day)).toEqual([{ state: 'published' }]);
});

test('a run that was stopped after its publication stays published, and the next execution goes on', async () => {
  const day = DAYS[2] ?? '';
  await deliver(day);
  expect(await redrive(day, 'ScoreApplications')).toMatchObject({ status: 'FAILED', error: 'RunFailed' });
  expect(await states(day)).toEqual([{ state: 'published' }]);
  expect(await harness.run({ up_to: day })).toMatchObject({ output: { outcome: 'nothing_delivered' } });
});
