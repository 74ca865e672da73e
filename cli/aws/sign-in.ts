/**
 * Signs a person in as a browser does: authorisation code with PKCE, on AWS and on the local cloud alike. The answer
 * comes back to this process, which listens on the loopback address that the people's client is allowed.
 */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CommandError } from '../terminal/command-error.ts';

/** The person was not signed in: refused, or too late. */
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
  /** A person has so long to sign in. Default five minutes. */
  timeoutSeconds?: number;
}

/** The access token of whoever signs in at the address that `visit` is given. Throws SignInFailed. */
export async function signIn(request: SignInRequest): Promise<string> {
  const { clientId, authorizeUrl, scopes, callbackUrl, timeoutSeconds: patienceSeconds = 300 } = request;
  const [verifier, state] = [randomBytes(48), randomBytes(24)].map((bytes) => bytes.toString('base64url')) as [
    string,
    string,
  ];
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: clientId, redirect_uri: callbackUrl, scope: scopes.join(' '), state },
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const callback = await listen(new URL(callbackUrl), patienceSeconds);
  try {
    await request.visit(`${authorizeUrl}?${query}`);
    const answer = await callback.answer;
    // Whoever else sends an answer here did not get this state.
    if (answer.get('state') !== state) throw new SignInFailed('the answer belongs to another sign-in');
    const code = answer.get('code');
    if (!code) throw new SignInFailed(`nobody was signed in: ${answer.get('error') ?? 'no code'}`);
    return await exchange(request, code, verifier);
  } finally {
    callback.close();
  }
}

/** Waits for the browser's one request to the callback. */
async function listen({ hostname, port, pathname }: URL, patienceSeconds: number) {
  const { promise: answer, resolve, reject } = Promise.withResolvers<URLSearchParams>();
  const server = createServer((request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    response.writeHead(path === pathname ? 200 : 404, { 'content-type': 'text/plain', connection: 'close' });
    response.end(path === pathname ? 'You are signed in; this page may be closed.\n' : '');
    if (path === pathname) resolve(searchParams);
  });
  const timer = setTimeout(() => reject(new SignInFailed('nobody signed in in time')), patienceSeconds * 1000);
  answer.catch(() => {}); // told to whoever waits for it; nobody may, when `visit` fails first
  server.listen(Number(port), hostname);
  await Promise.race([once(server, 'listening'), once(server, 'error').then(([error]) => Promise.reject(error))]);
  const close = () => {
    clearTimeout(timer);
    server.close();
  };
  return { answer, close };
}

async function exchange(
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
  const answer = (await response.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (answer.access_token) return answer.access_token;
  throw new SignInFailed(`the token endpoint answered ${response.status}: ${answer.error ?? 'no token'}`);
}
