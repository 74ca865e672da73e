/** How the files come: few, quickly, with the headers that CloudFront is given too. */

import { availableParallelism, loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { DESKTOP } from '../../../testing/browser/visitor.ts';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../../../web/hosting-rules.ts';
import type { DashboardHarness } from './dashboard.ts';

const MOST_SCRIPT_BYTES = 300_000;
/** On a machine that has time for it; while other tests keep both cores busy, three times as long. */
const LONGEST_LOAD_MILLISECONDS = (loadavg()[0] ?? 0) < availableParallelism() ? 1_000 : 3_000;
const ATTEMPTS = 5;

/** Runs in the page: notes when the first figure stands there. */
const MARK_FIGURES = `new MutationObserver(() => {
  if (document.querySelector('.tile')) performance.mark('figures');
}).observe(document, { childList: true, subtree: true })`;

export function servingTests(harness: () => DashboardHarness): void {
  describe('is served', () => {
    test('with the headers of web/hosting-rules.ts, whatever page is asked for', async () => {
      const { url } = harness();
      const { token_url } = (await (await fetch(`${url}/config.json`)).json()) as { token_url: string };
      for (const path of ['/', '/runs/anything', '/favicon.svg']) {
        const { status, headers } = await fetch(url + path);
        expect(status).toBe(200);
        expect(Object.fromEntries(headers)).toMatchObject({
          ...SECURITY_HEADERS,
          'content-security-policy': contentSecurityPolicy(new URL(token_url).origin),
          'cache-control': 'no-cache',
        });
      }
      expect((await fetch(`${url}/assets/nothing-1234.js`)).status).toBe(404);
      expect((await fetch(`${url}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
      expect((await fetch(`${url}/`, { method: 'POST' })).status).toBe(405);
    });

    test('from one origin with the API, whose answers pass as they are', async () => {
      const { url } = harness();
      const health = await fetch(`${url}/v1/health`);
      expect(await health.json()).toMatchObject({ status: 'ok' });
      expect(health.headers.get('content-security-policy')).toContain("default-src 'none'");
      const refused = await fetch(`${url}/v1/models`);
      expect(refused.status).toBe(401);
    });

    test('in less than 300 kB of script, all pages together, and only what a page needs', async () => {
      const { url, look } = harness();
      const index = await (await fetch(url)).text();
      const scripts = new Set(Array.from(index.matchAll(/\/(assets\/[\w.-]+\.js)/g), ([, path]) => path as string));
      for (const path of scripts) {
        const text = await (await fetch(`${url}/${path}`)).text();
        for (const [, name] of text.matchAll(/["'`](?:\.\/|assets\/)([\w.-]+\.js)["'`]/g))
          scripts.add(`assets/${name}`);
      }
      const sizes = [...scripts].map(async (path) => {
        const bytes = Buffer.from(await (await fetch(`${url}/${path}`)).arrayBuffer());
        return gzipSync(bytes).length;
      });
      const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      expect(scripts.size).toBeGreaterThan(10);
      expect(total).toBeLessThan(MOST_SCRIPT_BYTES);

      const { visitor, context } = await look({ viewport: DESKTOP });
      await visitor.open('/runs');
      const loaded = await visitor.page.evaluate<string[]>(
        "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)",
      );
      expect(loaded.filter((path) => path.endsWith('.js')).length).toBeLessThan(scripts.size);
      await context.close();
    });

    test('within a second from the local cloud, figures included', async () => {
      const { look } = harness();
      const took: number[] = [];
      for (let attempt = 0; attempt < ATTEMPTS && !(Math.min(...took) < LONGEST_LOAD_MILLISECONDS); attempt += 1) {
        const { visitor, context } = await look({ viewport: DESKTOP });
        await visitor.page.addInitScript(MARK_FIGURES);
        await visitor.open('/');
        await visitor.page.locator('.tile').first().waitFor();
        took.push(await visitor.page.evaluate<number>("performance.getEntriesByName('figures')[0].startTime"));
        await context.close();
      }
      expect(Math.min(...took)).toBeLessThan(LONGEST_LOAD_MILLISECONDS);
    }, 60_000);
  });
}
