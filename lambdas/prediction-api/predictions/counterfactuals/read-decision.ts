/** Reads a stored decision with its model, its policy and what a person could change of its features. */

import { type Database, uuid } from '../../../shared/aws/database.ts';
import { NEVER_CHANGED } from '../../../shared/counterfactuals/configuration.ts';
import {
  type DeclaredAttribute,
  type Lever,
  type LeverContext,
  listLevers,
} from '../../../shared/counterfactuals/levers.ts';
import { createChangeScorer, type ScoreChanges } from '../../../shared/counterfactuals/score-changes.ts';
import type { ReplayEvidence } from '../../../shared/decision/replay-evidence.ts';
import type { Actionability } from '../../../shared/features/actionability.ts';
import type { ExplainableModel, ModelReference } from '../../../shared/model/load-model.ts';
import { createPolicyLoader, type ReadPolicies } from '../../../shared/serving/stored-policy.ts';
import { readSqlFile } from '../../../shared/sql-file.ts';
import type { Caller } from '../../http/operation.ts';
import { type Restriction, toRestrictedProblem } from '../processing-restricted.ts';
import { toReader } from '../stored/reader.ts';
import { UnknownPrediction } from '../stored/stored-prediction.ts';

export interface CounterfactualDependencies {
  database: () => Database;
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
  readPolicies: ReadPolicies;
}

/** The row of sql/api/counterfactuals/read_context.sql. */
interface ContextRow {
  attributes: AttributeRow[];
  restriction: Restriction | null;
}

interface AttributeRow {
  name: string;
  label: string | null;
  actionable: Actionability;
}

/** A stored decision that can be scored again with other features. */
export interface StoredDecision {
  evidence: ReplayEvidence;
  context: LeverContext;
  levers: readonly Lever[];
  scoreChanges: ScoreChanges;
}

/**
 * @throws {UnknownPrediction} when there is no prediction with this id that the caller may read
 * @throws {Problem} when the processing of the customer's data is restricted (409)
 */
export async function readDecision(
  { database, loadModel, readPolicies }: CounterfactualDependencies,
  prediction_id: string,
  caller: Caller,
): Promise<StoredDecision> {
  const values = { prediction_id: uuid(prediction_id), ...toReader(caller) };
  const [[evidence], [known]] = await Promise.all([
    database().query<ReplayEvidence>(readSqlFile('api/evidence/find_replay_evidence.sql'), values),
    database().query<ContextRow>(readSqlFile('api/counterfactuals/read_context.sql'), {
      prediction_id: values.prediction_id,
    }),
  ]);
  if (!evidence) throw new UnknownPrediction();
  if (known?.restriction) throw toRestrictedProblem(known.restriction);
  const { model_version: version, model_key: key, model_sha256: sha256, manifest_sha256 } = evidence;
  const { policy_version, policy_sha256, features: record } = evidence;
  const loadPolicy = createPolicyLoader(database(), readPolicies);
  const [model, policy] = await Promise.all([
    loadModel({ version, key, sha256, manifest_sha256 }),
    loadPolicy({ version: policy_version, sha256: policy_sha256 ?? '' }),
  ]);
  const { manifest, seen } = model;
  const attributes = new Map((known?.attributes ?? []).map((row) => [row.name, toDeclaredAttribute(row)]));
  const context = { record, manifest, seen, attributes, neverChanged: NEVER_CHANGED };
  return { evidence, context, levers: listLevers(context), scoreChanges: createChangeScorer(model, policy) };
}

const toDeclaredAttribute = ({ name, label, actionable }: AttributeRow): DeclaredAttribute => ({
  label: label ?? name,
  actionable,
});
