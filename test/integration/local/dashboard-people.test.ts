/** People can sign in before the dashboard is served: a page would otherwise refuse correct credentials. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Dashboard, startDashboard } from '../../../cli/local/dashboard/server.ts';
import { LOCAL_USERS } from '../../../cli/local/dashboard/users.ts';
import { renewCredentials } from '../../../cli/local/settings/credentials.ts';
import type { LocalSettings } from '../../../cli/local/settings/local-settings.ts';
import { removeState, testSettings } from './harness.ts';

let settings: LocalSettings;
let aws: Server;
let dashboard: Dashboard;
/** Actions of Cognito, each with its user, in the order of their calls. */
let calls: string[];
let isCognitoUp: boolean;

const PARAMETERS = Object.entries({
  'dashboard/client-id': 'c',
  'api/user-pool-id': 'p',
  'api/authorize-url': 'http://x/oauth2/authorize',
  'api/token-url': 'http://x/oauth2/token',
  'api/url': 'http://127.0.0.1:9',
}).map(([name, Value]) => ({ Name: `/risk/local/${name}`, Value }));

beforeEach(async () => {
  [calls, isCognitoUp] = [[], true];
  aws = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    const [service = '', action = ''] = String(request.headers['x-amz-target']).split('.');
    const isAnswered = service === 'AmazonSSM' || isCognitoUp;
    if (service !== 'AmazonSSM' && isCognitoUp) calls.push(`${action} ${body.Username}`);
    response.writeHead(isAnswered ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(isAnswered ? { Parameters: PARAMETERS } : { __type: 'ResourceNotFoundException' }));
  }).listen(0, '127.0.0.1');
  await once(aws, 'listening');
  const base = await testSettings();
  settings = { ...base, urls: { ...base.urls, aws: `http://127.0.0.1:${(aws.address() as AddressInfo).port}` } };
  renewCredentials(settings.stateDirectory);
  dashboard = await startDashboard(settings, () => {});
});

afterEach(async () => {
  await dashboard.stop();
  aws.close();
  aws.closeAllConnections();
  await removeState(settings);
});

test('the first page is served after everybody has the password of this start', async () => {
  const { status } = await fetch(settings.urls.dashboard);
  expect(status).toBe(200);
  for (const { email } of LOCAL_USERS) expect(calls).toContain(`AdminSetUserPassword ${email}`);
  const before = calls.length;
  await Promise.all([fetch(settings.urls.dashboard), fetch(settings.urls.dashboard)]);
  expect(calls).toHaveLength(before);
});

test('no page is served while people cannot be created, and the next request tries again', async () => {
  isCognitoUp = false;
  expect((await fetch(settings.urls.dashboard)).status).toBe(503);
  isCognitoUp = true;
  expect((await fetch(settings.urls.dashboard)).status).toBe(200);
});
