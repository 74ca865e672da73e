/**
 * The tests of the dashboard in a real browser. test/e2e/journey.test.ts runs them on its own local cloud after the journey,
 * so that no second cloud has to be started and filled.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { ensureLocalUsers } from '../../../cli/local/dashboard/users.ts';
import type { LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { ROLE_NAMES } from '../../../lambdas/shared/people/roles.ts';
import { createPersonToken, PASSWORD } from '../../../testing/api/person-token.ts';
import { callSigned } from '../../../testing/aws/signed-call.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import {
  addSession,
  DESKTOP,
  readSession,
  type SignInCredentials,
  signInAt,
  Visitor,
} from '../../../testing/browser/visitor.ts';
import { describeAppearance } from './appearance.ts';
import { describeApplicationPage } from './application-page.ts';
import { type DashboardCloud, type DashboardHarness, readUsers } from './dashboard-harness.ts';
import { createExpectedFigures } from './expected-figures.ts';
import { describeFilters } from './filters.ts';
import { describeGovernance } from './governance.ts';
import { describeImport } from './import.ts';
import { describeLayout } from './layout.ts';
import { describeFeaturePages, describeModelPages } from './model-pages.ts';
import { describeOverride } from './override.ts';
import { describePortfolioPages, describeSegmentsAndTrends } from './portfolio-pages.ts';
import { describeQueryStates } from './query-states.ts';
import { describeAlarmsPage, describeRunPages } from './run-pages.ts';
import { describeServing } from './serving.ts';
import { describeSignIn } from './sign-in.ts';

export function describeDashboard(getCloud: () => DashboardCloud): void {
  describe('the dashboard', () => {
    const harness = {} as DashboardHarness;
    const getHarness = () => harness;

    beforeAll(async () => {
      Object.assign(harness, await createHarness(getCloud()));
    }, 120_000);

    afterAll(() => harness.browser?.close(), 30_000);

    describeSignIn(getHarness);
    describe('shows what the database holds', () => {
      describePortfolioPages(getHarness);
      describeSegmentsAndTrends(getHarness);
      describeFilters(getHarness);
      describeApplicationPage(getHarness);
      describeRunPages(getHarness);
      describeAlarmsPage(getHarness);
      describeModelPages(getHarness);
      describeFeaturePages(getHarness);
    });
    describeQueryStates(getHarness);
    describeAppearance(getHarness);
    describeLayout(getHarness);
    describeServing(getHarness);
    describeImport(getHarness);
    describeGovernance(getHarness);
    describeOverride(getHarness); // last, because it changes what the reports count

    test('causes no error and no warning in the browser', () => {
      expect(harness.visitor.complaints).toEqual([]);
    });
  });
}

async function createHarness({ settings, parameter, database }: DashboardCloud): Promise<DashboardHarness> {
  const url = settings.urls.dashboard;
  const users = readUsers(settings);
  await ensureLocalUsers(settings, parameter('api/user-pool-id'));
  const browser = await launchChromium();
  await refreshReporting(settings);
  const context = await browser.newContext({ viewport: DESKTOP });
  const visitor = new Visitor(await context.newPage(), url);
  await signInAt(visitor.page, `${url}/`, users.analyst);
  // Another user, because the API accepts 100 requests a minute from each; with every role, so that every page opens.
  const everybody = { email: 'everybody@example.com', password: PASSWORD };
  await createPersonToken(parameter('api/user-pool-id'), everybody.email, ROLE_NAMES);
  const session = await signInForSession(browser, url, everybody);
  const openWindow = async (options: BrowserContextOptions) => {
    const window = await browser.newContext(options);
    await addSession(window, session);
    return { visitor: new Visitor(await window.newPage(), url), context: window };
  };
  return { browser, url, users, visitor, expected: createExpectedFigures(database), openWindow };
}

async function signInForSession(browser: Browser, url: string, person: SignInCredentials): Promise<string> {
  const page = await browser.newPage();
  await signInAt(page, `${url}/`, person);
  const session = await readSession(page);
  await page.close();
  return session;
}

/** Reports count the scores that were stored before their last refresh. */
async function refreshReporting({ urls }: LocalSettings): Promise<void> {
  const path = '/2015-03-31/functions/risk-local-refresh-reporting/invocations';
  const response = await callSigned(`${urls.aws}${path}`, { service: 'lambda', method: 'POST', body: '{}' });
  if (!response.ok || response.headers.get('x-amz-function-error')) {
    throw new Error(`reports were not refreshed: ${response.status} ${await response.text()}`);
  }
}
