/** A policy in the browser on the real API and database: one person proposes it, another approves it and rolls it back. */
import type { Browser } from 'playwright-core';
import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import {
  type ApiCall,
  type DashboardService,
  startDashboardService,
} from '../../../testing/browser/dashboard-service.ts';
import { EMPTY_REPORTS } from '../../../testing/browser/empty-reports.ts';
import { routeCall } from '../../../testing/browser/match-route.ts';
import { buildMe } from '../../../testing/browser/me-answer.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';
import { type GovernedApi, startGovernedApi } from '../../../testing/governance/governed-api.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

/** People of the governed API, by the access token of their session. */
const PEOPLE: Record<string, readonly Role[]> = {
  ann: ['analyst'],
  bo: ['approver', 'model-validator'],
  cy: ['approver'],
};
const REASON_LABEL = 'Why, in words that an auditor can read';

let harness: LambdaHarness;
let api: GovernedApi;
let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  harness = await startLambdaHarness();
  api = await startGovernedApi(harness);
  service = await startDashboardService(answer);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
  await harness?.stop();
});

async function answer(call: ApiCall) {
  const [, , list = '', name = ''] = call.path.split('/');
  if (list === 'me') return { body: buildMe(PEOPLE[call.token], call.token) };
  if (list === 'reports') return { body: EMPTY_REPORTS[name] };
  const routed = routeCall(call);
  if (routed?.route.handler !== 'governance') return undefined;
  return api.call(call.token, routed.route.method, routed.route.path, routed.parts);
}

async function openWindow(person: string): Promise<Visitor> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP });
  const session = { accessToken: person, refreshToken: 'r', name: person, expiresAt: Date.now() + 3_600_000 };
  await addSession(context, JSON.stringify(session));
  return new Visitor(await context.newPage(), service.url);
}

async function draftPolicy({ page }: Visitor): Promise<void> {
  await page.goto(`${service.url}/policies`);
  await page.getByText('Start a new draft').click();
  await page.getByLabel('Name of the new version').fill('stricter');
  await page.getByLabel('Start from').selectOption('2026-11-23');
  await page.getByRole('button', { name: 'Create the draft' }).click();
  await page.getByLabel('Approve below a probability of default of (%)').fill('12.5');
  await page.getByText('Golden cases', { exact: true }).click();
  await page.getByRole('button', { name: 'Add a golden case' }).click();
  const golden = page.getByRole('group', { name: 'Golden case 1', exact: true });
  await golden.getByRole('button', { name: 'Add a feature' }).click();
  await golden.getByLabel('Feature', { exact: true }).fill('amount');
  await golden.getByLabel('Value', { exact: true }).fill('1000');
  await golden.getByLabel('Decision').selectOption('decline');
  await golden.getByLabel('Name').fill('a small loan');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText(/instead of decline/).waitFor();
  const named = page.getByRole('group', { name: 'Golden case a small loan', exact: true });
  await named.getByLabel('Decision').selectOption('approve');
  await page.getByRole('button', { name: 'Save and check' }).click();
  await page.getByText('Saved as revision 3. No problem found; 1 golden case as agreed.').waitFor();
}

async function readDefault(): Promise<string> {
  const { rows } = await harness.db.superuser.query("select policies.find_serving(now()) ->> 'default_version' as v");
  return rows[0].v;
}

test('one person drafts and proposes, another approves and rolls back, and a third reviews', async () => {
  const ann = await openWindow('ann');
  await draftPolicy(ann);
  await ann.open('/policies/stricter');
  await ann.page.getByText('Simulate it first').waitFor();
  await api.simulate('stricter');
  await ann.open('/policies/stricter');
  await ann.page.getByLabel(REASON_LABEL).fill('Loans of band C lose money.');
  await ann.page.getByRole('button', { name: 'Propose', exact: true }).click();
  await ann.page.getByText('It waits for the approval of another person.').waitFor();
  await ann.page.getByRole('link', { name: 'Open the request' }).click();
  await ann.page.getByRole('button', { name: 'Withdraw' }).waitFor();
  expect(await ann.page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  const path = ann.getPath();

  const bo = await openWindow('bo');
  await bo.open('/requests');
  expect((await bo.readTable('Requests that wait for you')).map(([what]) => what)).toEqual(['Policy: stricter']);
  await bo.open(path);
  await bo.page.getByText(/Always: approve below 12.5.%/).waitFor();
  await bo.page.getByLabel(REASON_LABEL).fill('The simulation shows a smaller loss.');
  expect(await readDefault()).toBe('2026-11-23');
  await bo.page.getByRole('button', { name: 'Approve' }).click();
  await bo.page.getByText('You can do nothing with it now').waitFor();
  expect(await readDefault()).toBe('stricter');

  await bo.open('/policies');
  await bo.page.getByText('Roll back in an emergency').click();
  await bo.page.getByLabel(REASON_LABEL).fill('It refers too many applications.');
  await bo.page.getByRole('button', { name: 'Roll back now' }).click();
  await bo.page.getByText('One person rolled this back in an emergency').waitFor();
  expect(await readDefault()).toBe('2026-11-23');
  expect(await bo.page.getByRole('button', { name: 'Store the review' }).count()).toBe(0);

  const cy = await openWindow('cy');
  await cy.open(bo.getPath());
  await cy.page.getByLabel(REASON_LABEL).fill('The rollback was right.');
  await cy.page.getByRole('button', { name: 'Store the review' }).click();
  await cy.page.getByText('Reviewed', { exact: true }).waitFor();
  expect([...ann.complaints, ...bo.complaints, ...cy.complaints]).toEqual([]);
});
