/** Routes of simulations: what a policy or a model would have decided. */
import { PORTFOLIO_READERS, type Role } from '../roles.ts';
import { defineRoute, SECURED_STATUSES } from '../route.ts';
import {
  CreateSimulationRequest,
  Simulation,
  SimulationList,
  SimulationPath,
  SimulationSummary,
  SimulationsQuery,
} from '../schemas/simulations.ts';

/** Whoever proposes or approves policies or models. */
const SIMULATORS: readonly Role[] = ['analyst', 'approver', 'model-validator'];
/** A policy of a few hundred rules with its golden cases. */
const MAX_DOCUMENT_BYTES = 512 * 1024;

export const createSimulationRoute = defineRoute({
  operationId: 'createSimulation',
  method: 'POST',
  path: '/v1/simulations',
  handler: 'governance',
  scope: 'risk/govern',
  roles: SIMULATORS,
  summary: 'Simulate a policy or a model',
  description:
    'Decides stored decisions of a period or a file again, with another policy, another model or both, next to the policies that are active. Nothing changes for an application. Some simulations may run at a time; read it until it is done.',
  body: CreateSimulationRequest,
  maxBodyBytes: MAX_DOCUMENT_BYTES,
  response: SimulationSummary,
  problems: [...SECURED_STATUSES, 400, 409, 413, 422],
});

export const simulationsRoute = defineRoute({
  operationId: 'listSimulations',
  method: 'GET',
  path: '/v1/simulations',
  handler: 'governance',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'List simulations',
  description: 'The newest first, without their results.',
  query: SimulationsQuery,
  response: SimulationList,
  problems: [...SECURED_STATUSES, 400],
});

export const simulationRoute = defineRoute({
  operationId: 'getSimulation',
  method: 'GET',
  path: '/v1/simulations/{simulation_id}',
  handler: 'governance',
  scope: 'risk/read',
  roles: PORTFOLIO_READERS,
  summary: 'Read a simulation',
  description:
    'Its state, and its result when it is done: rates, expected loss and return, realised defaults, who is swapped in and out, fairness, work of reviewers, and the curves of the cut-offs. Outcomes that nobody knows are bounded, never guessed.',
  params: SimulationPath,
  response: Simulation,
  problems: [...SECURED_STATUSES, 400, 404],
});
