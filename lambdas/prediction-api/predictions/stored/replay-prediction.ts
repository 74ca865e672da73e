/** POST /v1/predictions/{prediction_id}/replay: computes a stored prediction again with its own model and policy. */
import { type Database, uuid } from '../../../shared/aws/database.ts';
import { type ReplayEvidence, type ReplaySources, replayEvidence } from '../../../shared/decision/replay-evidence.ts';
import { createPolicyLoader, type ReadPolicies } from '../../../shared/serving/stored-policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { replayRoute } from '../../contract/routes/predictions.ts';
import type { Replay } from '../../contract/schemas/evidence.ts';
import type { OperationInput } from '../../http/operation.ts';
import { toReader } from './reader.ts';
import { UnknownPrediction } from './stored-prediction.ts';

interface ReplayDependencies {
  database: () => Database;
  loadModel: ReplaySources['loadModel'];
  readPolicies: ReadPolicies;
}

/** @throws {UnknownPrediction} when there is no prediction with this id that the caller may read */
export async function replayPrediction(
  { database, loadModel, readPolicies }: ReplayDependencies,
  { params: { prediction_id }, caller }: OperationInput<typeof replayRoute>,
): Promise<Replay> {
  const [evidence] = await database().query<ReplayEvidence>(readSqlFile('api/evidence/find_replay_evidence.sql'), {
    prediction_id: uuid(prediction_id),
    ...toReader(caller),
  });
  if (!evidence) throw new UnknownPrediction();
  const { model_version, policy_version } = evidence;
  const sources = { loadModel, loadPolicy: createPolicyLoader(database(), readPolicies) };
  const { stored, replayed, differences } = await replayEvidence(sources, evidence);
  return {
    prediction_id,
    reproduced: differences.length === 0,
    ...{ model_version, policy_version, stored, replayed, differences },
  };
}
