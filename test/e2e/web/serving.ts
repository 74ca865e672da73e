/** How the files are served: with the headers of CloudFront, in few bytes, and fast. */
import { availableParallelism, loadavg } from 'node:os';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { CONTEST_PATH } from '../../../lambdas/shared/contests/contest-token.ts';
import { DESKTOP } from '../../../testing/browser/visitor.ts';
import {
  contentSecurityPolicy,
  contestPagePolicy,
  RUNBOOK_PATH,
  SECURITY_HEADERS,
} from '../../../web/hosting-rules.ts';
import type { DashboardHarness } from './dashboard-harness.ts';

const MAX_SCRIPT_BYTES = 400_000;
/** Three times as long while other tests use both cores. */
const MAX_LOAD_MILLISECONDS = (loadavg()[0] ?? 0) < availableParallelism() ? 1_000 : 3_000;
const ATTEMPTS = 5;

/** Runs in the page, and records when the first figure is shown. */
const MARK_FIGURES = `new MutationObserver(() => {
  if (document.querySelector('.tile .value')) performance.mark('figures');
}).observe(document, { childList: true, subtree: true })`;

export function describeServing(getHarness: () => DashboardHarness): void {
  describe('is served', () => {
    test('with the headers of web/hosting-rules.ts, whatever page is requested', async () => {
      const { url } = getHarness();
      const { token_url } = (await (await fetch(`${url}/config.json`)).json()) as { token_url: string };
      const { origin } = new URL(token_url); // also of the uploads: the local cloud is one server
      for (const path of ['/', '/runs/anything', '/favicon.svg', RUNBOOK_PATH, '/runbook.css']) {
        const { status, headers } = await fetch(url + path);
        expect(status).toBe(200);
        expect(Object.fromEntries(headers)).toMatchObject({
          ...SECURITY_HEADERS,
          'content-security-policy': contentSecurityPolicy(origin, origin),
          'cache-control': 'no-cache',
        });
      }
      const { headers: ofContest } = await fetch(url + CONTEST_PATH);
      expect(ofContest.get('content-security-policy')).toBe(contestPagePolicy(origin));
      expect((await fetch(`${url}/assets/nothing-1234.js`)).status).toBe(404);
      expect((await fetch(`${url}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
      expect((await fetch(`${url}/`, { method: 'POST' })).status).toBe(405);
    });

    test('with the runbook as a page of its own, which the links of alarms open', async () => {
      const page = await fetch(getHarness().url + RUNBOOK_PATH);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(await page.text()).toContain('<h3 id="etl-late">');
    });

    test('from the same origin as the API, whose responses pass unchanged', async () => {
      const { url } = getHarness();
      const health = await fetch(`${url}/v1/health`);
      expect(await health.json()).toMatchObject({ status: 'ok' });
      expect(health.headers.get('content-security-policy')).toContain("default-src 'none'");
      const refused = await fetch(`${url}/v1/models`);
      expect(refused.status).toBe(401);
    });

    describeSpeed(getHarness);
  });
}

function describeSpeed(getHarness: () => DashboardHarness): void {
  test('in less than 400 kB of script, all pages together, and only what a page needs', async () => {
    const { url, openWindow } = getHarness();
    const scripts = await listScripts(url);
    const sizes = scripts.map(async (path) => {
      const bytes = Buffer.from(await (await fetch(`${url}/${path}`)).arrayBuffer());
      return gzipSync(bytes).length;
    });
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(scripts.length).toBeGreaterThan(10);
    expect(total).toBeLessThan(MAX_SCRIPT_BYTES);

    const { visitor, context } = await openWindow({ viewport: DESKTOP });
    await visitor.open('/runs');
    const loaded = await visitor.page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)",
    );
    expect(loaded.filter((path) => path.endsWith('.js')).length).toBeLessThan(scripts.length);
    await context.close();
  });

  test('within a second from the local cloud, figures included', async () => {
    const { openWindow } = getHarness();
    const loadTimes: number[] = [];
    for (let attempt = 0; attempt < ATTEMPTS && !(Math.min(...loadTimes) < MAX_LOAD_MILLISECONDS); attempt += 1) {
      const { visitor, context } = await openWindow({ viewport: DESKTOP });
      await visitor.page.addInitScript(MARK_FIGURES);
      await visitor.open('/');
      await visitor.page.locator('.tile .value').first().waitFor();
      loadTimes.push(await visitor.page.evaluate<number>("performance.getEntriesByName('figures')[0].startTime"));
      await context.close();
    }
    expect(Math.min(...loadTimes)).toBeLessThan(MAX_LOAD_MILLISECONDS);
  }, 60_000);
}

/** The paths of all scripts, found from the index page on. */
async function listScripts(url: string): Promise<string[]> {
  const index = await (await fetch(url)).text();
  const scripts = new Set(Array.from(index.matchAll(/\/(assets\/[\w.-]+\.js)/g), ([, path]) => path as string));
  for (const path of scripts) {
    const text = await (await fetch(`${url}/${path}`)).text();
    for (const [, name] of text.matchAll(/["'`](?:\.\/|assets\/)([\w.-]+\.js)["'`]/g)) scripts.add(`assets/${name}`);
  }
  return [...scripts];
}
