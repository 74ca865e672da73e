/** The pages of runs, applications and imports in a real browser, with the longest texts that the API takes. */
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { ROLE_NAMES, type Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { createCaseAnswers, IDS, LONG_ID } from '../../../testing/browser/case-answers.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type DashboardService, startDashboardService } from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { buildMe } from '../../../testing/browser/me-answer.ts';
import { addSession, Visitor } from '../../../testing/browser/visitor.ts';

let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  const answer = createCaseAnswers();
  // The token names the roles of who is signed in.
  service = await startDashboardService((call) =>
    call.path === '/v1/me' ? { body: buildMe(call.token.split(',') as Role[]) } : answer(call),
  );
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});

async function openWindow(options: BrowserContextOptions, roles: readonly Role[] = ROLE_NAMES) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const session = { accessToken: roles.join(','), refreshToken: 'r', name: `${'w'.repeat(120)}@example.com` };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  return { visitor, page: visitor.page, close: () => context.close() };
}

const PATHS = [
  ...['/runs', `/runs/${IDS.published}`, `/runs/${IDS.refused}`, `/runs/${IDS.running}`, `/runs/${'x'.repeat(300)}`],
  ...[`/applications/${IDS.declined}`, `/applications/${IDS.approved}`, `/applications/${IDS.byRule}`],
  ...[`/applications?customer=${LONG_ID}`, `/applications?customer=${'y'.repeat(300)}`],
  ...['/imports', `/imports/${IDS.checked}`, `/imports/${IDS.delivered}`, `/imports/${IDS.unreadable}`],
  `/no/such/${'page'.repeat(60)}`,
];

test('nothing is cut off, overflows or is inaccessible with the longest texts, at any width, in both themes', async () => {
  const { visitor, close } = await openWindow({});
  const problems: Record<string, unknown[]> = {};
  for (const path of PATHS) {
    await visitor.open(path);
    const found = await findLayoutProblems(visitor);
    if (found.length > 0) problems[path.slice(0, 60)] = found;
  }
  expect(problems).toEqual({});
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('a refused run says why, and never that every row was accepted', async () => {
  const { visitor, page, close } = await openWindow({});
  await visitor.open(`/runs/${IDS.refused}`);
  const text = await page.locator('main').innerText();
  expect(text).toContain('Why the delivery was refused');
  expect(text).toContain('(HashMismatch)');
  expect(text).not.toContain('Every row was accepted');
  await visitor.open('/runs');
  await page.getByLabel('State').selectOption('refused');
  await visitor.waitUntilLoaded();
  expect(visitor.getPath()).toBe('/runs?state=refused');
  const rows = await visitor.readTable('Runs of the daily ETL');
  expect(rows.map(([day]) => day)).toEqual(['1 Nov 2005']);
  expect(rows[0]?.at(-1)).toMatch(/^delivered_by_the_lender.*…$/);
  await visitor.open('/runs?from=2005-10&to=2005-10');
  expect((await visitor.readTable('Runs of the daily ETL')).map(([day]) => day)).toEqual(['1 Oct 2005']);
  await visitor.open('/runs?state=failed');
  expect(await page.locator('.state').innerText()).toContain('No run matches');
  await close();
});

test('an older page of a list begins at its top, with the focus on the title', async () => {
  const { visitor, page, close } = await openWindow({ viewport: { width: 390, height: 500 } });
  await visitor.open('/runs');
  await visitor.follow('Older runs');
  expect(visitor.getPath()).toBe(`/runs?before=${IDS.nothing}`);
  expect(await page.evaluate('[document.activeElement.textContent, scrollY]')).toEqual(['Runs', 0]);
  await visitor.follow('Newest runs');
  expect(visitor.getPath()).toBe('/runs');
  await close();
});

test('an address and an id that do not exist say so by name, and lead on', async () => {
  const { visitor, page, close } = await openWindow({});
  const titles: Record<string, string> = {
    '/no/such/page': 'Page not found',
    [`/runs/${IDS.nothing}`]: 'This run does not exist',
    '/runs/not-an-id': 'This run does not exist',
    [`/applications/${IDS.nothing}`]: 'This prediction does not exist',
    '/applications/7': 'This prediction does not exist',
    [`/imports/${IDS.nothing}`]: 'This import does not exist',
    '/applications?customer=nobody': 'Customer not found',
  };
  for (const [path, title] of Object.entries(titles)) {
    await visitor.open(path);
    await page.getByRole('heading', { name: title }).waitFor();
    expect(visitor.getPath()).toBe(path);
    expect(await page.getByRole('alert').count()).toBe(1);
    expect(await page.locator('main a').count()).toBeGreaterThan(0);
  }
  await close();
});

test('a search trims what is pasted, and takes only ids of version 7 as predictions', async () => {
  const { visitor, page, close } = await openWindow({});
  await visitor.open('/applications?customer=nobody');
  const find = async (text: string) => {
    await page.getByRole('searchbox').fill(text);
    await page.getByRole('button', { name: 'Find' }).click();
    await visitor.waitUntilLoaded();
    return visitor.getPath();
  };
  const random = '4f2d8a16-9d5e-4c71-8f0a-3a1f5f0d2c11';
  expect(await find(` ${random}\t`)).toBe(`/applications?customer=${random}`);
  expect(await find(` ${LONG_ID} `)).toBe(`/applications?customer=${LONG_ID}`);
  expect(await page.evaluate('document.activeElement.textContent')).toBe(`Customer ${LONG_ID}`);
  await page.getByLabel('Decision').selectOption('approve');
  expect(visitor.getPath()).toBe(`/applications?customer=${LONG_ID}&decision=approve`);
  expect(await visitor.readTable(`Scores of customer ${LONG_ID}`)).toHaveLength(1);
  expect(await find(`\u200b${IDS.declined.toUpperCase()} `)).toBe(`/applications/${IDS.declined}`);
  await close();
});

test('reasons are adverse only where a decision is against the applicant', async () => {
  const { visitor, page, close } = await openWindow({}, ['analyst']);
  await visitor.open(`/applications/${IDS.declined}`);
  expect(await page.locator('main').innerText()).toContain('Why it was declined');
  await visitor.open(`/applications/${IDS.approved}`);
  const text = await page.locator('main').innerText();
  expect(text).toContain('What raised and lowered the risk');
  expect(text).not.toContain('The balance is low');
  expect(text).toContain('21 years before scoring');
  expect(text).toContain('send the address of this page to an underwriter');
  expect(await page.getByRole('heading', { name: 'Override decision' }).count()).toBe(0);
  await close();
});

test('what would change a decision is found when asked, and is tried on sliders', async () => {
  const { visitor, page, close } = await openWindow({}, ['analyst']);
  await visitor.open(`/applications/${IDS.declined}`);
  await page.getByRole('button', { name: 'Find what would change it' }).click();
  const caption = 'Changes that would change the decision, the smallest first';
  await page.getByRole('group', { name: caption }).waitFor();
  expect((await visitor.readTable(caption)).map(([change]) => change)).toEqual([
    expect.stringContaining(
      'Months past due on the newest statement: 0 instead of 1; Amount applied for: 160,000 instead of 360,000',
    ),
    expect.stringContaining('Amount applied for: 100,000 instead of 360,000'),
  ]);
  const outcome = page.getByRole('region', { name: 'Outcome of the tried values' });
  expect(await outcome.innerText()).toContain('These are the values that were decided on.');
  const amount = page.getByRole('slider', { name: 'Amount applied for' });
  await amount.focus();
  await page.keyboard.press('ArrowLeft');
  await outcome.getByText('Decision: Decline').waitFor();
  expect(await amount.getAttribute('aria-valuetext')).toBe('340,000');
  await page.getByRole('button', { name: /^Show on the sliders: Amount/ }).click();
  await outcome.getByText('Decision: Approve').waitFor();
  expect(await amount.getAttribute('aria-valuetext')).toBe('100,000');
  expect(await outcome.innerText()).toContain('stored: Decline');
  await page.getByLabel('One change at a time').check();
  await page.getByRole('button', { name: /^Show on the sliders: Months/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Show on the sliders: Amount/ }).waitFor();
  expect(await visitor.readTable(caption)).toHaveLength(1);
  await page.getByRole('button', { name: 'Reset' }).click();
  await outcome.getByText('These are the values that were decided on.').waitFor();
  expect(await findLayoutProblems(visitor)).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('a decision that nothing within reach changes says so, and what comes nearest', async () => {
  const { visitor, page, close } = await openWindow({}, ['analyst']);
  await visitor.open(`/applications/${IDS.byRule}`);
  await page.getByRole('button', { name: 'Find what would change it' }).click();
  await page.getByText('Nothing within reach: of 74 changes that were tried').waitFor();
  const text = await page.locator('main').innerText();
  expect(text).toContain('Nearest: Months past due on the newest statement: 0 instead of 1');
  expect(text).toContain('decision decline');
  await close();
});

test('an override shows its reviewer at once, and the focus goes to it', async () => {
  const { visitor, page, close } = await openWindow({});
  const otherTab = new Visitor(await page.context().newPage(), service.url);
  await otherTab.open(`/applications?customer=${LONG_ID}`);
  const readOtherTab = async () => (await otherTab.readTable(`Scores of customer ${LONG_ID}`))[0]?.at(-1);
  expect(await readOtherTab()).toBe('Decline');
  await visitor.open(`/applications/${IDS.declined}`);
  await page.getByLabel('Refer').check();
  const reason = page.getByRole('textbox', { name: /Reason/ });
  await reason.fill('too short');
  expect(await page.getByRole('button', { name: 'Override decision' }).isDisabled()).toBe(true);
  await reason.fill('The employer confirmed the income.');
  await page.getByRole('button', { name: 'Override decision' }).click();
  await page.getByText('Your decision is stored: Refer is the current decision now.').waitFor();
  expect(await visitor.readTile('Decision')).toBe('Refer');
  await otherTab.page.getByRole('cell', { name: 'Refer' }).waitFor();
  expect(await readOtherTab()).toBe('Refer');
  const held = page.getByRole('region', { name: 'Overrides of this application' });
  expect(await held.innerText()).toMatch(/Rita Reviewer, 5 Oct 2005/);
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Overrides of this application',
  );
  await page.getByText('End this override').click();
  await held.getByRole('textbox').fill('The employer withdrew the confirmation.');
  await page.getByRole('button', { name: 'End override' }).click();
  await page.getByText('The override is ended. The policy decides again: Decline.').waitFor();
  await page.getByText('Your decision is stored').waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(
    'Overrides of this application',
  );
  const [past] = await visitor.readTable('Overrides that no longer apply');
  expect(past?.slice(1, 5)).toEqual([
    ...['Rita Reviewer', 'Refer', 'The employer confirmed the income.', '6 Oct 2005, 02:00 UTC, Rita Reviewer'],
  ]);
  expect(await visitor.readTile('Decision')).toBe('Decline');
  expect(visitor.complaints).toEqual([]);
  await close();
});
