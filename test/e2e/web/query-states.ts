/** What a page shows while a request fails or there is no data, and that a model card cannot run anything. */
import { describe, expect, test } from '@jest/globals';
import { DESKTOP } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

/** A response with a problem document. */
const problem = (status: number, detail: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'x', status, detail, errors: [] }),
});

/** The reports of a system before its first run, by name. */
const EMPTY_REPORTS: Record<string, unknown> = {
  overview: {
    ...{ report: 'overview', generated_at: '2026-01-01T00:00:00.000Z', refreshed_at: null, as_of: null, run: null },
    ...{ pass_rate: null, features_age_hours: null, champion: null, applications: 0, overrides: 0 },
    ...{ contradicted_overrides: 0, bands: [] },
    ...{ decisions: [], expected_loss: 0, alarms: null },
  },
  distribution: { report: 'distribution', refreshed_at: null, bands: [], histogram: [] },
  segments: {
    ...{ report: 'segments', refreshed_at: null, dimensions: [], dimension: null, within: null, segments: [] },
    applications: [],
  },
  trends: { report: 'trends', refreshed_at: null, days: [] },
  drift: {
    ...{ report: 'drift', as_of: null, model_version: null, days: [], minimum_rows: 500, features: [] },
    score: null,
  },
  importance: { report: 'importance', model_version: null, features: [] },
  alarms: { report: 'alarms', alarms: [] },
};

export function describeQueryStates(getHarness: () => DashboardHarness): void {
  describe('with a failed request', () => {
    test.each([
      [403, 'You are not allowed to see this', 'This call needs a token with the scope risk/read.'],
      [404, 'Not found', 'No prediction is stored under this id.'],
      [503, 'The service is not available at the moment', 'The database cannot be reached at the moment.'],
    ])('a %d is described, and retried where that can help', async (status, title, detail) => {
      const { visitor, context } = await getHarness().openWindow({ viewport: DESKTOP });
      await visitor.page.route('**/v1/predictions/**', (route) => route.fulfill(problem(status, detail)));
      await visitor.open('/applications/01900000-0000-7000-8000-000000000000');
      const alert = visitor.page.getByRole('alert');
      expect(await alert.innerText()).toContain(title);
      expect(await alert.innerText()).toContain(detail);
      if (status === 503) {
        await visitor.page.unroute('**/v1/predictions/**');
        await visitor.page.getByText('No prediction is stored under this id.').waitFor({ timeout: 20_000 }); // retried automatically
      }
      await context.close();
    });

    test('a page keeps its old figures, with a notice', async () => {
      const { visitor, context } = await getHarness().openWindow({ viewport: DESKTOP });
      await visitor.open('/models');
      const before = await visitor.readTable('Registered models');
      await visitor.page.route('**/v1/**', (route) => route.abort());
      await visitor.page.getByRole('button', { name: 'Refresh' }).click();
      await visitor.page.getByText('could not be renewed').waitFor();
      expect(await visitor.readTable('Registered models')).toEqual(before);
      await context.close();
    });
  });

  describeEmptyStates(getHarness);
  describeModelCard(getHarness);
}

function describeEmptyStates(getHarness: () => DashboardHarness): void {
  test('before the first run every page says what creates its data', async () => {
    const { visitor, context } = await getHarness().openWindow({ viewport: DESKTOP });
    const { page } = visitor;
    await page.route('**/v1/reports/*', (route) => {
      const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
      return route.fulfill({ json: EMPTY_REPORTS[name] });
    });
    await page.route('**/v1/runs?*', (route) => route.fulfill({ json: { runs: [], next_before: null } }));
    await page.route('**/v1/models?*', (route) => route.fulfill({ json: { models: [], next_before: null } }));
    await page.route('**/v1/model-metrics*', (route) => route.fulfill(problem(404, 'There is no champion yet.')));
    const titles: Record<string, string> = {
      ...{ '/': 'No scores yet', '/distribution': 'No scores yet', '/segments': 'No scores yet' },
      ...{ '/trends': 'No scores yet', '/drift': 'Nothing has been measured yet', '/runs': 'No run yet' },
      ...{ '/features': 'There is no champion yet', '/models': 'No model is registered yet' },
      ...{ '/alarms': 'There are no alarms' },
    };
    for (const [path, title] of Object.entries(titles)) {
      await visitor.open(path);
      expect({ path, text: await page.locator('.state').first().innerText() }).toEqual({
        path,
        text: expect.stringContaining(title),
      });
    }
    expect(visitor.complaints).toEqual([]);
    await context.close();
  }, 60_000);
}

function describeModelCard(getHarness: () => DashboardHarness): void {
  test('a model card cannot run or load anything, and has no link', async () => {
    const { visitor, context } = await getHarness().openWindow({ viewport: DESKTOP });
    const card = [
      '## Card <img src=x onerror="window.ran=1">',
      '<script>window.ran=1</script>',
      '[a](javascript:window.ran=1) [b](https://example.com/ok) ![pixel](https://example.com/pixel.png)',
      '| a <b>c</b> | d |\n|---|---:|\n| `<i>` | 1 |',
    ].join('\n\n');
    await visitor.page.route('**/v1/models/*', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), model_card: card } });
    });
    const [champion] = await getHarness().expected.query<{ version: string }>('select version from reporting.champion');
    await visitor.open(`/models/${champion?.version}`);
    const prose = visitor.page.locator('.prose');
    expect(await prose.locator('img, script, b, i').count()).toBe(0);
    expect(await prose.locator('a').count()).toBe(0);
    expect(await prose.innerText()).toContain('<script>window.ran=1</script>');
    expect(await visitor.page.evaluate("'ran' in window")).toBe(false);
    await context.close();
  });
}
