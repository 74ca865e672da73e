/** The calls about simulations: start, list and read. Every reader of the portfolio sees every simulation. */
import { v7 } from 'uuid';
import { json, uuid } from '../../shared/aws/database.ts';
import { hashDocument } from '../../shared/policy/hash-document.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { InvalidPolicy } from '../../shared/policy/policy-problem.ts';
import type { SimulationRequest } from '../../shared/simulation/simulation-request.ts';
import type { SimulationResult } from '../../shared/simulation/simulation-result.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { createSimulationRoute, simulationRoute, simulationsRoute } from '../contract/routes/simulations.ts';
import type { Simulation, SimulationList, SimulationSummary } from '../contract/schemas/simulations.ts';
import { toIsoTime } from '../http/iso-time.ts';
import type { OperationInput } from '../http/operation.ts';
import { toPage } from '../http/paging.ts';
import { Problem } from '../http/problem.ts';
import type { GovernanceDependencies } from './dependencies.ts';
import { readPerson } from './people.ts';
import type { StartSimulation } from './simulation-workflow.ts';

/** What reading needs. */
type ReadingDependencies = Pick<GovernanceDependencies, 'database' | 'readName'>;

export interface SimulationDependencies extends ReadingDependencies {
  startSimulation: StartSimulation;
}

/** Each reads a million decisions. */
const MAX_RUNNING_SIMULATIONS = 3;

/** A row of policies.simulations, without document and result. */
interface StoredSimulation
  extends Pick<SimulationSummary, 'simulation_id' | 'state' | 'has_document' | 'document_sha256' | 'rows' | 'problem'> {
  request: Omit<SimulationRequest, 'document'>;
  requested_by: string;
  started_at: string;
  ended_at: string | null;
}

/**
 * POST /v1/simulations.
 * @throws {Problem} when something that the request names does not exist, or the document is no policy (422), or too many
 * simulations run (409)
 */
export async function createSimulation(
  dependencies: SimulationDependencies,
  { body, caller }: OperationInput<typeof createSimulationRoute>,
): Promise<SimulationSummary> {
  const simulation_id = v7();
  const { document = null, policy_version = null, model_version = null, segment = null, ...decisions } = body;
  const { from = null, to = null, batch_id = null } = decisions;
  const text = document && JSON.stringify(document);
  if (document) checkDocument(document);
  const sha256 = await checkNamed(dependencies, { policy_version, model_version, batch_id });
  const request = { policy_version, document: text, model_version, segment, from, to, batch_id };
  const [outcome] = await dependencies
    .database()
    .query<{ is_stored: boolean }>(readSqlFile('api/simulations/create_simulation.sql'), {
      ...{ simulation_id: uuid(simulation_id), requested_by: caller.name, client_id: caller.clientId },
      ...{ request: json(request), document_sha256: text ? hashDocument(text) : sha256 },
      max_running: MAX_RUNNING_SIMULATIONS,
    });
  if (!outcome?.is_stored) {
    throw new Problem(
      409,
      'too-many-simulations',
      'As many simulations run as may run at a time. Wait until one is done.',
    );
  }
  await start(dependencies, simulation_id);
  return toSummary(dependencies, await findSimulation(dependencies, simulation_id));
}

/** GET /v1/simulations. */
export async function listSimulations(
  dependencies: ReadingDependencies,
  { query: { limit, before, policy_version } }: OperationInput<typeof simulationsRoute>,
): Promise<SimulationList> {
  const rows = await dependencies
    .database()
    .query<StoredSimulation>(readSqlFile('api/simulations/list_simulations.sql'), {
      ...{ simulation_id: null, before: before ?? null, policy_version: policy_version ?? null, rows: limit + 1 },
    });
  const { items, next_before } = toPage(rows, limit, ({ simulation_id }) => simulation_id);
  return { simulations: await Promise.all(items.map((row) => toSummary(dependencies, row))), next_before };
}

/**
 * GET /v1/simulations/{simulation_id}.
 * @throws {Problem} when there is none with this id (404)
 */
export async function readSimulation(
  dependencies: ReadingDependencies,
  { params: { simulation_id } }: OperationInput<typeof simulationRoute>,
): Promise<Simulation> {
  const summary = await toSummary(dependencies, await findSimulation(dependencies, simulation_id));
  const pieces = await dependencies
    .database()
    .query<{ text: string }>(readSqlFile('api/simulations/read_result.sql'), { simulation_id: uuid(simulation_id) });
  const text = pieces.map((piece) => piece.text).join('');
  return { ...summary, result: text === '' ? null : (JSON.parse(text) as SimulationResult) };
}

function checkDocument(document: Record<string, unknown>): void {
  try {
    parsePolicy(document);
  } catch (error) {
    if (!(error instanceof InvalidPolicy)) throw error;
    const errors = error.problems.map(({ path, problem }) => ({ path: `document.${path}`, message: problem }));
    throw new Problem(
      422,
      'policy-invalid',
      'The document is no policy. The field errors says what is wrong, and where.',
      errors,
    );
  }
}

/** @returns the hash of the policy's document; null where none is named */
async function checkNamed(
  { database }: ReadingDependencies,
  { policy_version, model_version, batch_id }: Pick<SimulationRequest, 'policy_version' | 'model_version' | 'batch_id'>,
): Promise<string | null> {
  const [found] = await database().query<{ sha256: string | null; has_model: boolean; has_batch: boolean }>(
    readSqlFile('api/simulations/find_candidates.sql'),
    { policy_version, model_version, batch_id: uuid(batch_id) },
  );
  if (policy_version !== null && !found?.sha256) {
    throw new Problem(
      422,
      'unknown-policy',
      'There is no policy of this version. Send one that GET /v1/policies lists.',
    );
  }
  if (model_version !== null && !found?.has_model) {
    throw new Problem(422, 'unknown-model', 'There is no model of this version. Send one that GET /v1/models lists.');
  }
  if (batch_id !== null && !found?.has_batch) {
    throw new Problem(
      422,
      'unknown-batch',
      'There is no batch with this id that was scored to its end. Send the id of one that is done.',
    );
  }
  return found?.sha256 ?? null;
}

/** A simulation that does not start has failed, so that nobody waits for it. */
async function start({ database, startSimulation }: SimulationDependencies, simulationId: string): Promise<void> {
  try {
    await startSimulation(simulationId);
  } catch (error) {
    const values = { simulation_id: uuid(simulationId) };
    await database().execute(readSqlFile('api/simulations/end_unstarted.sql'), values);
    throw error;
  }
}

async function findSimulation({ database }: ReadingDependencies, id: string): Promise<StoredSimulation> {
  const values = { simulation_id: uuid(id), before: null, policy_version: null, rows: 1 };
  const [row] = await database().query<StoredSimulation>(readSqlFile('api/simulations/list_simulations.sql'), values);
  if (!row) throw new Problem(404, 'unknown-simulation', 'There is no simulation with this id.');
  return row;
}

async function toSummary(
  { readName }: ReadingDependencies,
  { request, requested_by, started_at, ended_at, ...row }: StoredSimulation,
): Promise<SimulationSummary> {
  const { policy_version, model_version, segment, from, to, batch_id } = request;
  return {
    ...row,
    ...{ policy_version, model_version, segment, from, to, batch_id },
    requested_by: await readPerson(readName, requested_by),
    started_at: toIsoTime(started_at),
    ended_at: ended_at && toIsoTime(ended_at),
  };
}
