/** Ends a simulation: adds up its parts and stores the result, or stores why it failed. */
import { type Database, json, uuid } from '../../shared/aws/database.ts';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { simulationPlanKey, simulationTallyKey } from '../../shared/object-keys.ts';
import type { SimulationResult } from '../../shared/simulation/simulation-result.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { SimulationPlan } from '../contract/simulation-plan.ts';
import { PlannedPolicies } from '../parts/decide-twice.ts';
import { addTally } from '../statistics/add-tally.ts';
import { buildResult } from '../statistics/build-result.ts';
import { createTally, type Tally } from '../statistics/tally.ts';

export interface CloseSimulationDependencies {
  database: Database;
  store: ObjectStore;
  workBucket: string;
}

export interface CloseSimulationRequest {
  simulation_id: string;
  execution_id: string;
  /** The parts that were counted; 0 where it failed. */
  parts: number;
  failed: boolean;
}

const NO_APPLICATION = 'no application of this segment was decided in the period or file; choose another one';
const FAILED = 'the simulation failed; the log of its workflow says why';

/** Idempotent: a simulation that has ended stays as it is. */
export async function closeSimulation(
  dependencies: CloseSimulationDependencies,
  { simulation_id, execution_id, parts, failed }: CloseSimulationRequest,
): Promise<{ outcome: 'done' | 'failed'; rows: number }> {
  const result = failed ? null : await buildStoredResult(dependencies, simulation_id, parts);
  const rows = result?.rows ?? 0;
  // A draft counts as simulated by its simulation, so one of no application must not be done.
  const isDone = result !== null && rows > 0;
  const problem = failed ? FAILED : NO_APPLICATION;
  await dependencies.database.execute(readSqlFile('simulation/end_simulation.sql'), {
    ...{ simulation_id: uuid(simulation_id), execution_id, rows: isDone ? rows : null },
    ...{ state: isDone ? 'done' : 'failed', result: isDone ? json(result) : null, problem: isDone ? null : problem },
  });
  return { outcome: isDone ? 'done' : 'failed', rows };
}

async function buildStoredResult(
  { store, workBucket }: CloseSimulationDependencies,
  simulationId: string,
  parts: number,
): Promise<SimulationResult> {
  const plan = SimulationPlan.parse(await store.getJson(workBucket, simulationPlanKey(simulationId)));
  const total = createTally(plan.segments.length);
  for (let part = 0; part < parts; part++) {
    addTally(total, (await store.getJson(workBucket, simulationTallyKey(simulationId, part))) as Tally);
  }
  return buildResult(total, { segments: plan.segments, cut_offs: new PlannedPolicies(plan).cutOffs });
}
