/**
 * Runs the daily workflow's files on the local cloud's Step Functions, over functions with fixed results. Progress lines
 * and stage times are read from real histories.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { followSteps, type StepProgress } from '../../../cli/workflows/follow-steps.ts';
import { runWorkflow } from '../../../cli/workflows/run-workflow.ts';
import { readStageTimes } from '../../../lambdas/ingest/runs/read-stage-times.ts';
import { startTestMiniStack, type TestMiniStack } from '../../../testing/aws/ministack.ts';
import { TEST_KEY_VARIABLES } from '../../../testing/aws/test-credentials.ts';
import { readDefinition } from '../../../testing/workflows/execute-state-machine.ts';

const RUN = { run_id: 'r1', as_of: '2005-10-01', fencing_token: 1 };
const PART = { key: 'k', rows: 1 };
const NOTHING = { outcome: 'nothing_delivered', awaiting_manifest: [] };

/** What each function returns, one call after the other; the last result is repeated. `throws` throws it. */
const RESULTS: Record<string, object[]> = {
  OpenRun: [{ outcome: 'opened', run: RUN, awaiting_manifest: [] }, NOTHING],
  VerifyManifest: [{ outcome: 'verified', engine: 'sql', files: [{ table: 'customers' }, { table: 'transactions' }] }],
  PrepareFile: [{ outcome: 'prepared', table: 'customers', delivered: 2, parts: [PART, PART] }],
  ImportPart: [{ accepted: 1, rejected: 0 }],
  BuildPartition: [{ applications: 1, customers: 1 }],
  CheckQuality: [{ outcome: 'passed', pass_rate: 1, checks: 12, failed: [] }],
  PublishRun: [{ published_at: 'now', rows: 16 }],
  CloseRun: [{}],
  PlanJob: [{ kind: 'features', job_name: 'j1', pieces: 1 }],
  ExportPartition: [{ rows: 1 }],
  StartJob: [{ kind: 'features', job_name: 'j1' }],
  CheckJob: [{ state: 'failed', reason: 'out of memory' }],
  ImportPartition: [{ applications: 1, customers: 1 }],
};

const BEFORE_FEATURES = ['verify', 'prepare', 'import'];

let ministack: TestMiniStack;
let sfn: SFNClient;
let code: Buffer;

beforeAll(async () => {
  ministack = await startTestMiniStack();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: ministack.endpoint,
    ...TEST_KEY_VARIABLES,
  });
  sfn = new SFNClient({});
  code = await zipped(`
    const results = JSON.parse(process.env.RESULTS);
    let calls = 0;
    export const handler = async () => {
      const result = results[Math.min(calls++, results.length - 1)];
      if (result.throws) throw Object.assign(new Error(result.throws), { name: 'Broken' });
      return result;
    };`);
});
afterAll(() => ministack?.stop());

async function zipped(text: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'risk-zip-'));
  const program = 'import sys, zipfile; zipfile.ZipFile(sys.argv[1], "w").writestr("index.mjs", sys.argv[2])';
  execFileSync('.venv/bin/python', ['-c', program, join(folder, 'code.zip'), text]);
  const bytes = await readFile(join(folder, 'code.zip'));
  await rm(folder, { recursive: true });
  return bytes;
}

/** Creates the workflows of a separate environment and returns the ARN of daily-etl. */
async function deploy(environment: string, results: Record<string, object[]>): Promise<string> {
  const lambda = new LambdaClient({});
  const arns: Record<string, string> = {};
  for (const [name, values] of Object.entries({ ...RESULTS, ...results })) {
    const { FunctionArn = '' } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: `${environment}-${name}`,
        Role: 'arn:aws:iam::000000000000:role/test',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: code },
        Environment: { Variables: { RESULTS: JSON.stringify(values) } },
      }),
    );
    arns[`${name}FunctionArn`] = FunctionArn;
  }
  const create = async (name: string, definition: object) => {
    // A retry waits for seconds.
    const text = JSON.stringify(definition, (key, value) => (key === 'Retry' ? undefined : value));
    const { stateMachineArn = '' } = await sfn.send(
      new CreateStateMachineCommand({
        name: `risk-${environment}-${name}`,
        roleArn: 'arn:aws:iam::000000000000:role/test',
        definition: text.replaceAll(/\$\{(\w+)\}/g, (_, token) => arns[token] ?? token),
      }),
    );
    return stateMachineArn;
  };
  const scored = { Type: 'Pass', Output: { outcome: 'no_champion' }, End: true };
  const scoring = { QueryLanguage: 'JSONata', StartAt: 'Score', States: { Score: scored } };
  arns.ScoringStateMachineArn = await create('scoring', scoring);
  arns.RunJobStateMachineArn = await create('run-job', readDefinition('run-job'));
  arns.DailyEtlImportStateMachineArn = await create('daily-etl-import', readDefinition('daily-etl-import'));
  arns.DailyEtlFeaturesStateMachineArn = await create('daily-etl-features', readDefinition('daily-etl-features'));
  arns.DailyEtlRunStateMachineArn = await create('daily-etl-run', readDefinition('daily-etl-run'));
  return create('daily-etl', readDefinition('daily-etl'));
}

test('a day runs through its nested workflows, with a progress line for each step and its counts', async () => {
  const arn = await deploy('good', {});
  const lines: string[] = [];
  const titles: string[] = [];
  const progress: StepProgress = {
    start: (title) => titles.push(title),
    update() {},
    finish: (text = '') => lines.push(text),
  };
  const following = followSteps('daily-etl', progress);
  const { output, steps } = await runWorkflow(sfn, arn, { up_to: '2005-10-01' }, following.show);
  following.end();
  expect(output).toMatchObject({ outcome: 'published', runs: [{ run_id: 'r1', scoring: 'no_champion' }] });
  expect(titles.map((title, i) => [title, lines[i]])).toEqual([
    ['Open run', ''],
    ['Verify manifest', ''],
    ['Prepare files', '2 tasks: 4 delivered'],
    ['Import customers', '4 tasks: 4 accepted, 0 rejected'],
    ['Import other tables', ''],
    ['Build features', '16 tasks: 16 customers, 16 applications'],
    ['Check quality', '12 checks'],
    ['Publish', '16 rows'],
    ['Score applications', ''],
    ['Close run', ''],
    ['Open run', ''],
  ]);
  const starts = steps.map(({ startedAt }) => startedAt);
  expect(starts).toEqual(starts.toSorted());
});

test("a nested workflow's fault closes the run by its own name, in its stage", async () => {
  const broken = [{ throws: 'connection lost' }];
  for (const [environment, results, engine, cause, stages] of [
    ['import', { ImportPart: broken }, 'sql', 'CustomerPartFailed: ', ['verify', 'prepare', 'import', 'close']],
    ['features', { BuildPartition: broken }, 'sql', 'PartitionFailed: ', [...BEFORE_FEATURES, 'features', 'close']],
    ['spark', {}, 'spark', 'JobFailed: j1: out of memory', [...BEFORE_FEATURES, 'features', 'close']],
  ] as const) {
    const verified = [{ outcome: 'verified', engine, files: [{ table: 'customers' }] }];
    const arn = await deploy(environment, { VerifyManifest: verified, ...results });
    await expect(runWorkflow(sfn, arn, {}, () => {})).rejects.toThrow(`RunFailed: ${cause}`);
    const stateMachineArn = `${arn}-run`;
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    const times = await readStageTimes(executions[0]?.executionArn ?? '');
    expect(
      Object.entries(times)
        .sort(([, a], [, b]) => (a < b ? -1 : 1))
        .map(([stage]) => stage),
    ).toEqual(stages);
  }
});
