/** The pages of what persons request, in a real browser: enter, start, refuse, download. */
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type DashboardService, startDashboardService } from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { createPrivacyAnswers, PRIVACY_IDS } from '../../../testing/browser/privacy-answers.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';

let service: DashboardService;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  browser = await launchChromium();
  service = await startDashboardService(createPrivacyAnswers());
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP });
  const session = { accessToken: 'pat', refreshToken: 'r', name: 'pat@example.com' };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  visitor = new Visitor(await context.newPage(), service.url);
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});

test('nothing is cut off, overflows or is inaccessible with the longest texts, at any width, in both themes', async () => {
  const problems: Record<string, unknown[]> = {};
  for (const path of ['/privacy', `/privacy/${PRIVACY_IDS.access}`, `/privacy/${PRIVACY_IDS.erasure}`]) {
    await visitor.open(path);
    await visitor.page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })");
    const found = await findLayoutProblems(visitor);
    if (found.length > 0) problems[path] = found;
  }
  expect(problems).toEqual({});
});

test('a privacy officer enters a request, starts it, and downloads a package', async () => {
  const { page } = visitor;
  await visitor.open('/privacy');
  await page.getByText('Overdue', { exact: true }).last().waitFor();
  await page.getByText('Enter a request').click();
  await page.getByLabel('Id of the customer').fill('c-9');
  await page.getByLabel('How the person asked').fill('By letter, passport seen.');
  await page.getByRole('button', { name: 'Enter the request' }).click();
  await page.getByRole('heading', { name: 'Access of customer c-9' }).waitFor();
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page
    .getByText(/^running$/i)
    .first()
    .waitFor();
  await visitor.open(`/privacy/${PRIVACY_IDS.access}`);
  await page.getByRole('button', { name: 'Show the files' }).click();
  await page.getByRole('link', { name: /package\.json/ }).waitFor();
});

test('an erasure starts only with the id of the customer, and a refusal needs a reason', async () => {
  const { page } = visitor;
  await visitor.open(`/privacy/${PRIVACY_IDS.erasure}`);
  const start = page.getByRole('button', { name: 'Start', exact: true });
  expect(await start.isDisabled()).toBe(true);
  await page.getByLabel('Id of the customer, to confirm').fill('c-2');
  expect(await start.isDisabled()).toBe(true);
  await page.getByLabel('Id of the customer, to confirm').fill('c-1');
  expect(await start.isDisabled()).toBe(false);
  await page.locator('summary', { hasText: 'Refuse' }).click();
  const refusal = page.locator('details', { has: page.getByText('The person is told why.') });
  expect(await refusal.getByRole('button').isDisabled()).toBe(true);
  await refusal.getByLabel('Why', { exact: false }).first().fill('The person could not be identified.');
  await refusal.getByRole('button').click();
  await page.getByText('The person could not be identified.', { exact: true }).waitFor();
  expect(visitor.complaints).toEqual([]);
});
