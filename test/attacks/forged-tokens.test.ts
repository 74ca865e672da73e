/**
 * Somebody without a valid token, or with a token for something else, calls the API: forged, foreign, expired and
 * altered tokens at the gateway, and the tokens of people who lost the right to override at the functions.
 */
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminInitiateAuthCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { SCOPES } from '../../lambdas/prediction-api/contract/route.ts';
import {
  overrideRoute,
  predictRoute,
  riskScoreRoute,
} from '../../lambdas/prediction-api/contract/routes/predictions.ts';
import { routes } from '../../lambdas/prediction-api/contract/routes.ts';
import { type ApiHandler, createApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { bindOperation } from '../../lambdas/prediction-api/http/operation.ts';
import { createGroupReader } from '../../lambdas/shared/aws/user-groups.ts';
import { buildLambdaContext } from '../../testing/api/gateway-event.ts';
import { type IdentityCloud, startIdentityCloud } from '../../testing/api/identity-cloud.ts';
import { createPersonToken, PASSWORD } from '../../testing/api/person-token.ts';
import { buildSampleCall } from '../../testing/api/sample-calls.ts';
import { fetchShortToken } from '../../testing/api/short-token.ts';
import { callSigned } from '../../testing/aws/signed-call.ts';
import { waitForResult } from '../../testing/operator-steps.ts';
import '../../testing/silence-logs.ts';

type Claims = Record<string, unknown>;

const OVERRIDE = routes.filter(({ operationId }) => operationId === 'overridePrediction');
const SECURED = routes.filter(({ scope }) => scope !== null);
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

let cloud: IdentityCloud;
let poolId: string;
/** A genuine token of an enabled underwriter, with every scope. */
let genuine: string;
let handler: ApiHandler;

beforeAll(async () => {
  cloud = await startIdentityCloud();
  poolId = cloud.parameter('api/user-pool-id');
  genuine = await createPersonToken(poolId, 'genuine@example.com', ['underwriter']);
  const succeed = async () => ({}) as never;
  handler = createApiHandler(
    'attacks/all',
    [predictRoute, riskScoreRoute, overrideRoute].map((route) => bindOperation(route as never, succeed)),
    undefined,
    createGroupReader(),
  );
});
afterAll(() => cloud?.stop());

/** Calls routes at the gateway and returns its status, and the event that it passes to a function. */
async function callGateway(token: string, calledRoutes = SECURED) {
  return Promise.all(
    calledRoutes.map(async (route) => {
      const { method = 'GET', resource, path = {}, body } = buildSampleCall(route);
      const address = resource.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ''));
      const response = await fetch(cloud.parameter('api/url') + address, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const event = response.status === 200 ? ((await response.json()) as APIGatewayProxyEvent) : undefined;
      return { status: response.status, event };
    }),
  );
}

/** The status of a route with this token, at the gateway or, where that accepts it, at the function. */
async function readStatus(token: string, route = overrideRoute as unknown as (typeof routes)[number]): Promise<number> {
  const [answer] = await callGateway(token, [route]);
  if (!answer?.event) return answer?.status ?? 0;
  return (await handler(answer.event, buildLambdaContext())).statusCode;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());
const readHeader = (token: string): Claims => decode(token.split('.')[0]);
const readClaims = (token: string): Claims => decode(token.split('.')[1]);

/** A token with the header and claims of the genuine one, changed, and signed by `key`. */
function forge(key: KeyObject, { header = {}, claims = {} }: { header?: Claims; claims?: Claims } = {}): string {
  const signed = `${encode({ ...readHeader(genuine), ...header })}.${encode({ ...readClaims(genuine), ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key).toString('base64url')}`;
}

/** The genuine header and signature with other claims between them. */
function swapClaims(claims: Claims): string {
  const [header, , signature] = genuine.split('.');
  return `${header}.${encode({ ...readClaims(genuine), ...claims })}.${signature}`;
}

/** Signs a reviewer in as an SDK does. The access token has no scope of the API. */
async function signInWithoutOAuth() {
  const { AuthenticationResult: result } = await cloud.cognito.send(
    new AdminInitiateAuthCommand({
      ...{ UserPoolId: poolId, ClientId: cloud.parameter('api/people-client-id') },
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'genuine@example.com', PASSWORD },
    }),
  );
  const { IdToken: idToken = '', AccessToken: accessToken = '', RefreshToken: refreshToken = '' } = result ?? {};
  return { idToken, accessToken, refreshToken };
}

/** The public keys of the pool, as everybody may read them. */
async function readPublicKeys(): Promise<string[]> {
  const address = `${cloud.settings.urls.aws}/${poolId}/.well-known/jwks.json`;
  const response = await callSigned(address, { service: 'cognito-idp' }); // on AWS nobody need sign it
  const { keys } = (await response.json()) as { keys: Claims[] };
  return keys.map((key) => JSON.stringify(key));
}

test('the genuine token passes, so that a refusal below is one of the attack', async () => {
  const answers = await callGateway(genuine);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await readStatus(genuine)).toBe(200);
});

describe('a forged token is refused by every call', () => {
  test.each<[string, () => string | Promise<string>]>([
    ['no signature, alg none', () => `${encode({ ...readHeader(genuine), alg: 'none' })}.${genuine.split('.')[1]}.`],
    ['no signature part', () => genuine.split('.').slice(0, 2).join('.')],
    [
      'claims changed under the genuine signature',
      () => swapClaims({ scope: Object.keys(SCOPES).join(' '), sub: 'x' }),
    ],
    ['the key id, and the key of a stranger', () => forge(stranger.privateKey)],
    ['an unknown key id', () => forge(stranger.privateKey, { header: { kid: 'unknown' } })],
    [
      'its own key in the header',
      () => forge(stranger.privateKey, { header: { jwk: stranger.publicKey.export({ format: 'jwk' }) } }),
    ],
    [
      'an address of its own keys in the header',
      () => forge(stranger.privateKey, { header: { jku: 'http://localhost:1' } }),
    ],
    ['another issuer', () => forge(stranger.privateKey, { claims: { iss: 'https://cognito-idp.example.com/pool' } })],
    [
      'an issuer that begins like ours',
      () => forge(stranger.privateKey, { claims: { iss: `${readClaims(genuine).iss}x` } }),
    ],
    ['no expiry', () => forge(stranger.privateKey, { claims: { exp: undefined } })],
    ['not yet valid', () => forge(stranger.privateKey, { claims: { nbf: Date.now() / 1000 + 3600 } })],
    ['text', () => 'not.a.token'],
  ])('%s', async (_, makeToken) => {
    const answers = await callGateway(await makeToken());
    expect(answers.map(({ status }) => status)).toEqual(SECURED.map(() => 401));
  });

  test.each(['HS256', 'HS384', 'HS512'])('%s with the public key as the secret', async (algorithm) => {
    const keys = await readPublicKeys();
    expect(keys.length).toBeGreaterThan(0);
    for (const secret of keys) {
      const signed = `${encode({ ...readHeader(genuine), alg: algorithm })}.${genuine.split('.')[1]}`;
      const signature = createHmac(algorithm.replace('HS', 'sha'), secret).update(signed).digest('base64url');
      expect((await callGateway(`${signed}.${signature}`, OVERRIDE)).map(({ status }) => status)).toEqual([401]);
    }
  });

  test('of another pool of the same account, with the same names', async () => {
    const { UserPool } = await cloud.cognito.send(new CreateUserPoolCommand({ PoolName: 'other' }));
    const iss = String(readClaims(genuine).iss).replace(poolId, UserPool?.Id ?? '');
    const answers = await callGateway(forge(stranger.privateKey, { claims: { iss } }));
    expect(answers.map(({ status }) => status)).toEqual(SECURED.map(() => 401));
  });
});

test('an expired token is refused by every call', async () => {
  const token = await fetchShortToken(cloud.parameter);
  await waitForResult(async () => Date.now() / 1000 > Number(readClaims(token).exp) + 1 || undefined);
  expect((await callGateway(token)).map(({ status }) => status)).toEqual(SECURED.map(() => 401));
});

describe('a genuine token for something else is refused', () => {
  test('an ID token, and one of a sign-in without OAuth', async () => {
    const { idToken, accessToken } = await signInWithoutOAuth();
    expect([readClaims(idToken).token_use, readClaims(accessToken).token_use]).toEqual(['id', 'access']);
    for (const token of [idToken, accessToken]) {
      for (const route of [overrideRoute, predictRoute, riskScoreRoute]) {
        expect([401, 403]).toContain(await readStatus(token, route as never));
      }
    }
  });

  test('an ID token even where the gateway lets it through', async () => {
    const { idToken } = await signInWithoutOAuth();
    const [answer] = await callGateway(genuine, OVERRIDE);
    const event = answer?.event as APIGatewayProxyEvent;
    const { client_id, aud } = { client_id: String(readClaims(genuine).client_id), aud: 'x' };
    for (const claims of [
      { ...readClaims(idToken), aud },
      { ...readClaims(genuine), token_use: 'id', client_id },
    ]) {
      const altered = { ...event, requestContext: { ...event.requestContext, authorizer: { claims } } };
      expect((await handler(altered, buildLambdaContext())).statusCode).toBe(401);
    }
  });

  test.each([
    ['risk/read', predictRoute],
    ['risk/read', overrideRoute],
    ['risk/score', riskScoreRoute],
    ['openid', predictRoute],
  ])('the scope %s for another call', async (scope, route) => {
    const email = `${scope.replace('/', '-')}-${route.operationId}@example.com`;
    const token = await createPersonToken(poolId, email, ['underwriter'], [scope]);
    expect([401, 403]).toContain(await readStatus(token, route as never));
  });

  test.each(['risk/predictions xrisk/score', 'other/score', 'risk/score,risk/review', 'risk/SCORE', '*', 'risk/*'])(
    'the scopes "%s", were they granted',
    async (scope) => {
      const [answer] = await callGateway(genuine, [predictRoute as never]);
      const event = answer?.event as APIGatewayProxyEvent;
      const claims = { ...readClaims(genuine), scope };
      const altered = { ...event, requestContext: { ...event.requestContext, authorizer: { claims } } };
      expect((await handler(altered, buildLambdaContext())).statusCode).toBe(403);
    },
  );
});

test('a sign-out revokes the refresh token; the access token ends by itself within its 15 minutes', async () => {
  const { refreshToken, accessToken } = await signInWithoutOAuth();
  const client_id = cloud.parameter('api/people-client-id');
  const requestTokens = () =>
    fetch(cloud.parameter('api/token-url'), {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id }),
    });
  expect((await requestTokens()).status).toBe(200);
  const body = new URLSearchParams({ token: refreshToken, client_id });
  const revoked = await fetch(`${cloud.settings.urls.aws}/oauth2/revoke`, { method: 'POST', body });
  expect(revoked.status).toBe(200);
  expect((await requestTokens()).status).toBe(400);
  const { iat, exp } = readClaims(accessToken);
  expect(Number(exp) - Number(iat)).toBe(15 * 60);
});

describe('an override is refused to', () => {
  test.each([
    ['a person in no group', 'nobody@example.com', []],
    ['a person in a group with the name in a list', 'list@example.com', ['a,underwriter']],
    ['a person in a group with the name in brackets', 'brackets@example.com', ['[reviewers]']],
    ['a person in a group with the name in another case', 'case@example.com', ['Underwriter']],
    ['a person in a group with a letter of another alphabet', 'letter@example.com', ['undеrwriter']],
    ['a person in a group with the name and a quote', 'quote@example.com', ['"underwriter"']],
  ])('%s', async (_, email, names) => {
    for (const GroupName of names) {
      await cloud.cognito.send(new CreateGroupCommand({ UserPoolId: poolId, GroupName }));
    }
    const token = await createPersonToken(poolId, email, names);
    expect(readClaims(token)['cognito:groups'] ?? []).toEqual(names);
    expect(await readStatus(token)).toBe(403);
  });

  test.each([
    ['removed from the group', AdminRemoveUserFromGroupCommand],
    ['disabled', AdminDisableUserCommand],
    ['deleted', AdminDeleteUserCommand],
  ])('a reviewer who was %s, at once, although the token is valid', async (change, Command) => {
    const email = `${change.split(' ')[0]}@example.com`;
    const token = await createPersonToken(poolId, email, ['underwriter']);
    expect(await readStatus(token)).toBe(200);
    const user = { UserPoolId: poolId, Username: email, GroupName: 'underwriter' };
    await cloud.cognito.send(new Command(user) as AdminDisableUserCommand);
    expect((await callGateway(token, OVERRIDE)).map(({ status }) => status)).toEqual([200]);
    expect(await readStatus(token)).toBe(403);
  });

  test('everybody while Cognito cannot be asked', async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL;
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    const cutOff = createApiHandler(
      'attacks/cut-off',
      [bindOperation(overrideRoute, async () => ({}) as never)],
      undefined,
      createGroupReader(),
    );
    const [answer] = await callGateway(genuine, OVERRIDE);
    const { statusCode } = await cutOff(answer?.event as APIGatewayProxyEvent, buildLambdaContext());
    process.env.AWS_ENDPOINT_URL = endpoint;
    expect(statusCode).toBe(503);
  });
});

test('a reviewer who is added to the group may override with the token from before', async () => {
  const token = await createPersonToken(poolId, 'promoted@example.com');
  expect(await readStatus(token)).toBe(403);
  const user = { UserPoolId: poolId, Username: 'promoted@example.com', GroupName: 'underwriter' };
  await cloud.cognito.send(new AdminAddUserToGroupCommand(user));
  expect(await readStatus(token)).toBe(200);
});
