/**
 * Decides whether an uploaded decision is stored: it names its bundle, was made in the bundle's time, and comes out the
 * same when model and policy decide again.
 */
import { MissingPolicyFeature } from '../../../shared/decision/decide.ts';
import { listNeededFeatures } from '../../../shared/decision/needed-features.ts';
import { selectReasons } from '../../../shared/decision/reasons.ts';
import { type Difference, replayEvidence } from '../../../shared/decision/replay-evidence.ts';
import { EdgeDecision } from '../../../shared/edge/edge-decision.ts';
import type { ExplainableModel } from '../../../shared/model/load-model.ts';
import { InvalidModelOutput, runGraph } from '../../../shared/model/run-graph.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { listFeatureFaults, SentFeatures } from '../../../shared/sent-features/sent-features.ts';
import { RefusedItem } from '../../http/parse-json-body.ts';
import { type FieldError, Problem } from '../../http/problem.ts';
import { toInvalidBodyProblem } from '../../http/validate-request.ts';
import type { UploadedBundle } from './open-upload.ts';

/** A bundle whose model and policy are loaded. */
export interface ReplayedBundle {
  bundle: UploadedBundle;
  model: ExplainableModel;
  policy: Policy;
}

/** A device's clock may differ by this. */
const CLOCK_TOLERANCE_MILLISECONDS = 86_400_000;
/** Devices compute in the same order with other instructions. Contributions are stored to six places. */
const CONTRIBUTION_TOLERANCE = 1e-4;
const RAW_TOLERANCE = 1e-4;

/** Returns the decision as it is stored, or why it is not. @throws {ModelCorrupt} when the model cannot be loaded */
export async function replayEdgeDecision(
  replayed: ReplayedBundle,
  item: unknown,
  now: Date,
): Promise<EdgeDecision | Problem> {
  if (item instanceof RefusedItem) return item.problem;
  const { data: decision, error } = EdgeDecision.safeParse(item);
  if (!decision) return toInvalidBodyProblem(error);
  return (
    checkOrigin(replayed.bundle, decision, now) ??
    checkFeatures(replayed, decision) ??
    (await compareResult(replayed, decision)) ??
    decision
  );
}

function checkOrigin(bundle: UploadedBundle, decision: EdgeDecision, now: Date): Problem | undefined {
  const { model, policy, created_at, expires_at } = bundle.document;
  const isOfBundle =
    decision.bundle_sha256 === bundle.sha256 &&
    decision.model_version === model.version &&
    decision.model_sha256 === model.sha256 &&
    decision.policy_version === policy.version &&
    decision.policy_sha256 === policy.sha256;
  if (!isOfBundle) {
    return new Problem(422, 'edge-other-bundle', 'The decision is of another bundle. Upload it with its own one.');
  }
  const decidedAt = Date.parse(decision.decided_at);
  const isInTime =
    decidedAt >= Date.parse(created_at) - CLOCK_TOLERANCE_MILLISECONDS &&
    decidedAt < Date.parse(expires_at) &&
    decidedAt <= now.getTime() + CLOCK_TOLERANCE_MILLISECONDS;
  if (isInTime) return undefined;
  return new Problem(
    422,
    'edge-time',
    'The decision was made outside of the time of its bundle, or in the future. Ask for a new bundle.',
  );
}

/** The features are exactly those that model and policy read, and the API would have taken them. */
function checkFeatures({ model, policy }: ReplayedBundle, { features }: EdgeDecision): Problem | undefined {
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  const names = new Set(needed.map(({ name }) => name));
  const issues = SentFeatures.safeParse(features).error?.issues ?? [];
  const errors: FieldError[] = [
    ...issues.map(({ path, message }) => ({ path: ['features', ...path].join('.'), message })),
    ...listFeatureFaults(features, needed).map(({ feature, message }) => ({ path: `features.${feature}`, message })),
    ...Object.keys(features)
      .filter((name) => !names.has(name))
      .map((name) => ({ path: `features.${name}`, message: 'Neither the model nor the policy reads it' })),
  ];
  if (errors.length === 0) return undefined;
  return new Problem(
    422,
    'invalid-body',
    'The features are not those that the bundle reads: see the field errors.',
    errors,
  );
}

async function compareResult(replayed: ReplayedBundle, decision: EdgeDecision): Promise<Problem | undefined> {
  try {
    const differences = await listDifferences(replayed, decision);
    return differences.length === 0 ? undefined : toNotReproduced(differences);
  } catch (error) {
    // No device can have decided on these features.
    if (error instanceof MissingPolicyFeature || error instanceof InvalidModelOutput) return toNotReproduced([]);
    throw error;
  }
}

async function listDifferences({ bundle, model, policy }: ReplayedBundle, decision: EdgeDecision): Promise<string[]> {
  const {
    features,
    raw,
    reasons,
    explanation,
    decision_id: _,
    decided_at: __,
    bundle_sha256: ___,
    ...result
  } = decision;
  const sources = { loadModel: async () => model, loadPolicy: async () => policy };
  const { key: model_key, manifest_sha256 } = bundle.model;
  const evidence = { ...result, features, model_key, manifest_sha256 };
  const { replayed, differences } = await replayEvidence(sources, evidence);
  const outputs = await runGraph(model, [features]);
  const expected = selectReasons(policy, replayed, features, () => model.explain(features, outputs, 0));
  const isClose = (a: number | null | undefined, b: number | null | undefined) =>
    typeof a === 'number' && typeof b === 'number'
      ? Math.abs(a - b) <= CONTRIBUTION_TOLERANCE * Math.max(1, Math.abs(a))
      : a === b;
  const haveSameReasons =
    reasons.length === expected.reasons.length &&
    reasons.every((reason, i) => {
      const other = expected.reasons.find(({ feature }) => feature === reason.feature);
      return (
        reason.rank === i + 1 &&
        reason.text === other?.text &&
        reason.label === other.label &&
        reason.value === other.value &&
        isClose(reason.contribution, other.contribution) &&
        isClose(reason.contribution, expected.reasons[i]?.contribution)
      );
    });
  const isSameExplanation =
    explanation?.scale === expected.explanation?.scale &&
    isClose(explanation?.base, expected.explanation?.base) &&
    isClose(explanation?.margin, expected.explanation?.margin);
  return [
    ...differences.map(({ field }: Difference) => field),
    ...(Math.abs(raw - (outputs.raw[0] ?? Number.NaN)) <= RAW_TOLERANCE * Math.max(1, Math.abs(raw)) ? [] : ['raw']),
    ...(haveSameReasons ? [] : ['reasons']),
    ...(isSameExplanation ? [] : ['explanation']),
  ];
}

const toNotReproduced = (fields: readonly string[]) =>
  new Problem(
    422,
    'edge-not-reproduced',
    'Model and policy of the bundle do not decide so on these features. The field errors says what differs.',
    fields.map((path) => ({ path, message: 'Is not what the replay gives' })),
  );
