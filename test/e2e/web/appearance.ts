/** The appearance of every page: accessibility in both themes and widths, the keyboard, screen readers and print. */
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, test } from '@jest/globals';
import { DESKTOP, LOOKS } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const PATHS = [
  ...[
    '/',
    '/alarms',
    '/runs',
    '/trends',
    '/applications',
    '/performance',
    '/features',
    '/drift',
    '/models',
    '/imports',
  ],
  ...['/distribution', '/segments', '/segments?within=risk_band:E'],
];

async function listPaths({ expected }: DashboardHarness): Promise<string[]> {
  const [ids] = await expected.query<{ prediction: string; run: string; version: string }>(
    `select (select prediction_id from predictions.risk_scores where explanation is not null limit 1) as prediction,
       (select run_id from reporting.runs where state = 'published' order by run_id limit 1) as run,
       (select version from reporting.champion) as version`,
  );
  return [...PATHS, `/applications/${ids?.prediction}`, `/runs/${ids?.run}`, `/models/${ids?.version}`];
}

export function describeAppearance(getHarness: () => DashboardHarness): void {
  describe('every page', () => {
    test.each(LOOKS)(
      'has no accessibility problem and fits its window, $name',
      async ({ colorScheme, viewport }) => {
        const { visitor, context } = await getHarness().openWindow({ colorScheme, viewport, reducedMotion: 'reduce' });
        const problems: unknown[] = [];
        for (const path of await listPaths(getHarness())) {
          await visitor.open(path);
          const { violations } = await new AxeBuilder({ page: visitor.page }).setLegacyMode().analyze();
          problems.push(...violations.map(({ id, nodes }) => ({ path, id, nodes: nodes.map(({ html }) => html) })));
          const overflow = await visitor.measureOverflow();
          if (overflow > 0) problems.push({ path, overflow });
        }
        expect(problems).toEqual([]);
        expect(visitor.complaints).toEqual([]);
        await context.close();
      },
      300_000, // a page takes seconds while other tests use both cores
    );
  });

  describeInteraction(getHarness);
}

function describeInteraction(getHarness: () => DashboardHarness): void {
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
