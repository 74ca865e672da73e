/** Replays the newest predictions of a restored database with their models from the model bucket. */
import type { Database } from '../../shared/aws/database.ts';
import { type LoadModel, type ReplayEvidence, replayEvidence } from '../../shared/decision/replay-evidence.ts';
import { formatCountOf } from '../../shared/page/number-format.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import { REPLAYED_PREDICTIONS, type RecoveryCheck } from '../contract/recovery.ts';

/** Passes when every replay gives the stored result; also where nothing was predicted yet. */
export async function replayNewest(restored: Database, loadModel: LoadModel): Promise<RecoveryCheck> {
  const stored = await restored.query<ReplayEvidence>(readSqlFile('recovery/list_replay_evidence.sql'), {
    limit: REPLAYED_PREDICTIONS,
  });
  let different = 0;
  for (const evidence of stored) {
    const { differences } = await replayEvidence(loadModel, evidence);
    if (differences.length > 0) different += 1;
  }
  const detail = `${formatCountOf(stored.length, 'prediction')} replayed, ${different} with a difference`;
  return { name: 'replay', passed: different === 0, detail };
}
