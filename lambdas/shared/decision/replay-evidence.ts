/**
 * Computes a stored prediction again with its own model and policy. Open it to change what counts as a difference. The
 * API and recoveries replay with it.
 */
import type { FeatureRecord } from '../features/feature-record.ts';
import type { ExplainableModel, ModelReference } from '../model/load-model.ts';
import { runGraph } from '../model/run-graph.ts';
import type { Policy } from '../policy/policy.ts';
import { resolveScoreScale } from '../policy/score-scale.ts';
import { type DecisionResult, decide } from './decide.ts';

/** A stored result. One that was stored before a rate existed has none. */
type StoredResult = Omit<DecisionResult, Priced> & Partial<Pick<DecisionResult, Priced>>;
type Priced = 'rate' | 'expected_return';

/** What a prediction was computed from, and its result. */
export type ReplayEvidence = StoredResult & {
  features: FeatureRecord;
  policy_version: string;
  /** Of the policy's document: as stored with the prediction, or of the version where it was stored before hashes were. */
  policy_sha256: string | null;
  model_version: string;
  model_sha256: string;
  model_key: string;
  manifest_sha256: string | null;
};

export interface ReplaySources {
  loadModel: (reference: ModelReference) => Promise<ExplainableModel>;
  loadPolicy: (reference: { version: string; sha256: string }) => Promise<Policy>;
}

/** A field of the result that is not as stored. */
export interface Difference {
  field: string;
  stored: number | string | null;
  replayed: number | string | null;
}

export interface ReplayedEvidence {
  stored: DecisionResult;
  replayed: DecisionResult;
  differences: Difference[];
}

/** Processors differ in the last bits of a float32. */
const PD_TOLERANCE = 1e-6;
/** Money is stored in cents. */
const CENT = 0.01;

/** Scores the stored features again, and compares. Errors of the sources pass through. */
export async function replayEvidence(
  { loadModel, loadPolicy }: ReplaySources,
  { features, ...evidence }: ReplayEvidence,
): Promise<ReplayedEvidence> {
  const { policy_version, policy_sha256, model_version, model_sha256, model_key, manifest_sha256, ...result } =
    evidence;
  const stored: DecisionResult = {
    ...result,
    rate: result.rate ?? null,
    expected_return: result.expected_return ?? null,
  };
  // The graph's hash is the one stored with the prediction. The manifest's is written to the registry once.
  const model = await loadModel({ version: model_version, key: model_key, sha256: model_sha256, manifest_sha256 });
  const { pd } = await runGraph(model, [features]);
  const policy = await loadPolicy({ version: policy_version, sha256: policy_sha256 ?? '' });
  const replayed = decide(policy, pd[0] ?? Number.NaN, features, resolveScoreScale(policy, model.manifest));
  return { stored, replayed, differences: listDifferences(stored, replayed) };
}

/** Every field that differs. The tolerance of the expected loss is that of the PD, in money, and a cent. */
export function listDifferences(stored: DecisionResult, replayed: DecisionResult): Difference[] {
  const tolerances: Partial<Record<keyof DecisionResult, number>> = {
    pd: PD_TOLERANCE,
    ead: CENT,
    expected_loss: CENT + PD_TOLERANCE * stored.lgd * stored.ead,
    expected_return: CENT + PD_TOLERANCE * (stored.lgd + 1) * stored.ead,
  };
  return (Object.keys(replayed) as (keyof DecisionResult)[])
    .filter((field) => !isSame(stored[field], replayed[field], tolerances[field]))
    .map((field) => ({ field, stored: stored[field], replayed: replayed[field] }));
}

function isSame(a: number | string | null, b: number | string | null, tolerance = 0): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= tolerance;
}
