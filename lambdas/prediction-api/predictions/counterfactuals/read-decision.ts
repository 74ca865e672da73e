/** Reads a stored decision with its model, its policy and what a person could change of its features. */

import { type Database, uuid } from '../../../shared/aws/database.ts';
import { NEVER_CHANGED } from '../../../shared/counterfactuals/configuration.ts';
import { type Lever, type LeverContext, listLevers } from '../../../shared/counterfactuals/levers.ts';
import { createChangeScorer, type ScoreChanges } from '../../../shared/counterfactuals/score-changes.ts';
import type { ReplayEvidence } from '../../../shared/decision/replay-evidence.ts';
import type { ExplainableModel, ModelReference } from '../../../shared/model/load-model.ts';
import { createPolicyLoader, type ReadPolicies } from '../../../shared/serving/stored-policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { Caller } from '../../http/operation.ts';
import { toReader } from '../stored/reader.ts';
import { UnknownPrediction } from '../stored/stored-prediction.ts';

export interface CounterfactualDependencies {
  database: () => Database;
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
  readPolicies: ReadPolicies;
}

/** A stored decision that can be scored again with other features. */
export interface StoredDecision {
  evidence: ReplayEvidence;
  context: LeverContext;
  levers: readonly Lever[];
  scoreChanges: ScoreChanges;
}

/** @throws {UnknownPrediction} when there is no prediction with this id that the caller may read */
export async function readDecision(
  { database, loadModel, readPolicies }: CounterfactualDependencies,
  prediction_id: string,
  caller: Caller,
): Promise<StoredDecision> {
  const [evidence] = await database().query<ReplayEvidence>(readSqlFile('api/evidence/find_replay_evidence.sql'), {
    prediction_id: uuid(prediction_id),
    ...toReader(caller),
  });
  if (!evidence) throw new UnknownPrediction();
  const { model_version: version, model_key: key, model_sha256: sha256, manifest_sha256 } = evidence;
  const { policy_version, policy_sha256, features: record } = evidence;
  const loadPolicy = createPolicyLoader(database(), readPolicies);
  const [model, policy] = await Promise.all([
    loadModel({ version, key, sha256, manifest_sha256 }),
    loadPolicy({ version: policy_version, sha256: policy_sha256 ?? '' }),
  ]);
  const { manifest, seen } = model;
  const context = { record, manifest, seen, attributes: new Map(), neverChanged: NEVER_CHANGED };
  return { evidence, context, levers: listLevers(context), scoreChanges: createChangeScorer(model, policy) };
}
