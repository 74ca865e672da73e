/** Reads the files of registered models from the model bucket. */
import { buffer } from 'node:stream/consumers';
import { getObjectStore, ObjectMissing } from '../aws/object-store.ts';
import { requireEnv } from '../env.ts';
import { modelManifestKey } from '../object-keys.ts';
import { ModelCorrupt } from './errors.ts';
import type { ReadModelFile } from './load-model.ts';

/**
 * Creates a reader of model files, which throws what is listed here.
 * @throws {ModelCorrupt} when a file is missing
 */
export function createModelReader(): ReadModelFile {
  return async (reference, file) => {
    const key = file === 'model.onnx' ? reference.key : modelManifestKey(reference.version);
    try {
      return await buffer(await getObjectStore().getStream(requireEnv('MODEL_BUCKET'), key));
    } catch (cause) {
      throw cause instanceof ObjectMissing ? new ModelCorrupt(reference, `${file} is missing`, { cause }) : cause;
    }
  };
}
