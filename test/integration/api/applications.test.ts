/** GET /v1/applications: pages, periods, outcomes, overrides, and who may read which row, against the real database. */

import { v7 as uuidv7 } from 'uuid';
import { ScoredApplications } from '../../../lambdas/prediction-api/contract/schemas/applications.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { refreshReporting } from '../../../lambdas/reporting/refresh/refresh-reporting.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { buildPersonClaims, buildServiceClaims } from '../../../testing/api/gateway-event.ts';
import { readEveryRole } from '../../../testing/api/person-roles.ts';
import { insertRows } from '../../../testing/database/rows.ts';
import { insertGeneratedScores, registerGeneratedModel } from '../../../testing/lenders/generated-scores.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

const APPLICATIONS = 1300;
let harness: LambdaHarness;
let handler: ApiHandler;

beforeAll(async () => {
  harness = await startLambdaHarness();
  const { superuser } = harness.db;
  await registerGeneratedModel(superuser);
  await insertGeneratedScores(superuser, { applications: APPLICATIONS, from: '2026-01-20', days: 20 });
  await insertGeneratedScores(superuser, { applications: 5, from: '2026-01-20', days: 1, prefix: 'z', source: 'api' });
  await refreshReporting(harness.db.connect('risk_monitoring'), { highRiskBands: {} });
  harness.useRole('risk_api_read');
  handler = (await import('../../../lambdas/prediction-api/read.lambda.ts')).readHandler(readEveryRole);
});
afterAll(() => harness?.stop());

async function list(query: Record<string, string> = {}, claims = buildServiceClaims('risk/read')) {
  const { status, body } = await callAsDocumented(handler, { resource: '/v1/applications', query, claims });
  expect(status).toBe(200);
  return ScoredApplications.parse(body);
}

async function listAll(query: Record<string, string>, claims = buildServiceClaims('risk/read')) {
  const applications: ScoredApplications['applications'] = [];
  let after: string | null = null;
  do {
    const page: ScoredApplications = await list({ ...query, ...(after !== null && { after }) }, claims);
    applications.push(...page.applications);
    after = page.next_after;
  } while (after !== null);
  return applications;
}

const queryRows = async (sql: string) => (await harness.db.superuser.query(sql)).rows;

test.each(['7', '650', '2000'])('pages of %s have every application once, as it is stored', async (limit) => {
  const listed = await listAll({ limit });
  const stored = await queryRows(
    `select application_id, pd, features, ead::float as exposure from predictions.risk_scores
     where source = 'batch' order by application_id`,
  );
  const shown = listed.map(({ application_id, pd, features, exposure }) => ({
    application_id,
    pd,
    features,
    exposure,
  }));
  expect(shown).toEqual(stored);
});

test('a period has the applications of its months', async () => {
  const [{ january }] = await queryRows(
    `select count(*)::int as january from predictions.risk_scores where source = 'batch' and as_of < '2026-02-01'`,
  );
  expect(await listAll({ to: '2026-01' })).toHaveLength(january);
  expect(await listAll({ from: '2026-02', to: '2026-12' })).toHaveLength(APPLICATIONS - january);
  expect(await list({ from: '2027-01' })).toEqual({ applications: [], next_after: null });
});

test('a machine does not see what another client requested; a person does', async () => {
  const zs = (applications: ScoredApplications['applications']) =>
    applications.filter(({ application_id }) => application_id.startsWith('z'));
  expect(zs(await listAll({ limit: '2000' }))).toHaveLength(0);
  expect(zs(await listAll({ limit: '2000' }, buildPersonClaims('kim', 'risk/read')))).toHaveLength(5);
});

test('the riskiest applications of a report leave out what the caller may not read, and its figures count it', async () => {
  const { superuser } = harness.db;
  await insertGeneratedScores(superuser, { applications: 3, from: '2025-03-01', days: 1, prefix: 'y', source: 'api' });
  await refreshReporting(harness.db.connect('risk_monitoring'), { highRiskBands: {} });
  const countListed = async (claims: Record<string, string>) => {
    const { body } = await callAsDocumented(handler, {
      ...{
        resource: '/v1/reports/{name}',
        path: { name: 'segments' },
        query: { from: '2025-03', to: '2025-03' },
        claims,
      },
    });
    return [body.totals.applications, body.applications.length];
  };
  expect(await countListed(buildServiceClaims('risk/read'))).toEqual([3, 0]);
  expect(await countListed(buildPersonClaims('kim', 'risk/read'))).toEqual([3, 3]);
});

test('an override shows at once', async () => {
  const [{ application_id, prediction_id, decision }] = await queryRows(
    `select application_id, prediction_id, decision from predictions.risk_scores where decision = 'decline' limit 1`,
  );
  await insertRows(harness.db.superuser, 'predictions.overrides', [
    {
      override_id: uuidv7(),
      prediction_id,
      decision: 'approve',
      reason: 'Income was proven.',
      decided_by: 'kim',
      overruled: decision,
      client_id: 'people',
    },
  ]);
  const listed = (await listAll({ limit: '2000' })).find((row) => row.application_id === application_id);
  expect(listed).toMatchObject({ decision: 'approve', policy_decision: decision });
});

test('rows with large features come in smaller pages', async () => {
  const { superuser } = harness.db;
  await superuser.query('alter table predictions.risk_scores disable trigger all');
  await superuser.query(
    `update predictions.risk_scores set features = features || (
       select jsonb_object_agg('application_attribute_' || n, repeat('x', 90)) from generate_series(1, 200) n
     ) where source = 'batch'`,
  );
  const page = await list({ limit: '2000' });
  expect(page.applications.length).toBeGreaterThan(50);
  expect(page.applications.length).toBeLessThan(400);
  expect(await listAll({ limit: '2000' })).toHaveLength(APPLICATIONS);
});

test.each([
  ['from', '2026-13'],
  ['to', '2026-1'],
  ['limit', '2001'],
  ['after', ''],
  ['month', '2026-01'],
])('%s=%s is refused by name', async (name, value) => {
  const claims = buildServiceClaims('risk/read');
  const { status, body } = await callAsDocumented(handler, {
    resource: '/v1/applications',
    query: { [name]: value },
    claims,
  });
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(name)]);
});
