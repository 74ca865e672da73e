/** Runs the files of the workflows training and model-lifecycle, with a function in the place of each Lambda. */
import { describe, expect, test } from '@jest/globals';
import { executeStateMachine, readDefinition, type Tasks } from '../../../testing/workflows/execute-state-machine.ts';

const exported = { outcome: 'exported', job_name: 'risk-training-x', rows: 1000, positives: 220, run_id: 'run' };
const registered = { version: 'v2', kind: 'xgboost', metrics: {} };
const judged = { outcome: 'champion', version: 'v2', replaced: 'v1', reasons: ['every gate passed'], message: 'm' };

/** Tasks that succeed, and their inputs by name. */
function harness(changed: Tasks = {}) {
  const inputs: Record<string, unknown[]> = {};
  const tasks: Tasks = {
    ExportTrainingSet: () => exported,
    RunJob: () => ({}),
    RegisterModel: () => registered,
    ChangeStage: () => ({ ...judged, job_name: 'risk-registry-x' }),
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

const fails = (name: string) => () => {
  throw Object.assign(new Error('half-way'), { name });
};

/** The error of Step Functions for a nested execution that failed. */
const executionFails = (ended: object) => () => {
  throw Object.assign(new Error(JSON.stringify({ ExecutionArn: 'arn', ...ended })), { name: 'States.TaskFailed' });
};

describe('training', () => {
  const train = (tasks: Tasks, input: object = { reason: 'monthly' }) =>
    executeStateMachine(readDefinition('training'), input, tasks, { id: 'e' });

  test('exports, runs the job with its search budget, registers, decides the stage and starts the MLflow sync', async () => {
    const { tasks, inputs } = harness();
    const { status, output } = await train(tasks, { reason: 'drift', budget_seconds: 5, leave_out_kinds: ['blend'] });
    expect([status, output]).toEqual([
      'SUCCEEDED',
      {
        ...{ version: 'v2', kind: 'xgboost', metrics: {}, rows: 1000, positives: 220, mlflow: 'in_step' },
        ...{ outcome: 'champion', replaced: 'v1', reasons: ['every gate passed'] },
      },
    ]);
    expect(inputs).toEqual({
      ExportTrainingSet: [{ execution_id: 'e', reason: 'drift', leave_out_kinds: ['blend'] }],
      RunJob: [
        { kind: 'training', job_name: 'risk-training-x', budget_seconds: 5 },
        { kind: 'registry', job_name: 'risk-registry-x' },
      ],
      RegisterModel: [{ job_name: 'risk-training-x', run_id: 'run' }],
      ChangeStage: [{ action: 'admit', version: 'v2', actor: 'job:risk-training-x', execution_id: 'e' }],
    });
  });

  test.each(['too_few_outcomes', 'another_training_runs', 'trained_lately'])('%s is a normal end', async (outcome) => {
    const { tasks, inputs } = harness({ ExportTrainingSet: () => ({ outcome }) });
    expect(await train(tasks, {})).toMatchObject({ status: 'SUCCEEDED', output: { outcome } });
    expect(inputs).toEqual({ ExportTrainingSet: [{ execution_id: 'e', reason: 'manual', leave_out_kinds: [] }] });
  });

  test.each([
    ['ExportTrainingSet', ['ExportTrainingSet']],
    ['RunJob', ['ExportTrainingSet', 'RunJob']],
    ['RegisterModel', ['ExportTrainingSet', 'RunJob', 'RegisterModel']],
    ['ChangeStage', ['ExportTrainingSet', 'RunJob', 'RegisterModel', 'ChangeStage']],
  ])('when %s fails, nothing after it runs and the reason is reported', async (task, reached) => {
    const { tasks, inputs } = harness({ [task]: fails('JobFailed') });
    expect(await train(tasks)).toMatchObject({
      ...{ status: 'FAILED', error: 'TrainingFailed', cause: 'JobFailed: half-way' },
    });
    expect(Object.keys(inputs)).toEqual(reached);
  });

  test.each([
    [
      { Status: 'FAILED', Error: 'JobFailed', Cause: 'risk-training-x: OneClass: all 900 outcomes are repaid' },
      'JobFailed: risk-training-x: OneClass: all 900 outcomes are repaid',
    ],
    [{ Status: 'TIMED_OUT' }, 'JobFailed: the job workflow has ended as TIMED_OUT'],
  ])("a failed job's own reason is reported, not AWS's description of its execution: %j", async (ended, cause) => {
    const { tasks } = harness({ RunJob: executionFails(ended) });
    expect(await train(tasks)).toMatchObject({ status: 'FAILED', error: 'TrainingFailed', cause });
  });

  test('a registered model serves also when the MLflow sync fails, and the output says so', async () => {
    const { tasks } = harness({
      RunJob: (input) => (input.kind === 'registry' ? fails('JobFailed')() : {}),
    });
    expect(await train(tasks)).toMatchObject({
      status: 'SUCCEEDED',
      output: { outcome: 'champion', mlflow: 'behind' },
    });
  });
});

describe('model-lifecycle', () => {
  const input = { action: 'apply', request_id: '01900000-0000-7000-8000-000000000001' };
  const run = (tasks: Tasks) => executeStateMachine(readDefinition('model-lifecycle'), input, tasks, { id: 'e' });

  test('changes the lifecycle stage and starts the MLflow sync', async () => {
    const { tasks, inputs } = harness();
    expect(await run(tasks)).toMatchObject({ status: 'SUCCEEDED', output: judged });
    expect(inputs).toEqual({
      ChangeStage: [{ ...input, execution_id: 'e' }],
      RunJob: [{ kind: 'registry', job_name: 'risk-registry-x' }],
    });
  });

  test('a refusal is a normal end without an MLflow sync', async () => {
    const { tasks, inputs } = harness({ ChangeStage: () => ({ outcome: 'unknown_version', job_name: null }) });
    expect(await run(tasks)).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'unknown_version' } });
    expect(inputs.RunJob).toBeUndefined();
  });

  test('a failure keeps its own name', async () => {
    expect(await run(harness({ ChangeStage: fails('DatabaseUnavailable') }).tasks)).toMatchObject({
      ...{ status: 'FAILED', error: 'StageNotChanged', cause: 'DatabaseUnavailable: half-way' },
    });
    expect(await run(harness({ RunJob: fails('JobFailed') }).tasks)).toMatchObject({
      ...{ status: 'FAILED', error: 'MlflowBehind', cause: 'm; but MLflow does not say so yet: JobFailed: half-way' },
    });
    const ended = { Status: 'FAILED', Error: 'JobFailed', Cause: 'MLflow does not answer' };
    expect(await run(harness({ RunJob: executionFails(ended) }).tasks)).toMatchObject({
      cause: 'm; but MLflow does not say so yet: JobFailed: MLflow does not answer',
    });
  });
});
