/** Policies as workbooks through the API: out, in again unchanged, and refused with the cell at fault. */
import { SPREADSHEET_TYPE } from '../../../lambdas/shared/policy-spreadsheet/spreadsheet.ts';
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { EXAMPLE_POLICY } from '../../../testing/policies/example-policy.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let harness: LambdaHarness;
let api: GovernedApi;

beforeAll(async () => {
  harness = await startLambdaHarness();
  api = await startGovernedApi(harness);
});
afterAll(() => harness?.stop());

const { version } = EXAMPLE_POLICY;
const readWorkbook = (name: string, person = 'ann') =>
  api.call(person, 'GET', '/v1/policies/{version}/spreadsheet', { path: { version: name } });
const sendWorkbook = (base64: string) => api.call('ann', 'POST', '/v1/policy-spreadsheets', { body: { base64 } });

test('a draft comes back from its workbook unchanged', async () => {
  await api.call('ann', 'POST', '/v1/policies', { body: { version, document: EXAMPLE_POLICY } });
  const { status, body } = await readWorkbook(version);
  expect(status).toBe(200);
  expect(body).toMatchObject({ file_name: `${version}.xlsx`, media_type: SPREADSHEET_TYPE });
  const read = await sendWorkbook(body.base64);
  expect(read.body.document).toEqual({ ...EXAMPLE_POLICY, ead: [{ feature: 'amount', factor: 1 }] });
});

test('the first policies have a workbook too', async () => {
  const { body } = await readWorkbook('2026-11-23');
  const { body: read } = await sendWorkbook(body.base64);
  expect(read.document).toMatchObject({ format: 2, version: '2026-11-23', limits: [{ name: 'large_expected_loss' }] });
});

test.each<[string, () => Promise<{ status: number; body: object }>, number]>([
  ['no such version', () => readWorkbook('none'), 404],
  ['no workbook', () => sendWorkbook(Buffer.from('name;decision').toString('base64')), 422],
  ['no base64', () => sendWorkbook('%%%'), 422],
  ['an approver who reads', () => readWorkbook(version, 'bo'), 200],
])('%s is answered as documented', async (_, call, status) => {
  expect((await call()).status).toBe(status);
});

test('a draft that is no policy yet is refused with its paths', async () => {
  const document = { ...EXAMPLE_POLICY, version: 'unfinished', rules: [{ name: 'x' }] };
  await api.call('ann', 'POST', '/v1/policies', { body: { version: 'unfinished', document } });
  const { status, body } = await readWorkbook('unfinished');
  expect(status).toBe(422);
  expect(body.errors[0].path).toMatch(/^document\.rules\[0\]\./);
});
