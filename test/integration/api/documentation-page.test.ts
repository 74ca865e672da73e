/** The documentation page works in a browser under its content security policy. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { documentationHandler } from '../../../lambdas/prediction-api/documentation.lambda.ts';
import { callApiForText } from '../../../testing/api/gateway-event.ts';
import { launchChromium } from '../../../testing/browser/chromium.ts';
import '../../../testing/silence-logs.ts';

let browser: Browser;
let server: Server;

beforeAll(async () => {
  const address = 'https://sign-in.example';
  Object.assign(process.env, { TOKEN_URL: `${address}/oauth2/token`, AUTHORIZE_URL: `${address}/oauth2/authorize` });
  const handler = documentationHandler();
  server = createServer(async ({ url = '', headers: sent }, response) => {
    if (url.startsWith('/v1/runs')) {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ sent: sent.authorization, url }));
      return;
    }
    const file = /^\/v1\/docs\/(.+)$/.exec(url)?.[1];
    const call = file ? { resource: '/v1/docs/{file}', path: { file } } : { resource: url };
    const { status, headers, body } = await callApiForText(handler, { ...call, claims: null });
    response.writeHead(status, headers as Record<string, string>).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test('shows every call, and the browser refuses nothing', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/docs`);
  const calls = page.locator('.opblock-summary-control');
  await calls.first().click();
  await page.getByText('Parameters').first().waitFor();
  expect(await calls.count()).toBeGreaterThan(10);
  expect(complaints).toEqual([]);
});

test('a call can be tried out with a pasted token, which the page forgets', async () => {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/docs`);
  await page.getByRole('button', { name: 'Authorize' }).first().click();
  await page.getByRole('textbox', { name: 'auth-bearer-value' }).fill('the-token');
  await page.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.locator('#operations-default-listRuns .opblock-summary-control').click();
  await page.locator('#operations-default-listRuns').getByRole('button', { name: 'Execute' }).click();
  const answer = page.locator(
    '#operations-default-listRuns .live-responses-table td.response-col_description:not(.col_header)',
  );
  await answer.getByText('Bearer the-token').waitFor();
  expect(await answer.textContent()).toContain('/v1/runs?limit=20');
  expect(complaints).toEqual([]);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});
