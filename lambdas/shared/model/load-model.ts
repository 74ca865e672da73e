/** From a registered model to a session that may be trusted: what does not match its registration is never run. */
import { createHash } from 'node:crypto';
import { InferenceSession } from 'onnxruntime-node';
import { ModelCorrupt, type ModelReference } from './errors.ts';
import { ModelFolderManifest, type ModelManifest } from './model-manifest.ts';
import { createScoreExplainer, type ExplainScore } from './score-explainer.ts';

export { ModelCorrupt, type ModelReference } from './errors.ts';

/** What a score needs. */
export interface ScoringModel {
  reference: ModelReference;
  manifest: ModelManifest;
  session: InferenceSession;
}

export type ExplainableModel = ScoringModel & {
  /** Why a score is what it is. */
  explain: ExplainScore;
};

/** The bytes of one of a registered model's files. */
export type ReadModelFile = (reference: ModelReference, file: 'model.onnx' | 'manifest.json') => Promise<Uint8Array>;

/**
 * Reads the manifest and the graph, verifies both against the registration, and only then makes the session: one
 * intra-op thread, so that a replay adds up the same floats in the same order. A model whose scores can't be explained
 * is refused like a damaged one. Throws ModelCorrupt; what `read` throws passes through.
 */
export async function loadExplainableModel(reference: ModelReference, read: ReadModelFile): Promise<ExplainableModel> {
  const { onnx, background, ...model } = await loadVerified(reference, read);
  return { ...model, explain: await createVerifiedExplainer(reference, onnx, { ...model, background }) };
}

/** The same of a model whose scores nobody asks reasons for. */
export async function loadScoringModel(reference: ModelReference, read: ReadModelFile): Promise<ScoringModel> {
  const { onnx: _, background: __, ...model } = await loadVerified(reference, read);
  return model;
}

async function loadVerified(reference: ModelReference, read: ReadModelFile) {
  const [onnx, text] = await Promise.all([read(reference, 'model.onnx'), read(reference, 'manifest.json')]);
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  if (sha256 !== reference.sha256) {
    throw new ModelCorrupt(reference, `model.onnx has sha256 ${sha256}, registered is ${reference.sha256}`);
  }
  const { background, ...manifest } = parseManifest(reference, text);
  const session = await createSession(reference, onnx);
  checkShape(reference, session, 'num', 'float32', manifest.inputs.num.length);
  checkShape(reference, session, 'cat', 'string', Math.max(manifest.inputs.cat.length, 1));
  return { reference, manifest, session, onnx, background };
}

/**
 * Loads each model once and keeps the `keep` last used, so that a new champion pushes out the one before the last.
 * A failed load is forgotten: the next call tries again.
 */
export function createModelCache(
  read: ReadModelFile,
  { keep = 2 } = {},
): (reference: ModelReference) => Promise<ExplainableModel> {
  const models = new Map<string, Promise<ExplainableModel>>();
  return (reference) => {
    const id = `${reference.version}:${reference.sha256}`;
    const model = models.get(id) ?? loadExplainableModel(reference, read);
    models.delete(id);
    models.set(id, model);
    model.catch(() => models.delete(id));
    for (const oldest of [...models.keys()].slice(0, -keep)) models.delete(oldest);
    return model;
  };
}

function parseManifest(reference: ModelReference, text: Uint8Array): ModelFolderManifest {
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
  const found = session.inputMetadata.find(({ name }) => name === input);
  if (found?.isTensor && found.type === type && found.shape[1] === columns) return;
  const actual = found?.isTensor ? `${found.type} [${found.shape}]` : 'absent';
  throw new ModelCorrupt(reference, `input ${input} must be ${type} [rows, ${columns}] and is ${actual}`);
}
