/** The whole system: stacks on the local cloud, deliveries of a small lender, training, API, commands and dashboard. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { fetchToken } from '../../cli/environment/access-token.ts';
import { findDeliveries, landDelivery } from '../../cli/journey/delivery-folders.ts';
import { readRealisedFacts, readRunFacts, readScores } from '../../cli/journey/journey-facts.ts';
import { runJourney } from '../../cli/journey/run-journey.ts';
import { requestPrediction } from '../../cli/predictions/request-prediction.ts';
import { downloadResult, scoreFile } from '../../cli/predictions/score-file.ts';
import { runWorkflow } from '../../cli/workflows/run-workflow.ts';
import { createRiskClient } from '../../clients/typescript/client.ts';
import { ScoredApplications } from '../../lambdas/prediction-api/contract/schemas/applications.ts';
import { getObjectStore } from '../../lambdas/shared/aws/object-store.ts';
import { fuzzApi } from '../../testing/api/fuzz-api.ts';
import { createPersonToken } from '../../testing/api/person-token.ts';
import { listenToAlerts } from '../../testing/aws/alert-listener.ts';
import { startTestCloud, type TestCloud } from '../../testing/aws/test-cloud.ts';
import { writeSmallDelivery } from '../../testing/lenders/small-lender.ts';
import { callMlflow } from '../../testing/mlflow-call.ts';
import { putEvent, registerTinyModel, runOperatorCommand, waitForResult } from '../../testing/operator-steps.ts';
import { describeCases } from './cases.ts';
import { describeContest } from './contest.ts';
import { describeCounterfactuals } from './counterfactuals.ts';
import { describeEdge } from './edge.ts';
import { describeEvents } from './events.ts';
import { describeInbox } from './inbox.ts';
import { describeLogs } from './logs.ts';
import { describeMonitoring } from './monitoring.ts';
import { describeNotices } from './notices.ts';
import { describeOperatorCommands } from './operator-commands.ts';
import { describePermissions } from './permissions/describe-permissions.ts';
import { describePrivacy } from './privacy.ts';
import { describeRoles } from './roles.ts';
import { describeTokens } from './tokens.ts';
import { describeDashboard } from './web/dashboard.ts';

/** Their open applications are enough to judge drift and performance (config/monitoring.json). */
const CUSTOMERS = 3000;
/** Duration of the calls; a busy machine makes fewer of them. */
const FUZZ_SECONDS = 40;
let lender: TestCloud;
let data: string;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'risk-e2e-data-'));
  const bad = {
    credit_history: ['1,2005-02-30,20000,10,0,0', '999999,2005-09-30,20000,10,0,0', '2,,120000,1,0,0'],
  };
  writeSmallDelivery(data, '2005-10-01', CUSTOMERS, bad, { persons: true });
  writeSmallDelivery(data, '2005-11-01', CUSTOMERS);
  process.env.RISK_RECORD_CALLS = '1'; // describePermissions judges the calls
  lender = await startTestCloud();
}, 300_000);

afterAll(async () => {
  await lender?.stop();
  rmSync(data, { recursive: true, force: true });
}, 60_000);

const count = async (sql: string): Promise<number> => {
  const { rows } = await lender.database.query<{ n: string }>(`select count(*) as n from ${sql}`);
  return Number(rows[0]?.n);
};

test('deliveries run, a champion is trained, and every score precedes its outcome', async () => {
  const results = await runJourney(await findDeliveries(data), lender, { budgetSeconds: 2 });

  expect(results.map(({ outcome }) => outcome)).toEqual(['published', 'published']);
  expect(results[0]?.training?.outcome).toBe('champion');
  expect(results[1]?.training).toBeUndefined();
  const open = await count(`staging.loan_applications where valid_from = '2005-10-01' and status = 'received'`);
  expect(results[0]?.scoring?.applications).toBe(open);
  expect(await readScores(lender.database)).toHaveLength(open);
  const realised = await readRealisedFacts(lender.database);
  expect(realised.applications).toBe(open);
  expect(realised.auc).toBeGreaterThan(0.65);
}, 300_000);

test('npm run model:verify reproduces every figure of the registered model', async () => {
  const args = ['cli/commands/model-verify.ts', '--all', '--state', lender.stateDirectory];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: process.env });
  expect(stdout.match(/✓/g)).toHaveLength(7);
  expect(stdout).toContain('The model is what it was');
}, 120_000);

test('every delivered row is accepted or rejected with its reason', async () => {
  const [first] = await readRunFacts(lender.database);
  const { credit_history: statements } = first?.rows ?? {};
  expect(statements).toEqual({ delivered: 6 * CUSTOMERS + 3, accepted: 6 * CUSTOMERS, rejected: 3 });
  expect(await count('staging.credit_history')).toBe(6 * CUSTOMERS);
  const { rows } = await lender.database.query(
    `select reason from staging.rejected_rows where table_name = 'credit_history' order by line`,
  );
  expect(rows).toHaveLength(3);
});

describe('the API', () => {
  const ask = async (path: string, init: RequestInit = {}) => fetch(`${lender.parameter('api/url')}${path}`, init);
  const post = async (body: unknown, token: string) =>
    ask('/v1/predict', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  test('returns a prediction and stores its evidence', async () => {
    const answer = await requestPrediction(lender.parameter('api/url'), { application_id: '3' });
    expect(answer).toMatchObject({ application_id: '3', pd: expect.any(Number), decision: expect.any(String) });
    expect(await count(`predictions.risk_scores where prediction_id = '${answer.prediction_id}'`)).toBe(1);
  });

  test('returns the newest score of a customer', async () => {
    const token = await fetchToken({ scopes: ['risk/read'] });
    const response = await ask('/v1/risk-score/3', { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ customer_id: '3', newest: { score: expect.any(Number) } });
  });

  describeCounterfactuals(() => lender);
  describeEdge(() => lender);

  test('returns the evidence, replays it, and accepts a reviewer’s override', async () => {
    const reviewer = await createPersonToken(lender.parameter('api/user-pool-id'), 'jo@example.com', ['underwriter']);
    const visitor = await createPersonToken(lender.parameter('api/user-pool-id'), 'kim@example.com');
    const as = (token: () => Promise<string>) => createRiskClient({ baseUrl: lender.parameter('api/url'), token });
    const machine = as(fetchToken);
    const { prediction_id } = await requestPrediction(lender.parameter('api/url'), { application_id: '4' });
    const at = { params: { path: { prediction_id } } };
    const replay = await machine.POST('/v1/predictions/{prediction_id}/replay', at);
    expect(replay.data).toMatchObject({ reproduced: true, differences: [] });
    const override = { ...at, body: { decision: 'decline', reason: 'The employer does not exist.' } } as const;
    const refused = [machine, as(async () => visitor)].map((client) =>
      client.POST('/v1/predictions/{prediction_id}/override', override).catch(({ problem }) => problem.status),
    );
    expect(await Promise.all(refused)).toEqual([403, 403]);
    const { data: made } = await as(async () => reviewer).POST('/v1/predictions/{prediction_id}/override', override);
    const { data: evidence } = await machine.GET('/v1/predictions/{prediction_id}', at);
    // Names of employees are for people only.
    expect(evidence?.override).toEqual({ ...made, reviewer: { ...made?.reviewer, name: null } });
    expect(evidence).toMatchObject({ decision: 'decline', decided_by: 'override', policy_decision: made?.overruled });
  }, 60_000);

  test('shows people which policy decides', async () => {
    const person = await createPersonToken(lender.parameter('api/user-pool-id'), 'lu@example.com', ['analyst']);
    const client = createRiskClient({ baseUrl: lender.parameter('api/url'), token: async () => person });
    const { data } = await client.GET('/v1/policies', {});
    expect(data?.policies.filter(({ state }) => state === 'active')).toMatchObject([{ decides: [null] }]);
  });

  test('makes the portfolio report, which opens without a token', async () => {
    const client = createRiskClient({ baseUrl: lender.parameter('api/url'), token: fetchToken });
    const { data: report } = await client.POST('/v1/portfolio-reports', {});
    const [page, figures] = await Promise.all([report?.html_url, report?.csv_url].map((url) => fetch(url ?? '')));
    expect([page?.status, page?.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page?.text()).toContain('Portfolio');
    expect(figures?.headers.get('content-disposition')).toBe('attachment; filename="portfolio-risk-report.csv"');
    const { rows } = await lender.database.query('select max(as_of)::text as day from reporting.decisions_daily');
    expect(report?.as_of).toBe(rows[0]?.day);
  }, 60_000);

  test('lists every scored application, which a notebook analyses in pandas', async () => {
    const token = await fetchToken({ scopes: ['risk/read'] });
    const first = await ask('/v1/applications?limit=7', { headers: { authorization: `Bearer ${token}` } });
    const { applications, next_after } = ScoredApplications.parse(await first.json());
    expect([applications.length, applications[6]?.application_id]).toEqual([7, next_after]);
    const env = { ...process.env, RISK_API_URL: lender.parameter('api/url'), RISK_TOKEN: token };
    const args = ['scripts/run_notebook.py', 'docs/notebooks/portfolio.ipynb'];
    const { stdout } = await promisify(execFile)('.venv/bin/python', args, { env });
    expect(stdout).toContain(`${await count('analytics.counted_scores where is_newest')} applications loaded`);
  }, 120_000);

  test('takes calls of its documentation page', async () => {
    const { origin } = new URL(lender.parameter('api/url'));
    const answers = ['https://evil.example', origin].map((from) =>
      ask('/v1/predict', { method: 'POST', headers: { origin: from } }),
    );
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([403, 401]);
  });

  test('scores an uploaded file, returns the result and stores the evidence', async () => {
    const client = createRiskClient({ baseUrl: lender.parameter('api/url'), token: fetchToken });
    const path = join(data, 'applications.csv');
    writeFileSync(path, 'application_id\n3\nnobody\n4\n');
    const batch = await scoreFile(client, { path });
    expect(batch).toMatchObject({
      progress: { rows: 3, rows_scored: 2, rows_failed: 1 },
      errors: [{ error: 'unknown_application', rows: 1 }],
    });
    await downloadResult(batch, `${path}.scores`);
    const [, third = '', unknown = ''] = gunzipSync(readFileSync(`${path}.scores`))
      .toString()
      .split('\n');
    expect(unknown).toMatch(/^3,nobody,,*unknown_application,,*$/);
    const { data: evidence } = await client.GET('/v1/predictions/{prediction_id}', {
      params: { path: { prediction_id: third.split(',')[2] ?? '' } },
    });
    expect(evidence).toMatchObject({ application_id: '3', source: 'file' });
  }, 120_000);

  test.each(['README.md', 'docs/api.md'])(
    'answers the curl examples of %s as they stand there',
    async (file) => {
      const poolId = lender.parameter('api/user-pool-id');
      const PERSON_TOKEN = await createPersonToken(poolId, `reader-of-${basename(file)}@example.com`, ['underwriter']);
      const examples = shellBlocks(file).filter((block) => block.includes('$API_URL'));
      expect(examples.length).toBeGreaterThan(0);
      const curl = `curl() { command curl --fail-with-body "$@" && echo; }`; // any status but 2xx ends the script
      const script = ['set -euo pipefail', curl, ...examples].join('\n');
      const env = { ...process.env, API_URL: lender.parameter('api/url'), PERSON_TOKEN };
      // This process serves the Data API, so it must not block.
      const run = promisify(execFile)('bash', ['-c', script], { env });
      const failure = await run.then(
        () => '',
        ({ stdout, stderr }) => `${stdout}${stderr}` || 'failed without a word',
      );
      expect(failure).toBe('');
    },
    60_000,
  );

  test('is healthy, and reports it without a token', async () => {
    const response = await ask('/v1/health');
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', checks: { database: 'ok', model: 'ok' } },
    ]);
  });

  describeTokens(() => lender);
  describeRoles(() => lender);
  describeEvents(() => lender);
  describeCases(() => lender);
  describeNotices(() => lender);
  describePrivacy(() => lender);
  describeContest(() => lender);

  test('refuses a token with changed scopes, an unknown application and a wrong body', async () => {
    const token = await fetchToken();
    const [head, claims = '', signature] = token.split('.');
    const wider = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), scope: 'risk/review' };
    const changed = [head, Buffer.from(JSON.stringify(wider)).toString('base64url'), signature].join('.');
    expect((await post({ application_id: '3' }, changed)).status).toBe(401);
    expect((await post({ application_id: 'nobody' }, token)).status).toBe(404);
    expect((await post({ application: '3' }, token)).status).toBe(422);
  });

  test('responds to the requests of schemathesis as documented', async () => {
    const token = await fetchToken({ client: 'service' });
    const { findings } = await fuzzApi({
      url: lender.parameter('api/url'),
      token,
      seconds: FUZZ_SECONDS,
      seed: 20261123,
    });
    expect(findings).toBe('');
  }, 180_000);
});

describeDashboard(() => lender);

/** Lists the fenced blocks of shell commands in a document. */
function shellBlocks(file: string): string[] {
  return Array.from(readFileSync(file, 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm), ([, block = '']) => block);
}

describe('a bad delivery', () => {
  const dailyEtl = () =>
    runWorkflow<{ outcome: string }>(
      new SFNClient({}),
      lender.parameter('workflow/daily-etl-arn'),
      { up_to: '2005-12-01' },
      () => {},
    );
  const readersSee = async () => ({
    publications: await count('analytics.publications'),
    features: await count('analytics.current_features'),
    scores: await count('predictions.risk_scores'),
  });

  test('with a wrong hash is refused by name, and readers see the same rows as before', async () => {
    const before = await readersSee();
    const bad = mkdtempSync(join(tmpdir(), 'risk-e2e-bad-'));
    writeSmallDelivery(bad, '2005-11-01', 50);
    const manifest = JSON.parse(readFileSync(join(bad, 'as_of=2005-11-01/manifest.json'), 'utf8'));
    manifest.as_of = '2005-12-01';
    manifest.tables.loan_applications.files[0].sha256 = '0'.repeat(64);
    writeFileSync(join(bad, 'as_of=2005-11-01/manifest.json'), JSON.stringify(manifest));
    const [delivery] = await findDeliveries(bad);
    if (!delivery) throw new Error('no delivery was written');
    await landDelivery(getObjectStore(), lender.parameter('landing/bucket'), { ...delivery, asOf: '2005-12-01' });

    await expect(dailyEtl()).rejects.toThrow(/DeliveryRefused.*HashMismatch/);

    expect(await readersSee()).toEqual(before);
    rmSync(bad, { recursive: true, force: true });
  }, 120_000);

  test('is reported to the alert topic with its execution and reason', async () => {
    const alerts = await listenToAlerts('risk-local-alerts');
    await expect(dailyEtl()).rejects.toThrow(/DeliveryRefused/);
    const alert = await alerts.next();
    expect(alert).toMatchObject({
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status: 'FAILED', stateMachineArn: lender.parameter('workflow/daily-etl-arn') },
    });
  }, 120_000);
});

describe('the lifecycle of models', () => {
  const model = (...args: string[]) => runOperatorCommand('model', [...args, '--state', lender.stateDirectory]);
  const requests = (...args: string[]) => runOperatorCommand('requests', [...args, '--state', lender.stateDirectory]);
  const findRequestId = (output: string) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(output)?.[0] ?? '';
  const champion = async () => (await lender.database.query('select * from reporting.champion')).rows[0];
  const inMlflow = async (alias: string): Promise<Record<string, string>> => {
    const path = `/api/2.0/mlflow/registered-models/alias?name=loan-default-pd&alias=${alias}`;
    const response = await callMlflow(path);
    const { model_version } = (await response.json()) as { model_version: { tags: { key: string; value: string }[] } };
    return Object.fromEntries(model_version.tags.map(({ key, value }) => [key, value]));
  };

  test('a model promoted by hand is served within a minute, and no request fails meanwhile', async () => {
    const { version: first } = await champion();
    expect(await inMlflow('champion')).toMatchObject({ version: first, stage: 'champion' });
    const second = await registerTinyModel(lender);
    expect(await model('promote', second, '--why', 'a test of promotion')).toMatchObject({
      ...{ code: 1, output: expect.stringContaining('A gate rejected this model, or none has judged it') },
    });
    const proposed = await model('promote', second, '--despite-gates', '--why', 'a test of promotion', '--as', 'ann');
    expect(proposed).toMatchObject({ code: 0, output: expect.stringContaining('needs two people') });
    const request = findRequestId(proposed.output);
    expect(await requests('approve', request, '--why', 'agreed with myself', '--as', 'ann')).toMatchObject({
      ...{ code: 1, output: expect.stringContaining('Another person must decide') },
    });
    const promoted = await requests('approve', request, '--why', 'agreed in a test');
    expect(promoted).toMatchObject({ code: 0, output: expect.stringContaining(`it took the place of ${first}`) });

    const { promoted_at } = await champion();
    const served: string[] = [];
    while (served.at(-1) !== second && Date.now() < promoted_at.getTime() + 120_000) {
      served.push((await requestPrediction(lender.parameter('api/url'), { application_id: '3' })).model_version); // throws when it is refused
      await new Promise((done) => setTimeout(done, 1000)); // the limit is 100 requests a minute
    }
    expect(served.at(-1)).toBe(second);
    const { rows: scored } = await lender.database.query(
      "select max(scored_at) filter (where model_version = $1) - $2::timestamptz < '60 seconds' as soon from predictions.risk_scores where source = 'api'",
      [second, promoted_at],
    );
    expect(scored[0].soon).toBe(true);
  }, 300_000);

  test('a rollback in an emergency is one command, is audited, reaches MLflow, and is reviewed', async () => {
    const { version: second } = await champion();
    expect(await model('rollback')).toMatchObject({ code: 1, output: expect.stringContaining('needs --why') });
    const rolledBack = await model('rollback', '--emergency', '--why', 'a test of an emergency');
    expect(rolledBack).toMatchObject({ code: 0, output: expect.stringContaining('is the champion again') });
    const request = findRequestId(rolledBack.output);
    expect((await requests('list')).output).toMatch(new RegExp(`${request}.*emergency.*not reviewed`));
    expect((await requests('review', request, '--why', 'it was right', '--as', 'ann')).code).toBe(0);
    expect((await requests('list')).output).not.toContain(request);
    const { version: first } = await champion();
    expect(first).not.toBe(second);
    expect(await inMlflow('champion')).toMatchObject({ version: first, stage: 'champion' });
    const shown = await model('show', first);
    expect(shown).toMatchObject({ code: 0, output: expect.stringMatching(/arn:.*retired.*champion.*a test/) });
    expect((await model('promote', 'nobody', '--why', 'a test of a refusal')).output).toContain(
      'UnknownVersion: there is no model nobody',
    );
    expect((await model('list')).output).toContain(second);
  }, 120_000);

  test('a drift signal starts a training, which is skipped soon after another', async () => {
    const trainings = new SFNClient({});
    const stateMachineArn = lender.parameter('workflow/training-arn');
    await putEvent(lender.parameter('events/bus-name'), 'risk.monitoring', 'DriftDetected', { feature: 'utilisation' });
    const drifted = await waitForResult(async () => {
      const { executions = [] } = await trainings.send(new ListExecutionsCommand({ stateMachineArn }));
      const described = executions.map(({ executionArn }) =>
        trainings.send(new DescribeExecutionCommand({ executionArn })),
      );
      return (await Promise.all(described)).find(({ input, output }) => output && input?.includes('"drift"'));
    });
    expect(JSON.parse(drifted.output ?? '')).toMatchObject({ outcome: 'trained_lately', cooldown_days: 7 });
  }, 60_000);
});

describeMonitoring(() => lender); // activates alarms, so nothing after it may listen to them
describeOperatorCommands(() => lender);
describeLogs(() => lender); // of everything before
describeInbox(
  () => lender,
  (name, text) => {
    writeFileSync(join(data, name), text);
    return join(data, name);
  },
);
describePermissions(() => lender.stateDirectory);
