/** Runs a model on a batch of records. */
import type { InferenceSession } from 'onnxruntime-node';
import type { FeatureRecord } from '../features/feature-record.ts';
import { InvalidModelOutput } from './errors.ts';
import { buildModelInputs } from './model-inputs.ts';
import type { ModelManifest } from './model-manifest.ts';

export { InvalidModelOutput } from './errors.ts';

/** All float32. `prepared` is the matrix that the model's sum is over, row by row: what reasons are computed from. */
export interface GraphOutputs {
  pd: Float32Array;
  raw: Float32Array;
  prepared: Float32Array;
}

/**
 * Calibrated probabilities of default (0 to 1), raw scores and prepared rows, one a record and in its order.
 * Throws MissingFeature, InvalidFeature and InvalidModelOutput: a wrong number is never handed on.
 */
export async function runGraph(
  model: { manifest: ModelManifest; session: InferenceSession },
  records: readonly FeatureRecord[],
): Promise<GraphOutputs> {
  const { manifest, session } = model;
  const outputs = await session.run(buildModelInputs(manifest.inputs, records), ['pd', 'raw', 'prepared']);
  const pd = readOutput(manifest.version, outputs, 'pd', records.length);
  const raw = readOutput(manifest.version, outputs, 'raw', records.length);
  const wrong = pd.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) throw new InvalidModelOutput(manifest.version, `gave ${pd[wrong]} as a probability of default`);
  // A sum that went beyond float32 may still come out of the calibration as a probability, and means nothing.
  const endless = raw.findIndex((value) => !Number.isFinite(value));
  if (endless >= 0) throw new InvalidModelOutput(manifest.version, `gave ${raw[endless]} before calibration`);
  const prepared = readOutput(manifest.version, outputs, 'prepared', records.length * manifest.prepared_from.length);
  return { pd, raw, prepared };
}

function readOutput(version: string, outputs: InferenceSession.ReturnType, name: string, size: number): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array && data.length === size) return data;
  throw new InvalidModelOutput(version, `gave ${data?.length ?? 'no'} values of ${name} instead of ${size}`);
}
