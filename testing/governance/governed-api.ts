/** The API function governance with five people, on the database of a harness. */
import type { Role } from '../../lambdas/prediction-api/contract/roles.ts';
import type { ApiHandler } from '../../lambdas/prediction-api/http/api-handler.ts';
import { callAsDocumented } from '../api/call-as-documented.ts';
import { buildPersonClaims } from '../api/gateway-event.ts';
import { readRolesOf } from '../api/person-roles.ts';
import type { LambdaHarness } from '../workflows/lambda-harness.ts';

/** People by name. */
const PEOPLE: Record<string, readonly Role[]> = {
  ann: ['analyst'],
  bo: ['approver', 'model-validator'],
  cy: ['approver'],
  dee: ['administrator'],
  eve: ['auditor'],
};

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each call has a body of its own; its schema is checked before
  body: any;
}

export interface GovernedApi {
  /** Calls `POST /v1/policies/{version}/propose` as `['POST', '/v1/policies/{version}/propose', { version }]`. */
  call: (person: string, method: 'GET' | 'POST', resource: string, more?: CallParts) => Promise<Reply>;
  /** Lets the simulation of a version's present document be done. */
  simulate: (version: string, simulated?: { rows: number; approved: number }) => Promise<void>;
}

interface CallParts {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

export async function startGovernedApi(harness: LambdaHarness): Promise<GovernedApi> {
  const { governanceHandler } = await import('../../lambdas/prediction-api/governance.lambda.ts');
  const handler: ApiHandler = governanceHandler(readRolesOf(PEOPLE), async (id) => id.toUpperCase(), {
    readEmail: async (id) => `${id}@bank.example`,
  });
  return {
    call: (person, method, resource, more = {}) => {
      harness.useRole('risk_governance');
      const claims = buildPersonClaims(person, 'risk/read risk/govern');
      return callAsDocumented(handler, { method, resource, claims, ...more });
    },
    simulate: async (version, { rows, approved } = { rows: 1, approved: 1 }) => {
      const simulations = harness.db.connect('risk_governance');
      const [simulation] = await simulations.query<{ simulation_id: string }>(
        `insert into policies.simulations (simulation_id, requested_by, client_id, request, document_sha256)
         select gen_random_uuid(), 'ann', 'people', '{"segment": null}', sha256 from policies.versions where version = '${version}'
         returning simulation_id`,
      );
      await harness.db.connect('risk_simulation').execute(
        `update policies.simulations set state = 'done', rows = ${rows}, result = '${JSON.stringify({ candidate: { approve: { rows: approved } } })}',
         ended_at = clock_timestamp() where simulation_id = '${simulation?.simulation_id}'`,
      );
    },
  };
}
