/**
 * Somebody uses the browser after its user signed out or left, or sends the user a link: what the dashboard still shows
 * of customers, which tokens still work, and whose words it shows as its own.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startDashboard } from '../../cli/local/dashboard/server.ts';
import { ensureLocalUsers } from '../../cli/local/dashboard/users.ts';
import { readCredentials } from '../../cli/local/settings/credentials.ts';
import { type IdentityCloud, startIdentityCloud } from '../../testing/api/identity-cloud.ts';
import { launchChromium } from '../../testing/browser/chromium.ts';
import { buildMe } from '../../testing/browser/me-answer.ts';
import { fillInSignInForm, readSession, signInAt } from '../../testing/browser/visitor.ts';
import { waitForResult } from '../../testing/operator-steps.ts';

const REVIEWER = { email: 'underwriter@example.com', password: '' };
/** Stands for what only the signed-in user may see. */
const CANARY = '20260101T000000Z-0ca0a120';
const EVIL_CARD =
  '# Card\n\n[Click here](https://evil.example/a) <https://evil.example/b> https://evil.example/c www.evil.example';

let cloud: IdentityCloud;
let dashboard: Awaited<ReturnType<typeof startDashboard>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the browser refused by the page's policy. */
const violations: string[] = [];

beforeAll(async () => {
  cloud = await startIdentityCloud();
  await ensureLocalUsers(cloud.settings, cloud.parameter('api/user-pool-id'));
  REVIEWER.password = readCredentials(cloud.settings.stateDirectory).password;
  dashboard = await startDashboard(cloud.settings, () => {});
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await cloud?.stop();
});

beforeEach(async () => {
  context = await browser.newContext();
  await context.route('**/v1/me', (route) => route.fulfill({ json: buildMe(['underwriter']) }));
  await context.route('**/v1/models?*', (route) => route.fulfill({ json: { models: [MODEL], next_before: null } }));
  await context.route(`**/v1/models/${CANARY}`, (route) => route.fulfill({ json: { ...MODEL, ...MODEL_DETAILS } }));
  page = await openModels();
});
afterEach(() => context.close());

/** Opens a tab, signs in there, and waits until it shows the canary. */
async function openModels(): Promise<Page> {
  const tab = await context.newPage();
  tab.on('console', (message) => {
    if (/Content Security Policy|TrustedType|Refused to/i.test(message.text())) violations.push(message.text());
  });
  await signInAt(tab, `${dashboard.url}/models`, REVIEWER);
  await tab.getByText(CANARY).waitFor();
  return tab;
}

const readPage = (tab: Page) => tab.evaluate<string>('document.documentElement.outerHTML + document.title');
const readStorage = (tab: Page) => tab.evaluate<string>('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');

async function expectNothingShown(tab: Page): Promise<void> {
  expect(await readPage(tab)).not.toMatch(new RegExp(`${CANARY}|${REVIEWER.email}`));
  expect(await readStorage(tab)).not.toMatch(/Token|risk\.session/);
}

/** Makes the access token expire in so many seconds, and loads the page again. */
async function shortenSession(tab: Page, seconds: number): Promise<string> {
  const session = { ...JSON.parse(await readSession(tab)), expiresAt: Date.now() + 1000 * seconds };
  await tab.evaluate(`sessionStorage.setItem('risk.session', ${JSON.stringify(JSON.stringify(session))})`);
  await tab.reload();
  await tab.getByText(CANARY).waitFor();
  return session.accessToken;
}

const requestNewTokens = (refreshToken: string) =>
  fetch(cloud.parameter('api/token-url'), {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: refreshToken },
      client_id: cloud.parameter('dashboard/client-id'),
    }),
  });

describe('after signing out', () => {
  test('the page is clear before anything answers', async () => {
    await page.route('**/config.json', () => {}); // nor is anything else of the sign-out possible without it
    await page.reload();
    await page.getByText(CANARY).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click({ noWaitAfter: true });
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await expectNothingShown(page);
  });

  test('the page is clear though the network is down', async () => {
    await page.reload();
    await page.getByText(CANARY).waitFor();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Sign out' }).click({ noWaitAfter: true });
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await expectNothingShown(page);
  });

  test('going back shows the sign-in page only', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${dashboard.url}/`);
    await page.goBack();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expectNothingShown(page);
  });

  test('the other tabs of the dashboard are signed out too', async () => {
    const other = await openModels();
    const { refreshToken } = JSON.parse(await readSession(other));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await expectNothingShown(other);
    await expectRefused(refreshToken);
  });

  test('the refresh token is revoked', async () => {
    const { refreshToken } = JSON.parse(await readSession(page));
    expect((await requestNewTokens(refreshToken)).status).toBe(200);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${dashboard.url}/`);
    await expectRefused(refreshToken);
  });

  /** The revocation is on its way while the page changes. */
  async function expectRefused(refreshToken: string): Promise<void> {
    const refused = await waitForResult(async () => !(await requestNewTokens(refreshToken)).ok || undefined);
    expect(refused).toBe(true);
  }
});

describe('a session', () => {
  test('is renewed while the user is active, silently', async () => {
    const accessToken = await shortenSession(page, 121);
    const renewed = await waitForResult(async () => {
      const session = JSON.parse(await readSession(page));
      return session.accessToken === accessToken ? undefined : session;
    });
    expect(renewed).toMatchObject({ name: REVIEWER.email });
    expect(renewed.expiresAt - Date.now()).toBeGreaterThan(14 * 60_000);
    expect(await page.getByText(CANARY).count()).toBe(1);
  });

  const leaveForHalfAnHour = () =>
    page.evaluate("localStorage.setItem('risk.last-activity', String(Date.now() - 31 * 60_000))");

  test('ends on an unattended screen, which then shows nothing, long before its token expires', async () => {
    await leaveForHalfAnHour();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await expectNothingShown(page);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['a click', () => page.mouse.click(1, 1)],
    ['a reload', () => page.reload()],
  ])('is not prolonged by %s of whoever comes later', async (_, act) => {
    await leaveForHalfAnHour();
    await act();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expectNothingShown(page);
  });
});

describe('a link to the page that Cognito returns to', () => {
  const WORDS = 'Your account is locked. Call 0900 123 456.';
  const readAlert = (tab: Page) => tab.getByRole('alert').innerText();

  test.each(['error=access_denied&', 'error=x&code=y&', 'code=y&', ''])(
    'shows no text of its own: %s',
    async (start) => {
      await page.goto(
        `${dashboard.url}/signed-in?${start}${new URLSearchParams({ error_description: WORDS, state: 's' })}`,
      );
      expect(await readAlert(page)).toBe('This address belongs to another sign-in. Start again from this page.');
      expect(await readPage(page)).not.toContain('0900');
    },
  );

  test.each(['access_denied', WORDS])('shows none in answer to a sign-in that was begun: %s', async (error) => {
    const attempt = { verifier: 'v', state: 's', nonce: 'n', path: '/' };
    await page.evaluate(`sessionStorage.setItem('risk.sign-in', ${JSON.stringify(JSON.stringify(attempt))})`);
    await page.goto(
      `${dashboard.url}/signed-in?${new URLSearchParams({ error, error_description: WORDS, state: 's' })}`,
    );
    expect(await readAlert(page)).toMatch(/^Cognito did not sign you in\./);
    expect(await readPage(page)).not.toContain('0900');
  });
});

test.each(['//models', '///models', '/\\models'])(
  'a link to %s is a way into the dashboard as any other',
  async (path) => {
    const tab = await context.newPage();
    await tab.goto(dashboard.url + path);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await fillInSignInForm(tab, REVIEWER);
    await tab.waitForURL(`${dashboard.url}/models`);
    await tab.getByText(CANARY).waitFor();
  },
);

test('a model card has no live link', async () => {
  await page.getByRole('link', { name: CANARY }).click();
  await page.getByText('Click here').waitFor();
  const addresses = await page.evaluate<string[]>("[...document.querySelectorAll('a')].map(({ href }) => href)");
  expect(addresses.filter((address) => !address.startsWith(dashboard.url))).toEqual([]);
});

test('the page needs nothing that its content security policy refuses', () => {
  expect(violations).toEqual([]);
});

const MODEL = {
  ...{ version: CANARY, kind: 'xgboost', stage: 'champion', stage_reasons: [], sha256: 'f'.repeat(64) },
  ...{ holdout_auc: 0.78, size_bytes: 1000, mlflow_run_id: null, training_run_id: null, training_rows: 10 },
  ...{ registered_at: '2026-01-01T00:00:00Z', promoted_at: null, retired_at: null },
  ...{ stage_changed_at: '2026-01-01T00:00:00Z', training_as_of: '2026-01-01' },
};
const MODEL_DETAILS = {
  ...{ model_card: EVIL_CARD, gates: [], features: [], candidates: [], protocol: null, metrics: {}, calibration: {} },
  ...{ parity: { decision_flips: 0, max_abs_difference: 0, rows: 1 }, training: { rows: 10, positives: 1 } },
  ...{ findings: [], serving: null, members: null },
};
