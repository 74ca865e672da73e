/** Plans a simulation: what decides now, what is tried instead, and which features both read. */
import type { Sql } from '../../shared/aws/database.ts';
import { joinNeededFeatures, type NeededFeature } from '../../shared/decision/needed-features.ts';
import { RiskError } from '../../shared/errors.ts';
import { isAttribute } from '../../shared/features/attribute-names.ts';
import { FEATURES, findFeature } from '../../shared/features/catalogue.ts';
import type { ScoreScale } from '../../shared/model/score-scale.ts';
import { hashDocument } from '../../shared/policy/hash-document.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { listPolicyFeatures } from '../../shared/policy/readings.ts';
import { resolveScoreScale } from '../../shared/policy/score-scale.ts';
import { readServing } from '../../shared/serving/read-serving.ts';
import type { PolicyReference, ServingModel } from '../../shared/serving/serving-state.ts';
import {
  createPolicyReader,
  openPolicy,
  type ReadPolicies,
  type StoredPolicy,
} from '../../shared/serving/stored-policy.ts';
import type { SimulationRequest } from '../../shared/simulation/simulation-request.ts';
import { readSqlFile } from '../../shared/sql-file.ts';
import type { SimulationPlan } from '../contract/simulation-plan.ts';

/** The policy, the model or a feature of the policy does not exist. A retry does not help. */
export class UnknownCandidate extends RiskError {}

interface Category {
  name: string;
  label: string;
}

/** Categories beyond it are no segments: each costs every part sums. */
const MAX_SEGMENTS = 12;

/**
 * @param document of a policy that is not stored, null otherwise; `sha256` of a stored one when the simulation was requested
 * @throws {UnknownCandidate} when policy, model or a feature of the policy does not exist
 * @throws {ScoreScaleConflict} when the policy states another scale than the model
 * @throws {PolicyCorrupt} when a stored document does not have its hash
 */
export async function buildPlan(
  sql: Sql,
  { policy_version, model_version, segment }: SimulationRequest,
  { document, sha256 }: { document: string | null; sha256: string | null },
): Promise<SimulationPlan> {
  const readPolicies = createPolicyReader();
  const { serving } = await readServing(sql, readPolicies);
  const candidate =
    document === null
      ? policy_version && (await findPolicy(sql, { version: policy_version, sha256 }, readPolicies))
      : openDraft(document);
  const model = model_version === null ? null : await findModel(sql, model_version);
  const scales = await readScales(sql);
  const scoring = scales.find(({ version, is_champion }) => (model ? version === model.version : is_champion));
  // Its rules may read the score, so the policy must mean the points of the model.
  if (candidate && scoring) resolveScoreScale(candidate.policy, toModelScale(scoring));
  const policyFeatures = [...serving.features, ...(candidate ? listPolicyFeatures(candidate.policy) : [])];
  const segments = await listSegments(sql, [...policyFeatures, ...toCategories(...(segment ? [segment.feature] : []))]);
  return {
    state: serving.state,
    documents: [...serving.policies.values()].map(toPlannedPolicy),
    candidate: candidate ? toPlannedPolicy(candidate) : null,
    ...{ model, segment, segments },
    score_scales: Object.fromEntries(
      scales.flatMap(({ version, score_scale }) => (score_scale ? [[version, score_scale]] : [])),
    ),
    features: requireKnown([
      ...joinNeededFeatures(model?.inputs ?? { num: [], cat: [] }, []),
      ...policyFeatures,
      ...toCategories(...segments.map(({ name }) => name)),
    ]),
  };
}

const toPlannedPolicy = ({ version, sha256, document }: StoredPolicy) => ({ version, sha256, document });

const toCategories = (...names: string[]): NeededFeature[] => names.map((name) => ({ name, type: 'category' }));

interface StoredScale {
  version: string;
  score_scale: ScoreScale | null;
  is_champion: boolean;
}

const readScales = (sql: Sql): Promise<StoredScale[]> => sql.query(readSqlFile('simulation/list_score_scales.sql'));

const toModelScale = ({ version, score_scale }: StoredScale) => ({ version, score_scale: score_scale ?? undefined });

async function findPolicy(
  sql: Sql,
  { version, sha256 }: { version: string; sha256: string | null },
  readPolicies: ReadPolicies,
): Promise<StoredPolicy> {
  const found = await sql.query<PolicyReference>(readSqlFile('simulation/find_policy.sql'), { version, sha256 });
  const [policy] = await readPolicies(sql, found);
  if (!policy) throw new UnknownCandidate(`policy ${version} was changed since, or does not exist; simulate it again`);
  return policy;
}

/** The text of a document in jsonb is not that of the draft, so its hash is its own. */
function openDraft(document: string): StoredPolicy {
  const { version } = parsePolicy(JSON.parse(document));
  return openPolicy({ version, sha256: hashDocument(document) }, document);
}

async function findModel(sql: Sql, version: string): Promise<ServingModel> {
  const [model] = await sql.query<ServingModel>(readSqlFile('simulation/find_model.sql'), { version });
  if (!model) throw new UnknownCandidate(`there is no model ${version}`);
  return model;
}

/** The categories that policies and segments read come first, then those of the catalogue, then the lender's. */
async function listSegments(sql: Sql, read: readonly NeededFeature[]): Promise<Category[]> {
  const attributes = await sql.query<Category>(readSqlFile('simulation/list_category_attributes.sql'));
  const known = [...FEATURES.filter(({ type }) => type === 'category'), ...attributes];
  const readCategories = read.filter(({ type }) => type === 'category');
  const names = [...new Set([...readCategories, ...known].map(({ name }) => name))];
  return names
    .slice(0, MAX_SEGMENTS)
    .map((name) => ({ name, label: known.find((category) => category.name === name)?.label ?? name }));
}

/**
 * Lists each feature once. A column of an unknown name would not exist, and the export would fail without saying why.
 * @throws {UnknownCandidate} when one is no feature, or is read as another type than it has
 */
function requireKnown(read: readonly NeededFeature[]): NeededFeature[] {
  const features = [...new Map(read.map((feature) => [feature.name, feature])).values()];
  for (const { name } of features) {
    const known = findFeature(name);
    if (!known && !isAttribute(name)) throw new UnknownCandidate(`the policy reads ${name}, which is no feature`);
    const type = known && (known.type === 'category' ? 'category' : 'number');
    if (type && read.some((feature) => feature.name === name && feature.type !== type)) {
      throw new UnknownCandidate(`the policy does not read ${name} as a ${type}, which it is`);
    }
  }
  return features;
}
