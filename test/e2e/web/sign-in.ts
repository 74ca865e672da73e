/** Signing in and out, and sessions that end. */
import { describe, expect, test } from '@jest/globals';
import { DESKTOP, fillInSignInForm, signInAt } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const STORED_SESSION = "sessionStorage.getItem('risk.session')";

export function describeSignIn(getHarness: () => DashboardHarness): void {
  describe('signing in', () => {
    test('returns to the requested page and shows who is signed in', async () => {
      const { browser, url, users } = getHarness();
      const page = await browser.newPage();
      await signInAt(page, `${url}/trends?days=30`, users.underwriter);
      const userPanel = page.locator('.person');
      expect(await userPanel.innerText()).toContain(users.underwriter.email);
      await userPanel.getByText('Underwriter', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${url}/`);
      await page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await page.evaluate(STORED_SESSION)).toBeNull();
      await page.close();
    }, 60_000);

    test('is required: without a token only the sign-in page is shown', async () => {
      const { browser, url } = getHarness();
      const page = await browser.newPage();
      await page.goto(`${url}/runs`);
      expect(await page.locator('h1').innerText()).toBe('Financial risk');
      expect(await page.locator('nav').count()).toBe(0);
      await page.close();
    });

    test('does not accept a code that another sign-in requested', async () => {
      const { browser, url } = getHarness();
      const page = await browser.newPage();
      await page.goto(`${url}/signed-in?code=stolen&state=made-up`);
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('another sign-in');
      expect(await page.evaluate(STORED_SESSION)).toBeNull();
      await page.close();
    });

    test('returns to the same page after a session has ended', async () => {
      const { openWindow, users } = getHarness();
      const { visitor, context } = await openWindow({ viewport: DESKTOP });
      await visitor.open('/models');
      await visitor.page.route('**/v1/**', (route) => route.fulfill({ status: 401, body: '{}' }));
      await visitor.page.getByRole('link', { name: 'Runs' }).click();
      await visitor.page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
      await visitor.page.unroute('**/v1/**');
      await visitor.page.getByRole('button', { name: 'Sign in' }).click();
      await fillInSignInForm(visitor.page, users.analyst);
      await visitor.page.waitForURL('**/runs');
      await context.close();
    }, 60_000);
  });
}
