/** What people see by their roles: the pages that open, why another does not, and what a person without a role is told. */
import type { Browser } from 'playwright-core';
import { PAGE_CALLS } from '../../../lambdas/prediction-api/contract/pages.ts';
import { ROLE_NAMES, type Role } from '../../../lambdas/prediction-api/contract/roles.ts';
import { createCaseAnswers } from '../../../testing/browser/case-answers.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import { type DashboardService, startDashboardService } from '../../../testing/browser/dashboard-service.ts';
import { findLayoutProblems } from '../../../testing/browser/layout-problems.ts';
import { buildMe } from '../../../testing/browser/me-answer.ts';
import { addSession, DESKTOP, Visitor } from '../../../testing/browser/visitor.ts';

let service: DashboardService;
let browser: Browser;

beforeAll(async () => {
  const answer = createCaseAnswers();
  service = await startDashboardService((call) => (call.path === '/v1/me' ? answerMe(call.token) : answer(call)));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  service?.stop();
});

/** The token names the answer's status, and the roles of who is signed in. */
function answerMe(token: string) {
  const [status, ...roles] = token.split(',');
  return { status: Number(status), body: buildMe(roles as Role[]) };
}

async function openWindow(roles: readonly Role[], status = 200) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: DESKTOP });
  const session = { accessToken: [status, ...roles].join(','), refreshToken: 'r', name: 'jo@example.com' };
  await addSession(context, JSON.stringify({ ...session, expiresAt: Date.now() + 3_600_000 }));
  const visitor = new Visitor(await context.newPage(), service.url);
  return { visitor, page: visitor.page, close: () => context.close() };
}

test('a person without a role sees why nothing opens, and no link, in both themes and at any width', async () => {
  const { visitor, page, close } = await openWindow([]);
  for (const path of ['/', '/runs', '/applications/x']) {
    await visitor.open(path);
    expect(await visitor.readTitle()).toBe('You have no role yet');
    expect(await page.getByRole('alert').innerText()).toContain('An administrator proposes a role for you');
  }
  expect(await page.getByRole('navigation').getByRole('link').count()).toBe(0);
  expect(await page.locator('.person').innerText()).toContain('No role yet');
  expect(await findLayoutProblems(visitor)).toEqual([]);
  await visitor.open('/no/such/page');
  expect(await visitor.readTitle()).toBe('Page not found');
  expect(visitor.complaints).toEqual([]);
  await close();
});

test('every role has the links of its pages, and another page says what is missing', async () => {
  for (const role of ROLE_NAMES) {
    const { visitor, page, close } = await openWindow([role]);
    const open = buildMe([role]).pages;
    for (const path of Object.keys(PAGE_CALLS).filter((candidate) => !open.includes(candidate))) {
      await visitor.open(path);
      expect([role, path, await visitor.readTitle()]).toEqual([role, path, 'This page needs another role']);
    }
    if (open.length === Object.keys(PAGE_CALLS).length) await visitor.open('/no/such/page');
    const links = await page
      .getByRole('navigation')
      .getByRole('link')
      .evaluateAll((found) => found.map((link) => (link as unknown as { pathname: string }).pathname));
    expect([role, links.toSorted()]).toEqual([role, open.toSorted()]);
    await close();
  }
});

test('a privacy officer finds a customer, without the figures of the portfolio', async () => {
  const { visitor, page, close } = await openWindow(['privacy-officer']);
  await visitor.open('/applications');
  expect(await visitor.readTitle()).toBe('Applications');
  await page.getByRole('search').waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
  expect(await page.locator('.state').count()).toBe(0);
  await close();
});

test('a page opens where nobody says which roles there are, because its calls are held to them anyway', async () => {
  const { visitor, close } = await openWindow([], 503);
  await visitor.open('/runs');
  expect(await visitor.readTitle()).toBe('Runs');
  await close();
});
