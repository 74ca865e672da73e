/** Why a run was not published, in the API's runs, against the real database. */
import { RunDetails, RunList } from '../../../lambdas/prediction-api/contract/schemas/runs.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented as callApi } from '../../../testing/api/call-as-documented.ts';
import { buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { buildRunId, insertRows } from '../../../testing/database/rows.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let handler: ApiHandler;

const REFUSED = {
  reasons: [
    { file: 'customers.csv', error: 'HashMismatch', message: 'customers.csv is another file than the manifest lists' },
    { file: 'a.csv', error: 'UnknownColumn', message: 'column 3 is neither of the contract nor declared' },
  ],
};
const HELD = { outcome: 'failed', pass_rate: 0.9876, failed: ['missing_rows'], missing: ['40 of 50 customers'] };
const JSON_FAULT = `Unexpected token 'J', "Jane Doe" is not valid JSON`;

/** State, stored outcome, and the reason that people read. */
const CASES: [state: string, outcome: unknown, reason: RegExp | null][] = [
  ['published', {}, null],
  [
    'refused',
    { reasons: [{ error: 'MissingFile', message: 'a.csv is not there' }] },
    /^a.csv is not there \(MissingFile\)$/,
  ],
  ['refused', REFUSED, /^customers.csv is another .*\(HashMismatch\); a.csv: column 3 is .*\(UnknownColumn\)$/],
  ['refused', null, /^The delivery is invalid; no reason was stored$/],
  [
    'gate_failed',
    { quality: HELD },
    /^The quality gate failed\. 98\.7 % of .* accepted\. .*: 40 of 50 customers\. .*: Rows stay$/,
  ],
  ['gate_failed', null, /^The quality gate failed$/],
  ['failed', { error: 'SyntaxError', cause: JSON_FAULT }, /^A fault stopped the run: SyntaxError\. The log .* cause$/],
  ['failed', { error: 'Jane Doe' }, /^A fault stopped the run: no error name was stored\. /],
  ['abandoned', { abandoned_for: 'e9' }, /ended before the run did/],
];

beforeAll(async () => {
  harness = await startLambdaHarness();
  const runs = CASES.map(([state, outcome], n) => ({
    ...{ run_id: buildRunId(n + 1), as_of: `2024-07-0${n + 1}`, execution_id: `e${n}`, state, outcome },
    ...{ opened_at: `2024-07-0${n + 1}`, closed_at: `2024-07-0${n + 1}` },
  }));
  await insertRows(harness.db.superuser, 'analytics.runs', runs);
  await insertRows(harness.db.superuser, 'analytics.quality_results', [
    {
      ...{ run_id: buildRunId(5), check_name: 'missing_rows', severity: 'stop', description: 'Rows stay.' },
      ...{ failed_rows: 40, total_rows: 50, pass: false, sample_keys: [] },
    },
  ]);
  harness.useRole('risk_api_read');
  handler = (await import('../../../lambdas/prediction-api/read.lambda.ts')).readHandler();
});
afterAll(() => harness?.stop());

const get = (resource: string, path?: Record<string, string>) =>
  callApi(handler, { resource, claims: buildServiceClaims('risk/read'), ...(path && { path }) });

test.each(CASES.map((row, n) => [n + 1, ...row] as const))('run %d: %s %j', async (n, state, _, reason) => {
  const { body } = await get('/v1/runs/{run_id}', { run_id: buildRunId(n) });
  const run = RunDetails.parse(body);
  expect(run.state).toBe(state);
  if (reason === null) expect(run.reason).toBeNull();
  else expect(run.reason).toMatch(reason);
  expect(run.reason ?? '').not.toMatch(/\n|Jane/);
});

test('the list and the overview have the same reasons', async () => {
  const { runs } = RunList.parse((await get('/v1/runs')).body);
  const { body: newest } = await get('/v1/runs/{run_id}', { run_id: buildRunId(CASES.length) });
  expect(runs[0]?.reason).toBe(newest.reason);
  expect((await get('/v1/reports/{name}', { name: 'overview' })).body.run).toEqual(runs[0]);
});
