/** Tests that the functions' own requests go to the configured host only, even if it redirects. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { checkApiHealth } from '../../../lambdas/monitoring/alerts/check-api-health.ts';
import { notifyChat } from '../../../lambdas/monitoring/alerts/notify-chat.ts';

let elsewhere: Server;
let configured: Server;
let requestsElsewhere = 0;

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
let configuredUrl = '';

beforeAll(async () => {
  elsewhere = createServer((_, response) => {
    requestsElsewhere += 1;
    response.end('{"status":"ok"}');
  });
  const location = await listen(elsewhere);
  configured = createServer((_, response) => response.writeHead(307, { location }).end());
  configuredUrl = await listen(configured);
});
beforeEach(() => {
  requestsElsewhere = 0;
});
afterAll(() => {
  elsewhere.close();
  configured.close();
});

test('an alert is not posted to where the chat redirects', async () => {
  await expect(notifyChat(configuredUrl, [{ Message: 'text' }])).rejects.toThrow('the chat cannot be reached');
  expect(requestsElsewhere).toBe(0);
});

test('an API that redirects is not healthy', async () => {
  expect(await checkApiHealth(configuredUrl)).not.toBeNull();
  expect(requestsElsewhere).toBe(0);
});
