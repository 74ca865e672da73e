/** Decides the exported decisions of one part again and stores their sums in the work bucket. */
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import { InvalidExport } from '../../shared/exports/export-format.ts';
import { readExportedLines } from '../../shared/exports/read-export.ts';
import type { ExplainableModel, ModelReference } from '../../shared/model/load-model.ts';
import { runGraph } from '../../shared/model/run-graph.ts';
import { simulationDecisionsPrefix, simulationPlanKey, simulationTallyKey } from '../../shared/object-keys.ts';
import type { SimulatePartInput } from '../contract/simulation-payload.ts';
import { SimulationPlan } from '../contract/simulation-plan.ts';
import { CurveCounter } from '../statistics/curve.ts';
import { countRow, createTally, increase, obtain, type Tally } from '../statistics/tally.ts';
import { PlannedPolicies } from './decide-twice.ts';
import { createDecisionReader, type ExportedDecision } from './exported-rows.ts';

export interface SimulatePartDependencies {
  store: ObjectStore;
  workBucket: string;
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
}

/** Rows of one call of the graph: enough to make its fixed cost small, few enough to keep the memory bounded. */
const CHUNK_ROWS = 4096;

/**
 * Idempotent: a repeated step stores the same sums again.
 * @throws {InvalidExport} when the objects do not have the part's rows
 * @throws {ModelCorrupt} when the model does not have its hash
 */
export async function simulatePart(
  { store, workBucket, loadModel }: SimulatePartDependencies,
  { simulation_id, part: { part, rows } }: SimulatePartInput,
): Promise<{ rows: number }> {
  const plan = SimulationPlan.parse(await store.getJson(workBucket, simulationPlanKey(simulation_id)));
  const model = plan.model && (await loadModel(plan.model));
  const counter = new PartCounter(plan);
  const readLine = createDecisionReader(plan.features);
  let chunk: ExportedDecision[] = [];
  let read = 0;
  const countChunk = async () => {
    const pds = model
      ? (
          await runGraph(
            model,
            chunk.map(({ features }) => features),
          )
        ).pd
      : undefined;
    for (const [i, row] of chunk.entries()) counter.count(row, pds ? (pds[i] ?? Number.NaN) : row.pd);
    chunk = [];
  };
  for await (const line of readExportedLines(store, workBucket, simulationDecisionsPrefix(simulation_id, part))) {
    read += 1;
    const row = readLine(line);
    if (counter.isSimulated(row)) chunk.push(row);
    if (chunk.length === CHUNK_ROWS) await countChunk();
  }
  if (chunk.length > 0) await countChunk();
  if (read !== rows) throw new InvalidExport(`part ${part} has ${read} rows, ${rows} were exported`);
  await store.putJson(workBucket, simulationTallyKey(simulation_id, part), counter.end());
  return { rows };
}

/** Counts the rows of a part. */
class PartCounter {
  readonly #plan: SimulationPlan;
  readonly #policies: PlannedPolicies;
  readonly #tally: Tally;
  readonly #curves: CurveCounter[];

  constructor(plan: SimulationPlan) {
    this.#plan = plan;
    this.#policies = new PlannedPolicies(plan);
    this.#tally = createTally(plan.segments.length);
    this.#curves = this.#policies.cutOffs.map((pair) => new CurveCounter(pair));
  }

  /** Whether the row belongs to the segment that is simulated. */
  isSimulated({ features }: ExportedDecision): boolean {
    const { segment } = this.#plan;
    return segment === null || features[segment.feature] === segment.value;
  }

  /** @param candidatePd by the simulated model, else the stored PD */
  count(row: ExportedDecision, candidatePd: number): void {
    const decided = this.#policies.decide(row, candidatePd);
    if (!decided) {
      this.#tally.not_decided += 1;
      return;
    }
    const { baseline, candidate, cut_off, without_cut_offs } = decided;
    const simulated = {
      ...{ day: row.day, baseline, candidate, stored: row.decision, outcome: row.outcome, fairness: row.fairness },
      segments: this.#plan.segments.map(({ name }) => toCategory(row.features[name])),
    };
    countRow(this.#tally, simulated);
    this.#curves[cut_off]?.count(simulated, without_cut_offs);
    for (const name of row.absent)
      increase(
        obtain(this.#tally.unknown_features, name, () => [0]),
        0,
      );
  }

  end(): Tally {
    return { ...this.#tally, curves: this.#curves.map(({ sums }) => sums) };
  }
}

const toCategory = (value: number | string | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
