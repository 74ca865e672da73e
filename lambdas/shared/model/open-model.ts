/**
 * Opens a model from verified bytes, with any ONNX Runtime. Open it for what is checked before a graph scores; load-model.ts
 * reads and verifies the bytes in the cloud, edge/ those of a bundle.
 */
import { ModelCorrupt, type ModelReference } from './errors.ts';
import type { CreateSession, GraphSession } from './graph-runtime.ts';
import { ModelFolderManifest, type ModelManifest } from './model-manifest.ts';
import { createScoreExplainer, type ExplainScore } from './score-explainer.ts';
import { readSeenValues, type SeenValues } from './seen-values.ts';

/** A loaded model that can score. */
export interface ScoringModel {
  reference: ModelReference;
  manifest: ModelManifest;
  session: GraphSession;
}

export type ExplainableModel = ScoringModel & {
  /** Computes the reasons of a score. */
  explain: ExplainScore;
  /** What it was trained on. */
  seen: SeenValues;
};

/** The files of a model, whose hashes the caller has compared with `reference`. */
export interface VerifiedFiles {
  onnx: Uint8Array;
  manifest: Uint8Array;
}

/**
 * Creates session and explainer of a model.
 * @throws {ModelCorrupt} when the files do not belong together, do not run, or the model's scores cannot be explained
 */
export async function openModel(
  reference: ModelReference,
  files: VerifiedFiles,
  createSession: CreateSession,
): Promise<ExplainableModel> {
  const { background, ...model } = await openScoring(reference, files, createSession);
  const explain = await createVerifiedExplainer(reference, files.onnx, { ...model, background });
  return { ...model, explain, seen: readSeenValues({ ...model.manifest, background }) };
}

/**
 * Creates the session of a model whose scores need no reasons.
 * @throws {ModelCorrupt} when the files do not belong together or do not run
 */
export async function openScoringModel(
  reference: ModelReference,
  files: VerifiedFiles,
  createSession: CreateSession,
): Promise<ScoringModel> {
  const { background: _, ...model } = await openScoring(reference, files, createSession);
  return model;
}

async function openScoring(reference: ModelReference, files: VerifiedFiles, createSession: CreateSession) {
  const { background, ...manifest } = parseModelManifest(reference, files.manifest);
  const session = await startSession(reference, files.onnx, createSession);
  checkShape(reference, session, 'num', 'float32', manifest.inputs.num.length);
  checkShape(reference, session, 'cat', 'string', Math.max(manifest.inputs.cat.length, 1));
  return { reference, manifest, session, background };
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

async function startSession(
  reference: ModelReference,
  onnx: Uint8Array,
  createSession: CreateSession,
): Promise<GraphSession> {
  try {
    return await createSession(onnx);
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
  session: GraphSession,
  input: string,
  type: string,
  columns: number,
): void {
  const metadata = session.inputMetadata.find(({ name }) => name === input);
  if (metadata?.isTensor && metadata.type === type && metadata.shape[1] === columns) return;
  const actual = metadata?.isTensor ? `${metadata.type} [${metadata.shape}]` : 'absent';
  throw new ModelCorrupt(reference, `input ${input} must be ${type} [rows, ${columns}] and is ${actual}`);
}
