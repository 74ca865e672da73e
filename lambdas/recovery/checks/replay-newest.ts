/** Replays the newest predictions of a restored database with its policies and the models of the model bucket. */
import type { Database } from '../../shared/aws/database.ts';
import { type ReplayEvidence, type ReplaySources, replayEvidence } from '../../shared/decision/replay-evidence.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';
import { createPolicyLoader, createPolicyReader } from '../../shared/serving/stored-policy.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { REPLAYED_PREDICTIONS, type RecoveryCheck } from '../contract/recovery.ts';

/** Passes when every replay gives the stored result; also where nothing was predicted yet. */
export async function replayNewest(restored: Database, loadModel: ReplaySources['loadModel']): Promise<RecoveryCheck> {
  const sources = { loadModel, loadPolicy: createPolicyLoader(restored, createPolicyReader()) };
  const stored = await restored.query<ReplayEvidence>(readSqlFile('recovery/list_replay_evidence.sql'), {
    limit: REPLAYED_PREDICTIONS,
  });
  let different = 0;
  for (const evidence of stored) {
    const { differences } = await replayEvidence(sources, evidence);
    if (differences.length > 0) different += 1;
  }
  const detail = `${formatCountOf(stored.length, 'prediction')} replayed, ${different} with a difference`;
  return { name: 'replay', passed: different === 0, detail };
}
