/**
 * The web dashboard in a real browser, on a local cloud that has run its journey. test/e2e/journey.test.ts calls this with
 * its own cloud, so that no second one has to be started and filled.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'pg';
import type { Browser, BrowserContext } from 'playwright-core';
import { ensureLocalUsers, LOCAL_PASSWORD } from '../../../cli/local/dashboard/users.ts';
import type { LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import {
  addSession,
  DESKTOP,
  fillInSignInForm,
  readSession,
  signInAt,
  Visitor,
} from '../../../testing/browser/visitor.ts';
import { appearanceTests } from './appearance.ts';
import { type Holdings, holdings } from './database.ts';
import { pageTests } from './pages.ts';
import { reviewTests } from './review.ts';
import { servingTests } from './serving.ts';
import { stateTests } from './states.ts';

export interface Subject {
  settings: LocalSettings;
  parameter: (name: string) => string;
  database: Client;
}

export const ANALYST = { email: 'analyst@example.com', password: LOCAL_PASSWORD };
export const REVIEWER = { email: 'reviewer@example.com', password: LOCAL_PASSWORD };

export interface DashboardHarness {
  browser: Browser;
  url: string;
  held: Holdings;
  /** Signed in as the analyst. */
  visitor: Visitor;
  /** A visitor of its own, signed in as the reviewer, in a window that looks so. */
  look(options: Parameters<Browser['newContext']>[0]): Promise<{ visitor: Visitor; context: BrowserContext }>;
  refreshReports(): Promise<void>;
}

/** Everything about the dashboard; a browser is started and ended for it. */
export function dashboardTests(subject: () => Subject): void {
  describe('the dashboard', () => allTests(subject));
}

function allTests(subject: () => Subject): void {
  const harness = {} as DashboardHarness;
  let session: string;

  beforeAll(async () => {
    const { settings, parameter, database } = subject();
    const url = settings.urls.dashboard;
    await ensureLocalUsers(settings, parameter('api/user-pool-id'));
    const browser = await launchChromium();
    const refreshReports = () => refresh(settings);
    await refreshReports();
    const context = await browser.newContext({ viewport: DESKTOP });
    const visitor = new Visitor(await context.newPage(), url);
    await signInAt(visitor.page, `${url}/`, ANALYST);
    // Both may ask a hundred times a minute: one looks at figures, the other at appearances.
    const reviewing = await browser.newPage();
    await signInAt(reviewing, `${url}/`, REVIEWER);
    session = await readSession(reviewing);
    await reviewing.close();
    const look = async (options: Parameters<Browser['newContext']>[0]) => {
      const other = await browser.newContext(options);
      await addSession(other, session);
      return { visitor: new Visitor(await other.newPage(), url), context: other };
    };
    Object.assign(harness, { browser, url, visitor, held: holdings(database), look, refreshReports });
  }, 120_000);

  afterAll(() => harness.browser?.close(), 30_000);

  signInTests(() => harness);
  pageTests(() => harness);
  stateTests(() => harness);
  appearanceTests(() => harness);
  servingTests(() => harness);
  reviewTests(() => harness);

  test('the browser found nothing to complain about', () => {
    expect(harness.visitor.complaints).toEqual([]);
  });
}

/** Reports count what was scored until their last refresh. */
async function refresh({ urls }: LocalSettings): Promise<void> {
  const path = '/2015-03-31/functions/risk-local-refresh-reporting/invocations';
  const response = await fetch(`${urls.aws}${path}`, { method: 'POST', body: '{}' });
  if (!response.ok || response.headers.get('x-amz-function-error')) {
    throw new Error(`reports were not refreshed: ${response.status} ${await response.text()}`);
  }
}

function signInTests(harness: () => DashboardHarness): void {
  describe('signing in', () => {
    test('leads back to the page that was asked for, and says who it is', async () => {
      const { browser, url } = harness();
      const page = await browser.newPage();
      const wanted = `${url}/trends?days=30`;
      await signInAt(page, wanted, REVIEWER);
      const person = page.locator('.person');
      expect(await person.innerText()).toContain(REVIEWER.email);
      expect(await person.innerText()).toContain('may override decisions');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await page.evaluate("sessionStorage.getItem('risk.session')")).toBeNull();
      await page.close();
    }, 60_000);

    test('is needed: without a token nothing is shown but the way to one', async () => {
      const { browser, url } = harness();
      const page = await browser.newPage();
      await page.goto(`${url}/runs`);
      expect(await page.locator('h1').innerText()).toBe('Financial risk');
      expect(await page.locator('nav').count()).toBe(0);
      await page.close();
    });

    test('does not take the answer to another question', async () => {
      const { browser, url } = harness();
      const page = await browser.newPage();
      await page.goto(`${url}/signed-in?code=stolen&state=made-up`);
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('another sign-in');
      expect(await page.evaluate("sessionStorage.getItem('risk.session')")).toBeNull();
      await page.close();
    });

    test('that has ended is said, and signing in again leads back', async () => {
      const { look } = harness();
      const { visitor, context } = await look({ viewport: DESKTOP });
      await visitor.open('/models');
      await visitor.page.route('**/v1/**', (route) => route.fulfill({ status: 401, body: '{}' }));
      await visitor.page.getByRole('link', { name: 'Runs' }).click();
      await visitor.page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
      await visitor.page.unroute('**/v1/**');
      await visitor.page.getByRole('button', { name: 'Sign in' }).click();
      await fillInSignInForm(visitor.page, ANALYST);
      await visitor.page.waitForURL('**/runs');
      await context.close();
    }, 60_000);
  });
}
