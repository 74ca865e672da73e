/**
 * Chooses who decides on an application: the arm of the experiment, the model and the policy of its segment. Open it to
 * change how an assignment is followed. Pure functions, no I/O.
 */
import { type ChosenArm, chooseArm } from '../decision/choose-arm.ts';
import { joinNeededFeatures, type NeededFeature } from '../decision/needed-features.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { InputNames } from '../model/model-inputs.ts';
import type { ModelManifest } from '../model/model-manifest.ts';
import { DEFAULT_SCORE_SCALE, type ScoreScale } from '../model/score-scale.ts';
import { listPolicyFeatures } from '../policy/readings.ts';
import { PolicyCorrupt } from './errors.ts';
import type { ServingState } from './serving-state.ts';
import type { StoredPolicy } from './stored-policy.ts';

/** A serving state whose policies are verified and ready to decide. */
export interface Serving {
  state: ServingState;
  policies: ReadonlyMap<string, StoredPolicy>;
  /** What the policies and the segments read, each feature once. */
  features: readonly NeededFeature[];
}

/**
 * Joins a state with its policies.
 * @throws {PolicyCorrupt} when a version that it names is not among them
 */
export function openServing(state: ServingState, stored: readonly StoredPolicy[]): Serving {
  const policies = new Map(stored.map((policy) => [policy.version, policy]));
  for (const version of listNamedVersions(state)) {
    if (!policies.has(version)) throw new PolicyCorrupt(version, 'it is assigned and is not stored');
  }
  const read = [
    ...stored.flatMap(({ policy }) => listPolicyFeatures(policy)),
    ...state.segments.map(({ feature }) => ({ name: feature, type: 'category' as const })),
  ];
  return { state, policies, features: [...new Map(read.map((feature) => [feature.name, feature])).values()] };
}

/** Lists the versions that decide: the default, those of segments and those of arms. */
function listNamedVersions({ default_version, segments, experiments }: ServingState): string[] {
  const arms = experiments.flatMap(({ arms }) => arms);
  return [
    default_version,
    ...segments.map(({ version }) => version),
    ...arms.flatMap(({ policy_version }) => (policy_version === null ? [] : [policy_version])),
  ];
}

/** Lists the features that a model with these inputs and every policy read: all are scored and stored as evidence. */
export const listServingFeatures = (inputs: InputNames, { features }: Serving): NeededFeature[] =>
  joinNeededFeatures(inputs, features);

/** Who asks, and the features by which segments are chosen. */
interface Applicant {
  customer_id: string | null;
  features: FeatureRecord;
}

/**
 * Chooses the arm of a customer; null without a running experiment. An application of a segment keeps the segment's policy
 * in every arm, so it takes no part where arms differ by their policies only.
 */
export function chooseServingArm(serving: Serving, { customer_id, features }: Applicant): ChosenArm | null {
  const { experiments } = serving.state;
  const hasModels = experiments.some(({ arms }) => arms.some(({ model_version }) => model_version !== null));
  return hasModels || !findSegment(serving, features) ? chooseArm(experiments, customer_id) : null;
}

/** Chooses the policy of an application: that of the first segment it belongs to, else its arm's, else the default. */
export function choosePolicy(serving: Serving, features: FeatureRecord, arm: ChosenArm | null): StoredPolicy {
  const version = findSegment(serving, features)?.version ?? arm?.policy_version;
  return getPolicy(serving, version ?? serving.state.default_version);
}

const findSegment = ({ state }: Serving, features: FeatureRecord) =>
  state.segments.find(({ feature, value }) => features[feature] === value);

/** The policy of applications that belong to no segment. */
const getDefaultPolicy = (serving: Serving): StoredPolicy => getPolicy(serving, serving.state.default_version);

function getPolicy({ policies }: Serving, version: string): StoredPolicy {
  const policy = policies.get(version);
  if (!policy) throw new PolicyCorrupt(version, 'it is assigned and is not stored');
  return policy;
}

/** The scale of a challenger's score: its model's, else that of the default policy. It decides nothing, so none conflicts. */
export const findShadowScale = (serving: Serving, { score_scale }: Pick<ModelManifest, 'score_scale'>): ScoreScale =>
  score_scale ?? getDefaultPolicy(serving).policy.score ?? DEFAULT_SCORE_SCALE;
