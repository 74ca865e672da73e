/** A person's name from the user pool, against a server that answers as Cognito does. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { createNameReader } from '../../../lambdas/shared/aws/person-names.ts';

type Attributes = Record<string, string>;
const POOL: Record<string, Attributes | 'down'> = {
  named: { sub: '1', email: 'jo@example.com', name: ' Jo Marsh ' },
  addressed: { sub: '2', email: 'kim@example.com', name: '' },
  nameless: { sub: '3' },
  unlucky: 'down',
};
let calls: string[] = [];
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const { Username } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    calls.push(Username);
    const attributes = POOL[Username];
    const body = Object.entries(attributes ?? {}).map(([Name, Value]) => ({ Name, Value }));
    response.writeHead(attributes === undefined ? 400 : attributes === 'down' ? 500 : 200);
    response.end(JSON.stringify(attributes ? { Username, UserAttributes: body } : { __type: 'UserNotFoundException' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', USER_POOL_ID: 'pool' },
  });
});
afterAll(() => void server.close());
beforeEach(() => {
  calls = [];
});

test.each([
  ['named', 'Jo Marsh'],
  ['addressed', 'kim@example.com'],
  ['nameless', null],
  ['erased', null],
  ['unlucky', null],
])('%s: %s', async (username, name) => {
  expect(await createNameReader()(username)).toBe(name);
});

test('a name is read once; one that Cognito did not tell is read again later', async () => {
  const readName = createNameReader();
  expect(await Promise.all([readName('named'), readName('named')])).toEqual(['Jo Marsh', 'Jo Marsh']);
  expect(await readName('named')).toBe('Jo Marsh');
  expect(calls).toEqual(['named']);
  await readName('unlucky');
  const before = calls.length;
  await readName('unlucky');
  expect(calls).toHaveLength(before);
  const later = Date.now() + 11_000;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
  POOL.unlucky = { email: 'al@example.com' };
  expect(await readName('unlucky')).toBe('al@example.com');
  clock.mockRestore();
});
