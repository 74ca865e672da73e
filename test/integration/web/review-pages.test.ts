/** The review queue in a real browser: two people at one case, a second person, the keyboard, and the longest texts. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import type { Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import type { ApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented } from '../../../testing/api/call-as-documented.ts';
import { buildPersonClaims } from '../../../testing/api/gateway-event.ts';
import { readRolesOf } from '../../../testing/api/person-roles.ts';
import { IDS } from '../../../testing/browser/case-answers.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import {
  type ApiCall,
  type DashboardService,
  startDashboardService,
} from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { routeCall } from '../../../testing/browser/match-route.ts';
import { buildMe } from '../../../testing/browser/me-answer.ts';
import { CASE_IDS, createReviewAnswers } from '../../../testing/browser/review-answers.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';
import { storeModel, storeScores } from '../../../testing/cases/stored-scores.ts';
import { createTestPool } from '../../../testing/governance/user-pool.ts';
import { type LambdaHarness, startLambdaHarness } from '../../../testing/workflows/lambda-harness.ts';

let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
beforeEach(async () => {
  service = await startDashboardService(createReviewAnswers(() => service.url));
});
afterEach(() => service?.stop());
afterAll(() => browser?.close());

async function openWindow(person: string, options: BrowserContextOptions = {}, { url } = service) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP, ...options });
  const session = { accessToken: person, refreshToken: 'r', name: `${person}@example.com` };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), url);
  return { visitor, page: visitor.page, close: () => context.close() };
}

const FIRST = `/cases/${CASE_IDS.referral}`;
const WORDS = 'The payslips prove twice the income.';

test('nothing is cut off, overflows or is inaccessible with the longest texts, at any width, in both themes', async () => {
  const { visitor, page, close } = await openWindow('rita');
  const problems: Record<string, unknown[]> = {};
  const look = async (path: string) => {
    await page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })");
    const found = await findLayoutProblems(visitor);
    if (found.length > 0) problems[path] = found;
  };
  await visitor.open(`/cases/${CASE_IDS.contest}`);
  await page.getByRole('button', { name: 'Claim', exact: true }).click();
  await page.getByText('You hold this case now.').waitFor();
  await page.getByRole('radio', { name: 'Approve' }).check();
  await look('held');
  for (const path of ['/cases', '/case-figures']) {
    await visitor.open(path);
    await look(path);
  }
  expect(problems).toEqual({});
  expect(visitor.complaints).toEqual([]);
  await close();
});

/** The timers of half a minute and more, with which a page looks again by itself, never end. */
const KEEP_FROM_LOOKING_AGAIN = `for (const name of ['setTimeout', 'setInterval']) {
  const start = window[name];
  window[name] = (work, pause, ...rest) => (pause >= 30_000 ? 0 : start(work, pause, ...rest));
}`;

test('of two people at one case one holds it; the other is told who, and gets the next one', async () => {
  const [rita, omar] = [await openWindow('rita'), await openWindow('omar', { colorScheme: 'dark' })];
  await omar.page.addInitScript(KEEP_FROM_LOOKING_AGAIN);
  await Promise.all([rita.visitor.open(FIRST), omar.visitor.open(FIRST)]);
  await rita.page.getByRole('button', { name: 'Claim', exact: true }).click();
  await rita.page.getByText('You hold this case now.').waitFor();
  expect(await rita.page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe('Your work');
  await omar.page.getByRole('button', { name: 'Claim', exact: true }).click();
  // At once, and not when the page looks again by itself.
  await omar.page.getByText('Rita Reviewer holds this case.', { exact: true }).waitFor();
  await omar.page.getByRole('button', { name: 'Claim', exact: true }).waitFor({ state: 'detached' });
  await omar.visitor.open('/cases');
  await omar.page.getByRole('button', { name: 'Claim the next case' }).click();
  await omar.page.waitForURL(`${service.url}/cases/${CASE_IDS.large}`);
  await omar.page.getByText(/You hold it until/).waitFor();
  expect([...rita.visitor.complaints, ...omar.visitor.complaints]).toEqual([]);
  await Promise.all([rita.close(), omar.close()]);
});

test('a case is decided with reasons that fit, and the next one follows', async () => {
  const { visitor, page, close } = await openWindow('rita');
  await visitor.open(FIRST);
  expect(await page.getByRole('button', { name: 'Store the decision' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Claim', exact: true }).click();
  const store = page.getByRole('button', { name: 'Store the decision' });
  await page.getByRole('radio', { name: 'Decline' }).check();
  await page.getByLabel('Documents did not arrive in time').check();
  await page.getByRole('radio', { name: 'Approve' }).check();
  expect(await store.isDisabled()).toBe(true); // the reason fits the other decision only
  await page.getByLabel(/^Unbroken/).check();
  await page.getByText('One of these reasons says nothing without your words.').waitFor();
  expect(await store.isDisabled()).toBe(true);
  await page.getByLabel(/In your own words/).fill(WORDS);
  await store.click();
  await page.getByText('Your decision is stored.').waitFor();
  await store.waitFor({ state: 'detached' });
  const history = await page.locator('.history').innerText();
  expect(history).toMatch(/Decided · Approve Rita Reviewer/);
  expect(history).toContain(WORDS);
  await page.getByRole('button', { name: 'Claim the next case' }).click();
  await page.waitForURL(`${service.url}/cases/${CASE_IDS.large}`);
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('the queue is worked with the keyboard, and filters stand in the address', async () => {
  const { visitor, page, close } = await openWindow('rita');
  await visitor.open('/cases');
  const table = page.getByRole('group', { name: 'Cases, the earliest due time first' });
  await table.locator('tbody a').first().focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('A-7');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${service.url}/cases/${CASE_IDS.large}`);
  await visitor.open('/cases');
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('contest');
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe('/cases?kind=contest');
  expect(await visitor.readTable('Cases, the earliest due time first')).toHaveLength(1);
  await page.getByRole('combobox', { name: 'Due time' }).selectOption('true');
  await page.getByText('No case matches these filters').waitFor();
  await page.getByRole('link', { name: 'Show all that is not finished' }).click();
  await page.locator('.badge').getByText('Overdue').waitFor();
  expect(visitor.getPath()).toBe('/cases');
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('who loses a case while typing is told so, and finds the words again', async () => {
  const rita = await openWindow('rita');
  await rita.visitor.open(FIRST);
  await rita.page.getByRole('button', { name: 'Claim', exact: true }).click();
  await rita.page.getByRole('radio', { name: 'Approve' }).check();
  await rita.page.getByLabel('Income is proved by documents').check();
  await rita.page.getByLabel(/In your own words/).fill(WORDS);
  const ada = await openWindow('ada');
  await assignToOmar(ada);
  await rita.page.getByRole('button', { name: 'Store the decision' }).click();
  await rita.page.getByRole('button', { name: 'Store the decision' }).waitFor({ state: 'detached' });
  expect(await rita.page.getByRole('alert').innerText()).toContain('Omar Underwriter holds this case.');
  const omar = await openWindow('omar');
  await omar.visitor.open(FIRST);
  await omar.page.getByRole('button', { name: 'Release' }).click();
  await omar.page.getByText('You have released this case.').waitFor();
  await rita.page.getByRole('button', { name: 'Refresh' }).click();
  await rita.page.getByRole('button', { name: 'Claim', exact: true }).click();
  expect(await rita.page.getByLabel(/In your own words/).inputValue()).toBe(WORDS);
  await rita.page.getByRole('button', { name: 'Store the decision' }).click();
  await rita.page.getByText('Your decision is stored.').waitFor();
  const people = [rita, ada, omar];
  expect(people.flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
  await Promise.all(people.map(({ close }) => close()));
});

async function assignToOmar({ visitor, page }: Awaited<ReturnType<typeof openWindow>>): Promise<void> {
  await visitor.open(FIRST);
  await page.getByText('Assign to somebody').click();
  await page.getByRole('combobox', { name: 'Person' }).selectOption('Omar Underwriter');
  await page.getByRole('textbox', { name: /^Why/ }).fill('Omar knows the customer.');
  await page.getByRole('button', { name: 'Assign', exact: true }).click();
  await page.getByText('The case is assigned.').waitFor();
  expect(await visitor.readTile('Held by')).toBe('Omar Underwriter');
}

test('an auditor only reads, an application leads to its case, and an id without a case says so', async () => {
  const otto = await openWindow('otto');
  await otto.visitor.open(`/applications/${IDS.declined}`);
  await otto.page.locator('a[href^="/cases/"]').first().click();
  await otto.page.getByText('Your roles do not let you claim this one').waitFor();
  expect(await otto.page.locator('#content form').count()).toBe(0);
  await otto.visitor.open('/case-figures?from=2027-01-01');
  await otto.page.getByText('No decision in this period').waitFor();
  await otto.visitor.open('/cases/no-such-case');
  expect(await otto.visitor.readTitle()).toBe('This case does not exist');
  expect(otto.visitor.complaints).toEqual([]);
  await otto.close();
});

test('a file is attached and another one downloaded; what a case does not take is not sent', async () => {
  const { visitor, page, close } = await openWindow('rita');
  await visitor.open(`/cases/${CASE_IDS.contest}`);
  const listFiles = async () =>
    (await visitor.readTable('Files of the case')).map(([, , from, , state]) => [from, state]);
  expect(await listFiles()).toEqual([
    ['the applicant', 'Checked'],
    ['the applicant', 'Refusedit has a macro; save it as a PDF'],
  ]);
  await page.getByText('Attach a file').click();
  const attach = async (name: string) => {
    await page.getByLabel('File', { exact: true }).setInputFiles({ name, mimeType: '', buffer: Buffer.from('x') });
    await page.getByRole('button', { name: 'Attach', exact: true }).click();
  };
  await attach('letter.exe');
  await page.getByText(/A case takes PDF, JPEG, PNG/).waitFor();
  const sent = page.waitForRequest((request) => request.method() === 'PUT');
  await attach('Letter.PDF');
  expect((await sent).headers()['content-type']).toBe('application/pdf');
  await page.getByText('Being checked').waitFor();
  expect((await listFiles())[2]).toEqual(['Rita Reviewer', 'Being checked']);
  const [opened] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith('/v1/files/1') && request.method() === 'GET'),
    page.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  expect(opened.isNavigationRequest()).toBe(true);
  expect(visitor.complaints).toEqual([]);
  await close();
});

describe('on the real API and database', () => {
  const PEOPLE: Readonly<Record<string, Role[]>> = { jo: ['underwriter'], kim: ['underwriter'], ada: ['approver'] };
  let harness: LambdaHarness;
  let handler: ApiHandler;
  let dashboard: DashboardService;

  beforeAll(async () => {
    harness = await startLambdaHarness();
    harness.useRole('risk_cases');
    await storeModel(harness.db.superuser);
    const score = { decision: 'refer' as const, customer_id: 'C-1' };
    await storeScores(harness.db.superuser, [
      { ...score, application_id: 'small', ead: 1000 },
      { ...score, application_id: 'large', ead: 1_000_000 },
    ]);
    const { casesHandler } = await import('../../../lambdas/prediction-api/cases.lambda.ts');
    const pool = () => createTestPool(() => ({ ...PEOPLE }));
    handler = casesHandler(readRolesOf(PEOPLE), async (id) => id.toUpperCase(), pool);
    dashboard = await startDashboardService(answer);
  });
  afterAll(async () => {
    dashboard?.stop();
    await harness?.stop();
  });

  async function answer(call: ApiCall) {
    if (call.path === '/v1/me') return { body: buildMe(PEOPLE[call.token], call.token) };
    const routed = routeCall(call);
    if (routed?.route.handler !== 'cases') return undefined;
    const claims = buildPersonClaims(call.token, 'risk/read risk/review');
    return callAsDocumented(handler, {
      ...{ method: routed.route.method, resource: routed.route.path, claims },
      ...routed.parts,
    });
  }

  test('two people who claim in the same moment get different cases, and a large one is decided by two', async () => {
    const windows = await Promise.all(['jo', 'kim'].map((name) => openWindow(name, {}, dashboard)));
    await Promise.all(windows.map(({ visitor }) => visitor.open('/cases')));
    await Promise.all(windows.map(({ page }) => page.getByRole('button', { name: 'Claim the next case' }).click()));
    await Promise.all(windows.map(({ page }) => page.getByText(/You hold it until/).waitFor()));
    const titles = await Promise.all(windows.map(({ visitor }) => visitor.readTitle()));
    expect(titles.toSorted()).toEqual(['Referral: application large', 'Referral: application small']);
    const [holder] = windows.filter((_, index) => titles[index] === 'Referral: application large');
    await holder?.page.getByRole('radio', { name: 'Approve' }).check();
    await holder?.page.getByLabel('Income or employment was verified with documents').check();
    await holder?.page.getByRole('button', { name: 'Store the decision' }).click();
    await holder?.page.getByText('It waits for a second person.').waitFor();
    await holder?.page.getByText('It waits for another person.').waitFor();
    expect(await holder?.page.getByRole('button', { name: 'Confirm' }).count()).toBe(0);
    const ada = await openWindow('ada', { viewport: { width: 390, height: 844 } }, dashboard);
    await ada.visitor.open('/cases?state=waiting_for_second');
    await ada.visitor.follow('large');
    await ada.page.getByText('decided: Approve.').waitFor();
    await ada.page.getByLabel(/What you found/).fill('The documents prove the income.');
    await ada.page.getByRole('button', { name: 'Confirm' }).click();
    await ada.page.getByText('The decision is confirmed and counts.').waitFor();
    expect(await ada.page.locator('.tile').first().innerText()).toMatch(/Approve, by (JO|KIM), confirmed by ADA/);
    const { rows } = await harness.db.superuser.query('select application, decision from predictions.held_overrides');
    expect(rows).toEqual([{ application: 'large', decision: 'approve' }]);
    await ada.visitor.open('/case-figures');
    expect(await ada.visitor.readTile('Decided')).toBe('1');
    expect([...windows, ada].flatMap(({ visitor }) => visitor.complaints)).toEqual([]);
    await Promise.all([...windows, ada].map(({ close }) => close()));
  });
});
