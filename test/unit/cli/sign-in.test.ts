/** Sign-in of a person by authorisation code and PKCE, against a test page and token endpoint. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SignInFailed, type SignInRequest, signIn } from '../../../cli/aws/sign-in.ts';
import { fetchPersonToken, NoCommandLineSignIn } from '../../../cli/environment/access-token.ts';
import { findFreePort } from '../../../cli/local/settings/ports.ts';

let server: Server;
let tokenUrl: string;
/** Body of the last request to the token endpoint. */
let tokenRequest: URLSearchParams | undefined;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    tokenRequest = new URLSearchParams(await text(request));
    const isGood = tokenRequest.get('code') === 'good';
    response.writeHead(isGood ? 200 : 400, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isGood ? { access_token: 'token-of-jo' } : { error: 'invalid_grant' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`;
});
afterAll(() => server.close());
beforeEach(() => {
  tokenRequest = undefined;
});

/** Signs in with a browser that calls back with these parameters and the state of the request, after foreign calls. */
async function runSignIn(answer: Record<string, string>, more: Partial<SignInRequest> = {}) {
  const callbackUrl = `http://127.0.0.1:${await findFreePort()}/callback`;
  let address = new URL('http://nowhere');
  const token = await signIn({
    ...{ clientId: 'people', authorizeUrl: 'https://sign-in.example/oauth2/authorize', tokenUrl, callbackUrl },
    scopes: ['risk/read', 'risk/review'],
    visit: async (page) => {
      address = new URL(page);
      expect((await fetch(new URL('/favicon.ico', callbackUrl))).status).toBe(404);
      for (const foreign of ['', '?code=good', '?code=good&state=', '?error=access_denied&state=of-somebody-else']) {
        const response = await fetch(callbackUrl + foreign);
        expect([foreign, response.status]).toEqual([foreign, 400]);
      }
      const query = new URLSearchParams({ state: address.searchParams.get('state') ?? '', ...answer });
      await fetch(`${callbackUrl}?${query}`);
    },
    ...more,
  });
  return { token, page: Object.fromEntries(address.searchParams), callbackUrl };
}

test('the code is exchanged with the verifier of the challenge', async () => {
  const { token, page, callbackUrl } = await runSignIn({ code: 'good' });
  expect(token).toBe('token-of-jo');
  expect(page).toMatchObject({
    ...{ response_type: 'code', client_id: 'people', redirect_uri: callbackUrl, scope: 'risk/read risk/review' },
    code_challenge_method: 'S256',
  });
  expect(Object.fromEntries(tokenRequest ?? [])).toMatchObject({
    grant_type: 'authorization_code',
    client_id: 'people',
  });
  const verifier = tokenRequest?.get('code_verifier') ?? '';
  expect(createHash('sha256').update(verifier).digest('base64url')).toBe(page.code_challenge);
});

test.each([
  [{ error: 'access_denied' }, 'access_denied'],
  [{ code: 'bad' }, 'invalid_grant'],
])('%j is no sign-in', async (answer, why) => {
  const failed = await runSignIn(answer).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(SignInFailed);
  expect(String(failed)).toContain(why);
});

test('the sign-in fails after its time limit', async () => {
  await expect(runSignIn({}, { visit: () => {}, timeoutSeconds: 0.05 })).rejects.toThrow('in time');
});

test('prod has no sign-in on the command line', async () => {
  const visit = () => {
    throw new Error('nobody may be sent to a sign-in page');
  };
  await expect(fetchPersonToken({ environment: 'prod', visit })).rejects.toThrow(NoCommandLineSignIn);
});
