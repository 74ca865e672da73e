/** Runs the monitoring workflow's file, with a function in the place of each Lambda. */
import { expect, test } from '@jest/globals';
import { executeStateMachine, readDefinition, type Tasks } from '../../../testing/workflows/execute-state-machine.ts';

const target = { run_id: 'run', as_of: '2005-10-01', model_version: 'v1' };

function harness(changed: Tasks = {}) {
  const inputs: Record<string, unknown[]> = {};
  const tasks: Tasks = {
    RefreshReporting: () => ({}),
    MeasureDrift: () => ({ outcome: 'measured', ...target, measures: 5 }),
    MeasurePerformance: () => ({ measures: 9 }),
    Judge: () => ({ outcome: 'steady', reasons: [], job_name: 'risk-monitoring-e' }),
    RunJob: () => ({}),
    ...changed,
  };
  const recording = Object.entries(tasks).map(([name, task]) => [
    name,
    (input: unknown) => {
      inputs[name] = [...(inputs[name] ?? []), input];
      return task(input);
    },
  ]);
  return { inputs, tasks: Object.fromEntries(recording) as Tasks };
}

const run = (tasks: Tasks, input: object = {}) =>
  executeStateMachine(readDefinition('monitoring'), input, tasks, { id: 'e' });
const fails = () => {
  throw Object.assign(new Error('gone'), { name: 'DatabaseUnavailable' });
};

test('measures the requested day, evaluates it and starts the MLflow job', async () => {
  const { tasks, inputs } = harness();
  expect(await run(tasks, { as_of: '2005-10-01' })).toMatchObject({
    ...{ status: 'SUCCEEDED', output: { ...target, outcome: 'steady', mlflow: 'told' } },
  });
  expect(inputs).toMatchObject({
    RefreshReporting: [{}],
    MeasureDrift: [{ as_of: '2005-10-01' }],
    MeasurePerformance: [target],
    Judge: [{ ...target, execution_id: 'e' }],
    RunJob: [{ kind: 'monitoring', job_name: 'risk-monitoring-e' }],
  });
});

test('without a day it measures the newest publication', async () => {
  const { tasks, inputs } = harness();
  await run(tasks);
  expect(inputs.MeasureDrift).toEqual([{ as_of: null }]);
});

test('before the first publication, and without a model, it ends early and succeeds', async () => {
  const nothing = harness({ MeasureDrift: () => ({ outcome: 'nothing_published' }) });
  expect(await run(nothing.tasks)).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'nothing_published' } });
  expect(nothing.inputs.Judge).toBeUndefined();
  const modelless = harness({ Judge: () => ({ outcome: 'steady', job_name: null }) });
  expect(await run(modelless.tasks)).toMatchObject({ status: 'SUCCEEDED' });
  expect(modelless.inputs.RunJob).toBeUndefined();
});

test.each(['RefreshReporting', 'MeasureDrift', 'MeasurePerformance', 'Judge'])(
  'when %s fails, it says why',
  async (task) => {
    expect(await run(harness({ [task]: fails }).tasks)).toMatchObject({
      ...{ status: 'FAILED', error: 'MonitoringFailed', cause: 'DatabaseUnavailable: gone' },
    });
  },
);

test('a job that cannot be started undoes nothing', async () => {
  expect(await run(harness({ RunJob: fails }).tasks)).toMatchObject({
    ...{ status: 'SUCCEEDED', output: { outcome: 'steady', mlflow: 'not_told' } },
  });
});
