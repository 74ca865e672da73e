/**
 * Signs a person in as the dashboard does: by Cognito's own pages, with authorisation code and PKCE. The dashboard's page
 * itself is not run.
 */
import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi';
import { DASHBOARD_SCOPES } from '../../../lambdas/prediction-api/contract/route.ts';
import { type DashboardConfig, SIGNED_IN_PATH } from '../../../web/hosting-rules.ts';
import { check } from '../smoke-step.ts';
import { fillInForm, parseForms } from './html-form.ts';
import type { TemporaryPerson } from './temporary-person.ts';

/** Pages and redirects of a sign-in; a refused password shows the same page again. */
const MAX_PAGES = 12;

/**
 * Signs the person in.
 * @returns the access token
 * @throws {CheckFailed} when Cognito does not sign the person in
 */
export async function signInToDashboard(
  dashboardUrl: string,
  configuration: DashboardConfig,
  person: TemporaryPerson,
): Promise<string> {
  const callback = `${dashboardUrl}${SIGNED_IN_PATH}`;
  const verifier = generateRandomCodeVerifier();
  const state = generateRandomState();
  const client = { client_id: configuration.client_id, redirect_uri: callback };
  const query = new URLSearchParams({
    ...{ ...client, response_type: 'code', state, scope: ['openid', 'email', ...DASHBOARD_SCOPES].join(' ') },
    ...{ code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  });
  const returned = await passPages(`${configuration.authorize_url}?${query}`, callback, person);
  check(returned.get('state') === state, 'Cognito returned the state of another sign-in');
  const code = returned.get('code');
  check(code, `Cognito returned no code: ${returned.get('error_description') ?? returned.get('error')}`);
  const response = await fetch(configuration.token_url, {
    method: 'POST',
    body: new URLSearchParams({ ...client, grant_type: 'authorization_code', code, code_verifier: verifier }),
  });
  const { access_token, error } = (await response.json()) as { access_token?: string; error?: string };
  check(access_token, `the token endpoint answered ${response.status}: ${error}`);
  return access_token;
}

/** Follows redirects and sends forms until Cognito returns to the callback, which is not requested. */
async function passPages(start: string, callback: string, person: TemporaryPerson): Promise<URLSearchParams> {
  const cookies = new Map<string, string>();
  let address = new URL(start);
  let body: URLSearchParams | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const headers = { cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ') };
    const response = await fetch(address, { method: body ? 'POST' : 'GET', headers, body, redirect: 'manual' });
    keepCookies(response, cookies);
    const location = response.headers.get('location');
    if (location) {
      address = new URL(location, address);
      if (address.href.startsWith(callback)) return address.searchParams;
      body = undefined;
      continue;
    }
    const html = await response.text();
    check(response.ok, `${address.origin}${address.pathname} answered ${response.status}`);
    const form = chooseForm(html);
    body = form && (await fillInForm(form, person));
    check(form && body, `${address.pathname} of Cognito has no form to sign in with`);
    address = new URL(form.action || address.href, address);
  }
  throw new Error(`Cognito did not return to ${callback} after ${MAX_PAGES} pages`);
}

/** The form that asks for a password, else the first one: pages repeat their forms for narrow screens. */
function chooseForm(html: string) {
  const forms = parseForms(html);
  return forms.find(({ inputs }) => inputs.some(({ type }) => type === 'password')) ?? forms[0];
}

function keepCookies(response: Response, cookies: Map<string, string>): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (name !== undefined && value !== undefined) cookies.set(name, value);
  }
}
