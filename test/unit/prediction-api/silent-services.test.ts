/** A service of AWS that accepts a connection and never answers holds no request of the API for long. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import '../../../testing/silence-logs.ts';
import { overrideRoute, riskScoreRoute } from '../../../lambdas/prediction-api/contract/routes/predictions.ts';
import { createApiHandler } from '../../../lambdas/prediction-api/http/api-handler.ts';
import { limitRequestRate } from '../../../lambdas/prediction-api/http/limit-request-rate.ts';
import { bindOperation } from '../../../lambdas/prediction-api/http/operation.ts';
import { createAlarmReader } from '../../../lambdas/prediction-api/queries/reports/alarms.ts';
import { createGroupReader } from '../../../lambdas/shared/aws/user-groups.ts';
import { buildPersonClaims, buildServiceClaims, callApi } from '../../../testing/api/gateway-event.ts';

const sockets = new Set<Socket>();
let server: Server;

beforeAll(async () => {
  server = createServer((socket) => void sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    ...{ USER_POOL_ID: 'eu-west-1_pool', RATE_LIMITS_TABLE: 'limits' },
    RATE_LIMITS: JSON.stringify({ requests_per_minute: 100, clients: {} }),
  });
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('a silent DynamoDB: the request is counted by the process alone, and answered', async () => {
  const handler = createApiHandler(
    't/limits',
    [bindOperation(riskScoreRoute, async () => ({}) as never)],
    limitRequestRate,
  );
  const call = { resource: riskScoreRoute.path, path: { customer_id: 'c1' }, claims: buildServiceClaims('risk/read') };
  expect((await callApi(handler, call, 3_000)).status).toBe(200);
});

test('a silent Cognito: an override is 503', async () => {
  const operation = bindOperation(overrideRoute, async () => ({}) as never);
  const handler = createApiHandler('t/groups', [operation], undefined, createGroupReader());
  const { status, body } = await callApi(handler, {
    ...{
      method: 'POST',
      resource: overrideRoute.path,
      path: { prediction_id: '01900000-0000-7000-8000-000000000001' },
    },
    ...{ body: {}, claims: buildPersonClaims('jo', 'risk/review') },
  });
  expect([status, body.type]).toEqual([503, 'urn:risk:problem:roles-unavailable']);
}, 8_000);

test('a silent CloudWatch: the alarms cannot be read', async () => {
  await expect(createAlarmReader()('risk-')).rejects.toThrow(/requestTimeout|Timeout/);
}, 8_000);
