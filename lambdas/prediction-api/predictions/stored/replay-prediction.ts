/**
 * POST /v1/predictions/{prediction_id}/replay: computes a stored prediction again with its own model and policy. Open it
 * to change what counts as a difference.
 */
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { decide } from '../../../shared/decision/decide.ts';
import { getPolicy } from '../../../shared/decision/policies.ts';
import type { FeatureRecord } from '../../../shared/features/feature-record.ts';
import type { ExplainableModel, ModelReference } from '../../../shared/model/load-model.ts';
import { runGraph } from '../../../shared/model/run-graph.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { replayRoute } from '../../contract/routes/predictions.ts';
import type { Replay, ReplayResult } from '../../contract/schemas/evidence.ts';
import type { OperationInput } from '../../http/operation.ts';
import { toReader } from './reader.ts';
import { UnknownPrediction } from './stored-prediction.ts';

interface ReplayDependencies {
  database: () => Database;
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
}

type StoredOutcome = ReplayResult & {
  features: FeatureRecord;
  policy_version: string;
  model_version: string;
  model_sha256: string;
  model_key: string;
  manifest_sha256: string | null;
};

/** Processors differ in the last bits of a float32. */
const PD_TOLERANCE = 1e-6;
/** Money is stored in cents. */
const CENT = 0.01;

/** @throws {UnknownPrediction} when there is no prediction with this id that the caller may read */
export async function replayPrediction(
  { database, loadModel }: ReplayDependencies,
  { params: { prediction_id }, caller }: OperationInput<typeof replayRoute>,
): Promise<Replay> {
  const [row] = await database().query<StoredOutcome>(readSqlFile('api/evidence/find_replay_evidence.sql'), {
    prediction_id: uuid(prediction_id),
    ...toReader(caller),
  });
  if (!row) throw new UnknownPrediction();
  const { features, policy_version, model_version, model_sha256, model_key, manifest_sha256, ...stored } = row;
  // The graph's hash is the one stored with the prediction. The manifest's is written to the registry once.
  const model = await loadModel({ version: model_version, key: model_key, sha256: model_sha256, manifest_sha256 });
  const { pd } = await runGraph(model, [features]);
  const replayed = decide(getPolicy(policy_version), pd[0] ?? Number.NaN, features);
  const differences = listDifferences(stored, replayed);
  return {
    prediction_id,
    reproduced: differences.length === 0,
    ...{ model_version, policy_version, stored, replayed, differences },
  };
}

/** Every field that differs. The tolerance of the expected loss is that of the PD, in money, and a cent. */
export function listDifferences(stored: ReplayResult, replayed: ReplayResult): Replay['differences'] {
  const tolerances: Partial<Record<keyof ReplayResult, number>> = {
    pd: PD_TOLERANCE,
    ead: CENT,
    expected_loss: CENT + PD_TOLERANCE * stored.lgd * stored.ead,
  };
  return (Object.keys(replayed) as (keyof ReplayResult)[])
    .filter((field) => !isSame(stored[field], replayed[field], tolerances[field]))
    .map((field) => ({ field, stored: stored[field], replayed: replayed[field] }));
}

function isSame(a: number | string, b: number | string, tolerance = 0): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return Math.abs(a - b) <= tolerance;
}
