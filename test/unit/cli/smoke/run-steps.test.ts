/** The steps of a smoke test: a failure is named, what does not need it goes on, and stopping ends the running step. */
import { beforeEach, expect, jest, test } from '@jest/globals';
import { runSteps } from '../../../../cli/smoke/run-steps.ts';
import { type SmokeContext, type SmokeStep, StepSkipped } from '../../../../cli/smoke/smoke-step.ts';
import { Progress } from '../../../../cli/terminal/progress.ts';

const createContext = (signal = new AbortController().signal) =>
  ({ progress: new Progress(), facts: {}, report: () => {}, signal }) as unknown as SmokeContext;
const createStep = (name: string, run: SmokeStep['run'], needs: string[] = []): SmokeStep => ({
  ...{ name, run, needs, removals: [] },
});

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation(() => {});
});

test('a failed step is named with its error, and only the steps that need it are skipped', async () => {
  const steps = [
    createStep('first', async () => 'fine'),
    createStep('second', async () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:9') })),
    ),
    createStep('third', async () => 'never', ['second']),
    createStep('fourth', async () => 'never', ['third']),
    createStep('fifth', async () => 'fine too', ['first']),
  ];
  const results = await runSteps(steps, createContext());
  expect(results.map(({ step, outcome, detail }) => [step, outcome, detail])).toEqual([
    ['first', 'ok', 'fine'],
    ['second', 'failed', 'TypeError: fetch failed: connect ECONNREFUSED 127.0.0.1:9'],
    ['third', 'skipped', 'needs second'],
    ['fourth', 'skipped', 'needs third'],
    ['fifth', 'ok', 'fine too'],
  ]);
});

test('a step that the environment cannot do is skipped with its reason', async () => {
  const skipped = createStep('Spark day', async () => Promise.reject(new StepSkipped('there is no Spark')));
  const [result] = await runSteps([skipped], createContext());
  expect(result).toMatchObject({ outcome: 'skipped', detail: 'there is no Spark' });
});

test('stopping ends the running step, and no other one begins', async () => {
  const controller = new AbortController();
  const running = createStep('training', () => {
    controller.abort();
    return new Promise(() => {});
  });
  const results = await runSteps([running, createStep('next', async () => 'never')], createContext(controller.signal));
  expect(results.map(({ outcome, detail }) => [outcome, detail])).toEqual([
    ['failed', 'Interrupted: the test was stopped'],
    ['skipped', 'the test was stopped'],
  ]);
});
