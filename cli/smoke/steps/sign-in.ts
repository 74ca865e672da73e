/** Steps that request the dashboard's page and sign a temporary person in, as the dashboard does. */
import type { DashboardConfig } from '../../../web/hosting-rules.ts';
import { fetchWhenAwake } from '../api-client.ts';
import { signInToDashboard } from '../sign-in/dashboard-sign-in.ts';
import { createPerson, personsRemoval } from '../sign-in/temporary-person.ts';
import { check, type SmokeContext, type SmokeStep } from '../smoke-step.ts';

export const dashboardStep: SmokeStep = {
  name: 'dashboard',
  removals: [],
  async run(context) {
    const url = context.parameter('dashboard/url');
    const page = await request(`${url}/`);
    const html = await page.text();
    const [, script] = /<script[^>]* src="([^"]+)"/.exec(html) ?? [];
    check(script, 'the page has no script');
    await request(new URL(script, `${url}/`).href);
    const { environment } = await readConfiguration(context);
    check(environment === context.environment, `its /config.json is of ${environment}`);
    return `${url} serves page, script and configuration`;
  },
};

export const signInStep: SmokeStep = {
  name: 'sign-in at the dashboard',
  removals: [personsRemoval],
  async run(context) {
    const url = context.parameter('dashboard/url');
    const token = await signInPerson(context);
    await request(`${url}/v1/runs`, { authorization: `Bearer ${token}` });
    context.facts.personToken = token;
    return 'authorisation code with PKCE; the token reads runs through the dashboard';
  },
};

/** Creates a person with every role and signs in; returns the access token. Whoever calls it lists `personsRemoval`. */
export async function signInPerson(context: SmokeContext): Promise<string> {
  const person = await createPerson(context.parameter('api/user-pool-id'));
  return signInToDashboard(context.parameter('dashboard/url'), await readConfiguration(context), person);
}

async function readConfiguration(context: SmokeContext): Promise<DashboardConfig> {
  return (await request(`${context.parameter('dashboard/url')}/config.json`)).json() as Promise<DashboardConfig>;
}

/** @throws {CheckFailed} when the status is not 200 */
async function request(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetchWhenAwake(new Request(url, { headers }));
  check(response.status === 200, `${url} answered ${response.status}`);
  return response;
}
