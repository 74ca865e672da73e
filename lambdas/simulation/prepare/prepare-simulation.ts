/** Plans a simulation and exports the decisions of its period or file, in parts, to the work bucket. */
import { type Database, type Sql, uuid } from '../../shared/aws/database.ts';
import type { ExportLocation } from '../../shared/aws/export-location.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { RiskError } from '../../shared/errors.ts';
import { simulationDecisionsPrefix, simulationPlanKey } from '../../shared/object-keys.ts';
import { InvalidPolicy } from '../../shared/policy/policy-problem.ts';
import { ScoreScaleConflict } from '../../shared/policy/score-scale.ts';
import { SimulationRequest } from '../../shared/simulation/simulation-request.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { SimulationPart } from '../contract/simulation-payload.ts';
import type { SimulationPlan } from '../contract/simulation-plan.ts';
import { buildFeatureColumns } from '../parts/exported-rows.ts';
import { buildPlan, UnknownCandidate } from './build-plan.ts';

export interface PrepareSimulationDependencies {
  database: Database;
  store: ObjectStore;
  exportLocation: ExportLocation;
}

export interface PrepareSimulationRequest {
  simulation_id: string;
  execution_id: string;
}

/** No decision lies in the period or file. */
export class NothingToSimulate extends RiskError {
  constructor() {
    super('no application was decided in this period or file; choose another one');
  }
}

/** What a person can mend, who asked for something else. */
const REFUSALS = [UnknownCandidate, InvalidPolicy, ScoreScaleConflict, NothingToSimulate];

/** `not_ours`: it has ended, or another execution has it. `refused`: there is nothing to simulate with, or on. */
export type PrepareSimulationResult =
  | { outcome: 'not_ours' | 'refused'; parts: [] }
  | { outcome: 'prepared'; parts: SimulationPart[] };

/** A part of this size is decided in seconds, and exported in one statement far below the Data API's 45 seconds. */
const PART_ROWS = 50_000;

/** Idempotent: a repeated step plans and exports again. What cannot be simulated is stored as failed, with the reason. */
export async function prepareSimulation(
  dependencies: PrepareSimulationDependencies,
  identity: PrepareSimulationRequest,
): Promise<PrepareSimulationResult> {
  const { database } = dependencies;
  const { simulation_id, execution_id } = identity;
  const [claim] = await database.query<{ request: object; document_sha256: string | null }>(
    readSqlFile('simulation/claim_simulation.sql'),
    {
      ...{ simulation_id: uuid(simulation_id), execution_id },
    },
  );
  if (!claim) return { outcome: 'not_ours', parts: [] };
  const request = SimulationRequest.parse({ document: null, ...claim.request });
  try {
    return {
      outcome: 'prepared',
      parts: await planAndExport(dependencies, simulation_id, request, claim.document_sha256),
    };
  } catch (error) {
    if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error;
    await database.execute(readSqlFile('simulation/end_simulation.sql'), {
      ...{ simulation_id: uuid(simulation_id), execution_id, state: 'failed', rows: null, result: null },
      problem: (error as RiskError).message,
    });
    return { outcome: 'refused', parts: [] };
  }
}

/**
 * @throws {UnknownCandidate} when policy, model or a feature of the policy does not exist
 * @throws {InvalidPolicy} when the document is no policy
 * @throws {NothingToSimulate} when no decision lies in the period or file
 */
async function planAndExport(
  { database, store, exportLocation }: PrepareSimulationDependencies,
  simulation_id: string,
  request: SimulationRequest,
  sha256: string | null,
): Promise<SimulationPart[]> {
  const pieces = await database.query<{ text: string }>(readSqlFile('simulation/read_document.sql'), {
    simulation_id: uuid(simulation_id),
  });
  const document = pieces.length === 0 ? null : pieces.map(({ text }) => text).join('');
  const plan = await buildPlan(database, request, { document, sha256 });
  await store.putJson(exportLocation.bucket, simulationPlanKey(simulation_id), plan);
  const parts = await database.transaction((tx) => exportParts(tx, exportLocation, { simulation_id, request, plan }));
  if (parts.length === 0) throw new NothingToSimulate();
  return parts;
}

/** Exports in one transaction, so that every decision is in one part. */
async function exportParts(
  tx: Sql,
  exportLocation: ExportLocation,
  { simulation_id, request, plan }: { simulation_id: string; request: SimulationRequest; plan: SimulationPlan },
): Promise<SimulationPart[]> {
  await selectDecisions(tx, request);
  const parts = await tx.query<SimulationPart>(readSqlFile('simulation/count_parts.sql'));
  const columns = buildFeatureColumns(plan.features);
  for (const { part } of parts) {
    const prefix = simulationDecisionsPrefix(simulation_id, part);
    await tx.query(readSqlFile('simulation/export_part.sql'), { columns, part, prefix, ...exportLocation });
  }
  return parts;
}

async function selectDecisions(tx: Sql, { from, to, batch_id }: SimulationRequest): Promise<void> {
  if (batch_id !== null) {
    await tx.execute(readSqlFile('simulation/create_scores_of_batch.sql'), {
      ...{ batch_id: uuid(batch_id), part_rows: PART_ROWS },
    });
    return;
  }
  await tx.execute(readSqlFile('simulation/create_scores_of_period.sql'), { from, until: to, part_rows: PART_ROWS });
}
