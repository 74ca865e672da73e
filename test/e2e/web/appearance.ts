/** The appearance of pages: the chosen theme, the keyboard, screen readers and print. layout.ts looks at their sizes. */
import { expect, test } from '@jest/globals';
import { DESKTOP } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

export function describeAppearance(getHarness: () => DashboardHarness): void {
  test('the chosen theme stays', async () => {
    const { visitor, context } = await getHarness().openWindow({ colorScheme: 'light', viewport: DESKTOP });
    await visitor.open('/models');
    const background = () => visitor.page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await visitor.page.getByRole('radio', { name: 'Dark' }).check();
    const dark = await background();
    expect(dark).not.toBe(light);
    await visitor.open('/runs');
    expect(await background()).toBe(dark);
    await context.close();
  });

  test('the keyboard alone reaches a page, whose title gets the focus', async () => {
    const { visitor } = getHarness();
    await visitor.open('/');
    await visitor.page.keyboard.press('Tab');
    expect(await visitor.page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await visitor.page.getByRole('link', { name: 'Registry' }).focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.waitUntilLoaded();
    expect(await visitor.page.evaluate('document.activeElement.textContent')).toBe('Model registry');
    expect(await visitor.page.title()).toBe('Model registry · Financial risk');
    expect(await visitor.page.locator('nav [aria-current=page]').innerText()).toBe('Registry');
  });

  test('each chart has a summary with figures and a table', async () => {
    const { visitor } = getHarness();
    await visitor.open('/performance');
    const figures = visitor.page.locator('figure');
    await figures.first().waitFor();
    expect(await figures.count()).toBeGreaterThanOrEqual(4);
    for (const figure of await figures.all()) {
      expect(await figure.locator('.picture').getAttribute('aria-label')).toMatch(/\d/);
      expect(await figure.locator('table tbody tr').count()).toBeGreaterThan(0);
    }
  });

  test('a printed page has no side bar', async () => {
    const { visitor } = getHarness();
    await visitor.open('/distribution');
    await visitor.page.emulateMedia({ media: 'print' });
    expect(await visitor.page.locator('.side').isVisible()).toBe(false);
    expect(await visitor.page.getByRole('heading', { name: 'Score distribution' }).isVisible()).toBe(true);
    await visitor.page.emulateMedia({ media: 'screen' });
  });
}
