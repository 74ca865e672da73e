/** Loads registered models into ONNX Runtime. A file that does not match its registration is never run. */
import { createHash } from 'node:crypto';
import { InferenceSession } from 'onnxruntime-node';
import { ModelCorrupt, type ModelReference, toReferenceId } from './errors.ts';
import { ModelFolderManifest, type ModelManifest } from './model-manifest.ts';
import { createScoreExplainer, type ExplainScore } from './score-explainer.ts';
import { readSeenValues, type SeenValues } from './seen-values.ts';

export { ModelCorrupt, type ModelReference } from './errors.ts';

/** A loaded model that can score. */
export interface ScoringModel {
  reference: ModelReference;
  manifest: ModelManifest;
  session: InferenceSession;
}

export type ExplainableModel = ScoringModel & {
  /** Computes the reasons of a score. */
  explain: ExplainScore;
  /** What it was trained on. */
  seen: SeenValues;
};

/** Reads the bytes of one file of a registered model. */
export type ReadModelFile = (reference: ModelReference, file: 'model.onnx' | 'manifest.json') => Promise<Uint8Array>;

/**
 * Loads a model: reads model manifest and graph, verifies both against the registration and creates the session. The
 * session has one intra-op thread, so that a replay adds the same floats in the same order. Errors of `read` pass through.
 * @throws {ModelCorrupt} when the files do not match the registration, or the model's scores cannot be explained
 */
export async function loadExplainableModel(reference: ModelReference, read: ReadModelFile): Promise<ExplainableModel> {
  const { onnx, background, ...model } = await loadVerified(reference, read);
  const explain = await createVerifiedExplainer(reference, onnx, { ...model, background });
  return { ...model, explain, seen: readSeenValues({ ...model.manifest, background }) };
}

/**
 * Loads a model whose scores need no reasons. Errors of `read` pass through.
 * @throws {ModelCorrupt} when the files do not match the registration
 */
export async function loadScoringModel(reference: ModelReference, read: ReadModelFile): Promise<ScoringModel> {
  const { onnx: _, background: __, ...model } = await loadVerified(reference, read);
  return model;
}

async function loadVerified(reference: ModelReference, read: ReadModelFile) {
  const [onnx, text] = await Promise.all([read(reference, 'model.onnx'), read(reference, 'manifest.json')]);
  checkHash(reference, 'model.onnx', onnx, reference.sha256);
  // Training and every model command fill a missing hash (docs/models.md).
  if (reference.manifest_sha256 !== null) checkHash(reference, 'manifest.json', text, reference.manifest_sha256);
  const { background, ...manifest } = parseModelManifest(reference, text);
  const session = await createSession(reference, onnx);
  checkShape(reference, session, 'num', 'float32', manifest.inputs.num.length);
  checkShape(reference, session, 'cat', 'string', Math.max(manifest.inputs.cat.length, 1));
  return { reference, manifest, session, onnx, background };
}

/** Creates a cache that loads each model once and keeps the `capacity` last used ones. A failed load is retried. */
export function createModelCache(
  read: ReadModelFile,
  { capacity = 2 } = {},
): (reference: ModelReference) => Promise<ExplainableModel> {
  const models = new Map<string, Promise<ExplainableModel>>();
  return (reference) => {
    const id = toReferenceId(reference);
    const model = models.get(id) ?? loadExplainableModel(reference, read);
    models.delete(id);
    models.set(id, model);
    model.catch(() => models.delete(id));
    for (const oldest of [...models.keys()].slice(0, -capacity)) models.delete(oldest);
    return model;
  };
}

function checkHash(reference: ModelReference, file: string, bytes: Uint8Array, registered: string): void {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 === registered) return;
  throw new ModelCorrupt(reference, `${file} has sha256 ${sha256}, registered is ${registered}`);
}

function parseModelManifest(reference: ModelReference, text: Uint8Array): ModelFolderManifest {
  let manifest: ModelFolderManifest;
  try {
    manifest = ModelFolderManifest.parse(JSON.parse(new TextDecoder().decode(text)));
  } catch (cause) {
    throw new ModelCorrupt(reference, 'manifest.json is not a valid manifest', { cause });
  }
  if (manifest.version !== reference.version || manifest.onnx.sha256 !== reference.sha256) {
    throw new ModelCorrupt(reference, `manifest.json describes ${manifest.version}, sha256 ${manifest.onnx.sha256}`);
  }
  return manifest;
}

async function createSession(reference: ModelReference, onnx: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(onnx, { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 });
  } catch (cause) {
    throw new ModelCorrupt(reference, 'model.onnx is not a graph that ONNX Runtime can run', { cause });
  }
}

async function createVerifiedExplainer(
  reference: ModelReference,
  onnx: Uint8Array,
  model: Parameters<typeof createScoreExplainer>[1],
): Promise<ExplainScore> {
  try {
    return await createScoreExplainer(onnx, model);
  } catch (cause) {
    throw new ModelCorrupt(reference, 'its scores cannot be explained', { cause });
  }
}

function checkShape(
  reference: ModelReference,
  session: InferenceSession,
  input: string,
  type: string,
  columns: number,
): void {
  const metadata = session.inputMetadata.find(({ name }) => name === input);
  if (metadata?.isTensor && metadata.type === type && metadata.shape[1] === columns) return;
  const actual = metadata?.isTensor ? `${metadata.type} [${metadata.shape}]` : 'absent';
  throw new ModelCorrupt(reference, `input ${input} must be ${type} [rows, ${columns}] and is ${actual}`);
}
