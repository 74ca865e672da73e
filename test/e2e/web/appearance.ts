/** Every page in both themes and at both widths, for keyboards and screen readers, and on paper. */
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, test } from '@jest/globals';
import { DESKTOP, LOOKS } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard.ts';

const PAGES = [
  ...[
    '/',
    '/alarms',
    '/runs',
    '/distribution',
    '/segments',
    '/segments?within=risk_band:E',
    '/trends',
    '/applications',
  ],
  ...['/performance', '/features', '/drift', '/models'],
];

async function everyPage({ held }: DashboardHarness): Promise<string[]> {
  const [one] = await held.rows<{ prediction: string; run: string; version: string }>(
    `select (select prediction_id from predictions.risk_scores where explanation is not null limit 1) as prediction,
       (select run_id from reporting.runs where state = 'published' order by run_id limit 1) as run,
       (select version from reporting.champion) as version`,
  );
  return [...PAGES, `/applications/${one?.prediction}`, `/runs/${one?.run}`, `/models/${one?.version}`];
}

export function appearanceTests(harness: () => DashboardHarness): void {
  describe('every page', () => {
    test.each(LOOKS)(
      'is clean for assistive technology, and fits, $name',
      async ({ colorScheme, viewport }) => {
        const { visitor, context } = await harness().look({ colorScheme, viewport, reducedMotion: 'reduce' });
        const found: unknown[] = [];
        for (const path of await everyPage(harness())) {
          await visitor.open(path);
          const { violations } = await new AxeBuilder({ page: visitor.page }).setLegacyMode().analyze();
          found.push(...violations.map(({ id, nodes }) => ({ path, id, nodes: nodes.map(({ html }) => html) })));
          const overflow = await visitor.measureOverflow();
          if (overflow > 0) found.push({ path, overflow });
        }
        expect(found).toEqual([]);
        expect(visitor.complaints).toEqual([]);
        await context.close();
      },
      300_000, // seconds each where other tests keep both cores busy
    );
  });

  test('the theme can be chosen, and stays', async () => {
    const { visitor, context } = await harness().look({ colorScheme: 'light', viewport: DESKTOP });
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

  test('the keyboard alone reaches a page, and says where it is', async () => {
    const { visitor } = harness();
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

  test('each picture is a sentence with figures, and a table', async () => {
    const { visitor } = harness();
    await visitor.open('/performance');
    const figures = visitor.page.locator('figure');
    expect(await figures.count()).toBeGreaterThanOrEqual(4);
    for (const figure of await figures.all()) {
      expect(await figure.locator('.picture').getAttribute('aria-label')).toMatch(/\d/);
      expect(await figure.locator('table tbody tr').count()).toBeGreaterThan(0);
    }
  });

  test('on paper there is the page and nothing around it', async () => {
    const { visitor } = harness();
    await visitor.open('/distribution');
    await visitor.page.emulateMedia({ media: 'print' });
    expect(await visitor.page.locator('.side').isVisible()).toBe(false);
    expect(await visitor.page.getByRole('heading', { name: 'Score distribution' }).isVisible()).toBe(true);
    await visitor.page.emulateMedia({ media: 'screen' });
  });
}
