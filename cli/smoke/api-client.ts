/** The API as a machine client of the environment uses it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRiskClient, type RiskClient } from '../../clients/typescript/client.ts';
import { fetchToken } from '../environment/access-token.ts';
import type { SmokeContext } from './smoke-step.ts';

/** The database of dev pauses when it is idle, as during a training; until it has resumed the API responds with 503. */
const MAX_WAITS = 6;
const WAIT_MILLISECONDS = 10_000;

/** One token serves all calls of a run. */
const clients = new WeakMap<SmokeContext['facts'], RiskClient>();

export function getMachineClient({ environment, parameter, facts }: SmokeContext): RiskClient {
  const baseUrl = parameter('api/url');
  const token = () => fetchToken({ environment });
  const client = clients.get(facts) ?? createRiskClient({ baseUrl, token, fetch: fetchWhenAwake });
  clients.set(facts, client);
  return client;
}

/** Repeats a request while the service asks to try again. */
export async function fetchWhenAwake(request: Request): Promise<Response> {
  for (let wait = 0; ; wait += 1) {
    const response = await fetch(request.clone());
    if (response.status !== 503 || wait === MAX_WAITS) return response;
    await sleep(WAIT_MILLISECONDS);
  }
}
