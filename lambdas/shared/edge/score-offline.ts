/**
 * Scores with a bundle: verifies it, opens model and policy, and decides with the very functions of the API. It runs in
 * browsers and in Node.js; edge/ brings the runtime and the files.
 */
import { v7 } from 'uuid';
import { decide, MissingPolicyFeature } from '../decision/decide.ts';
import { buildSnapshot, listNeededFeatures, type NeededFeature } from '../decision/needed-features.ts';
import { selectReasons } from '../decision/reasons.ts';
import { RiskError } from '../errors.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { CreateSession } from '../model/graph-runtime.ts';
import { type ExplainableModel, openModel } from '../model/open-model.ts';
import { runGraph } from '../model/run-graph.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { resolveScoreScale } from '../policy/score-scale.ts';
import { type FeatureFault, listFeatureFaults, SentFeatures } from '../sent-features/sent-features.ts';
import { BUNDLE_FILE, type BundleDocument, type ScoringFile, SIGNATURE_FILE } from './bundle-document.ts';
import type { EdgeDecision } from './edge-decision.ts';
import { BundleRefused, checkTime, type ReadBundleFile, readVerifiedFiles, verifyDocument } from './verify-bundle.ts';

/** The entered features cannot be scored; `faults` names each. */
export class FeaturesRefused extends RiskError {
  readonly faults: readonly FeatureFault[];

  constructor(faults: readonly FeatureFault[]) {
    super(`the features are not those that the model and the policy read: ${faults.map(formatFault).join('; ')}`);
    this.faults = faults;
  }
}

/** An opened bundle that scores. */
export interface OfflineScorer {
  document: BundleDocument;
  /** SHA-256 of `bundle.json`, and what the upload sends of it. */
  bundle: { sha256: string; document: string; signature: string };
  model: ExplainableModel;
  policy: Policy;
  /** Every feature that has to be entered, also as unknown. */
  needed: readonly NeededFeature[];
  /** Verified files by name. */
  files: ReadonlyMap<string, Uint8Array>;
  /**
   * Decides on one applicant.
   * @throws {FeaturesRefused} when the features are not valid
   * @throws {BundleRefused} when the bundle has expired meanwhile
   */
  score(features: unknown): Promise<EdgeDecision>;
}

/** What the surroundings bring. */
export interface OfflineSurroundings {
  read: ReadBundleFile;
  createSession: (files: ReadonlyMap<string, Uint8Array>) => CreateSession;
  /** The lender's key, SPKI in DER. */
  publicKey: Uint8Array;
  now?: () => Date;
}

/**
 * Verifies and opens a bundle.
 * @throws {BundleRefused} when it is not what the lender signed, or not any more
 * @throws {ModelCorrupt} when its model cannot be run or explained
 * @throws {InvalidPolicy} when its policy is none
 */
export async function openBundle(surroundings: OfflineSurroundings): Promise<OfflineScorer> {
  const { read, createSession, publicKey, now = () => new Date() } = surroundings;
  const [bytes, signature] = await Promise.all([read(BUNDLE_FILE), read(SIGNATURE_FILE)]);
  if (!bytes) throw new BundleRefused('bundle-file-missing', `the bundle has no ${BUNDLE_FILE}`);
  const signatureText = signature && new TextDecoder().decode(signature).trim();
  const { document, sha256 } = await verifyDocument({ bytes, signature: signatureText }, publicKey);
  checkTime(document, now());
  const files = await readVerifiedFiles(document, read);
  const { version, sha256: model_sha256, manifest_sha256 } = document.model;
  const reference = { version, key: '', sha256: model_sha256, manifest_sha256 };
  const model = await openModel(
    reference,
    { onnx: getFile(files, 'model.onnx'), manifest: getFile(files, 'manifest.json') },
    createSession(files),
  );
  const policy = openPolicy(document, getFile(files, 'policy.json'));
  const needed = listNeededFeatures(model.manifest.inputs, policy);
  return {
    ...{ document, model, policy, needed, files },
    bundle: { sha256, document: new TextDecoder().decode(bytes), signature: signatureText ?? '' },
    async score(entered) {
      const time = now();
      checkTime(document, time);
      const features = buildSnapshot(needed, checkFeatures(entered, needed));
      const decision = await scoreFeatures({ model, policy }, features);
      return {
        ...{ decision_id: v7(), decided_at: time.toISOString(), bundle_sha256: sha256, features: { ...features } },
        ...{ model_version: version, model_sha256 },
        ...{ policy_version: policy.version, policy_sha256: document.policy.sha256 },
        ...decision,
      };
    },
  };
}

/** Scores and decides as `scoreInputs` of the API does. */
async function scoreFeatures({ model, policy }: { model: ExplainableModel; policy: Policy }, features: FeatureRecord) {
  const outputs = await runGraph(model, [features]);
  const { pd, raw } = outputs;
  try {
    const scale = resolveScoreScale(policy, model.manifest);
    const outcome = decide(policy, pd[0] ?? Number.NaN, features, scale);
    const reasons = selectReasons(policy, outcome, features, () => model.explain(features, outputs, 0));
    return { raw: raw[0] ?? Number.NaN, ...outcome, ...reasons };
  } catch (error) {
    if (!(error instanceof MissingPolicyFeature)) throw error;
    throw new FeaturesRefused([{ feature: error.feature, message: 'Must be known' }]);
  }
}

/** Checks as the API checks `features` of POST /v1/predict. */
function checkFeatures(entered: unknown, needed: readonly NeededFeature[]): FeatureRecord {
  const { data, error } = SentFeatures.safeParse(entered);
  if (!data) {
    throw new FeaturesRefused(error.issues.map(({ path, message }) => ({ feature: path.join('.'), message })));
  }
  const faults = listFeatureFaults(data, needed);
  if (faults.length > 0) throw new FeaturesRefused(faults);
  return data as FeatureRecord;
}

function openPolicy({ policy: { version } }: BundleDocument, bytes: Uint8Array): Policy {
  const policy = parsePolicy(JSON.parse(new TextDecoder().decode(bytes)));
  if (policy.version !== version) {
    throw new BundleRefused('bundle-file-changed', `policy.json is version ${policy.version}`);
  }
  return policy;
}

/** The document lists it, and every listed file was read. */
const getFile = (files: ReadonlyMap<string, Uint8Array>, name: ScoringFile): Uint8Array =>
  files.get(name) as Uint8Array;

const formatFault = ({ feature, message }: FeatureFault) => `${feature}: ${message}`;
