/**
 * What a page shows while a request fails, and that a model card cannot run anything. Pages without data are tested by
 * test/integration/web/empty-pages.test.ts.
 */
import { describe, expect, test } from '@jest/globals';
import { DESKTOP } from '../../../testing/browser/visitor.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

/** A response with a problem document. */
const problem = (status: number, detail: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'x', status, detail, errors: [] }),
});

export function describeQueryStates(getHarness: () => DashboardHarness): void {
  describe('with a failed request', () => {
    test.each([
      [403, 'You are not allowed to see this', 'This call needs a token with the scope risk/read.'],
      [404, 'There is no prediction', '01900000-0000-7000-8000-000000000000'],
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
        // Retried automatically: the real API has no such prediction.
        await visitor.page
          .getByRole('heading', { name: 'This prediction does not exist' })
          .waitFor({ timeout: 20_000 });
      }
      await context.close();
    });

    test('an unknown run, import, customer or page says so by name, from the real API', async () => {
      const { visitor, context } = await getHarness().openWindow({ viewport: DESKTOP });
      const id = '01900000-0000-7000-8000-000000000000';
      const titles: Record<string, string> = {
        [`/runs/${id}`]: 'This run does not exist',
        [`/imports/${id}`]: 'This import does not exist',
        '/applications?customer=nobody-has-this-id': 'Customer not found',
        '/applications/seven': 'This prediction does not exist',
        '/no-such-page': 'Page not found',
      };
      for (const [path, title] of Object.entries(titles)) {
        await visitor.open(path);
        await visitor.page.getByRole('heading', { name: title }).waitFor();
        expect(visitor.getPath()).toBe(path);
      }
      await visitor.open('/runs?from=yesterday');
      expect(await visitor.page.getByRole('alert').innerText()).toContain('The address is not valid');
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

  describeModelCard(getHarness);
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
