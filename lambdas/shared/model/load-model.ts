/** Loads registered models into ONNX Runtime. A file that does not match its registration is never run. */
import { createHash } from 'node:crypto';
import { ModelCorrupt, type ModelReference, toReferenceId } from './errors.ts';
import { createNodeSession } from './node-runtime.ts';
import {
  type ExplainableModel,
  openModel,
  openScoringModel,
  type ScoringModel,
  type VerifiedFiles,
} from './open-model.ts';

export { ModelCorrupt, type ModelReference } from './errors.ts';
export type { ExplainableModel, ScoringModel } from './open-model.ts';

/** Reads the bytes of one file of a registered model. */
export type ReadModelFile = (reference: ModelReference, file: 'model.onnx' | 'manifest.json') => Promise<Uint8Array>;

/**
 * Loads a model: reads model manifest and graph, verifies both against the registration and creates the session. Errors
 * of `read` pass through.
 * @throws {ModelCorrupt} when the files do not match the registration, or the model's scores cannot be explained
 */
export async function loadExplainableModel(reference: ModelReference, read: ReadModelFile): Promise<ExplainableModel> {
  return openModel(reference, await readVerified(reference, read), createNodeSession);
}

/**
 * Loads a model whose scores need no reasons. Errors of `read` pass through.
 * @throws {ModelCorrupt} when the files do not match the registration
 */
export async function loadScoringModel(reference: ModelReference, read: ReadModelFile): Promise<ScoringModel> {
  return openScoringModel(reference, await readVerified(reference, read), createNodeSession);
}

async function readVerified(reference: ModelReference, read: ReadModelFile): Promise<VerifiedFiles> {
  const [onnx, manifest] = await Promise.all([read(reference, 'model.onnx'), read(reference, 'manifest.json')]);
  checkHash(reference, 'model.onnx', onnx, reference.sha256);
  // Training and every model command fill a missing hash (docs/models.md).
  if (reference.manifest_sha256 !== null) checkHash(reference, 'manifest.json', manifest, reference.manifest_sha256);
  return { onnx, manifest };
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
