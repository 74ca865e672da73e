/** The API as a machine client of the environment uses it. */
import { createRiskClient, type RiskClient } from '../../clients/typescript/client.ts';
import { fetchToken } from '../environment/access-token.ts';
import type { SmokeContext } from './smoke-step.ts';

/** One token serves all calls of a client, so that steps of a run share it. */
const clients = new WeakMap<SmokeContext, RiskClient>();

export function getMachineClient(context: SmokeContext): RiskClient {
  const { environment, parameter } = context;
  const client =
    clients.get(context) ??
    createRiskClient({ baseUrl: parameter('api/url'), token: () => fetchToken({ environment }) });
  clients.set(context, client);
  return client;
}
