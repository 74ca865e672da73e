/**
 * Signs a person in with the authorisation code flow and PKCE, as a browser application does. This process listens for
 * the callback on a loopback address that the user pool's client allows.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CommandError } from '../terminal/command-error.ts';
import { findForeignHeader } from './loopback-request.ts';

/** The sign-in was refused or did not end in time. */
export class SignInFailed extends CommandError {}

export interface SignInRequest {
  clientId: string;
  authorizeUrl: string;
  tokenUrl: string;
  scopes: readonly string[];
  /** One of the client's callback addresses, on this machine. */
  callbackUrl: string;
  /** Brings the person to this address: opens a browser, or prints it. */
  visit: (address: string) => Promise<void> | void;
  /** Time that the person has for signing in. Default five minutes. */
  timeoutSeconds?: number;
}

/**
 * Waits until a person has signed in at the address that `visit` gets.
 * @returns the access token
 * @throws {SignInFailed} when the person is refused, takes too long, or the token endpoint gives no token
 */
export async function signIn(request: SignInRequest): Promise<string> {
  const { clientId, authorizeUrl, scopes, callbackUrl, timeoutSeconds = 300 } = request;
  const verifier = randomBytes(48).toString('base64url');
  const state = randomBytes(24).toString('base64url');
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: callbackUrl, scope: scopes.join(' '), state },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const callback = await listenForCallback(new URL(callbackUrl), state, timeoutSeconds);
  try {
    await request.visit(`${authorizeUrl}?${query}`);
    const parameters = await callback.parameters;
    const code = parameters.get('code');
    if (!code) throw new SignInFailed(`nobody was signed in: ${parameters.get('error') ?? 'no code'}`);
    return await exchangeCode(request, code, verifier);
  } finally {
    callback.close();
  }
}

/**
 * Listens for the browser's one request to the callback and resolves to its query parameters. Web pages and other
 * processes can call the address too, but do not know the state: they are refused, and the wait goes on.
 */
async function listenForCallback({ hostname, port, pathname }: URL, state: string, timeoutSeconds: number) {
  const { promise: parameters, resolve, reject } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const address = URL.parse(request.url ?? '/', 'http://localhost');
    if (!address || findForeignHeader(request)) return response.writeHead(403, { connection: 'close' }).end();
    const { pathname: path, searchParams } = address;
    const answer = (status: number, text = '') =>
      response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(text);
    if (path !== pathname) return answer(404);
    if (searchParams.get('state') !== state)
      return answer(400, 'This sign-in was not started here, or another one was started since. Start it again.\n');
    answer(200, 'You are signed in; this page may be closed.\n');
    resolve(searchParams);
  });
  const timer = setTimeout(() => reject(new SignInFailed('nobody signed in in time')), timeoutSeconds * 1000);
  parameters.catch(() => {}); // surfaces where it is awaited, which does not happen when `visit` fails first
  server.listen(Number(port), hostname);
  await Promise.race([once(server, 'listening'), once(server, 'error').then(([error]) => Promise.reject(error))]);
  const close = () => {
    clearTimeout(timer);
    server.close();
  };
  return { parameters, close };
}

async function exchangeCode(
  { tokenUrl, clientId, callbackUrl }: SignInRequest,
  code: string,
  verifier: string,
): Promise<string> {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', client_id: clientId, redirect_uri: callbackUrl },
      ...{ code, code_verifier: verifier },
    }),
  });
  const reply = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (reply.access_token) return reply.access_token;
  throw new SignInFailed(`the token endpoint answered ${response.status}: ${reply.error ?? 'no token'}`);
}
