/** Runs a model on a batch of records. */
import type { InferenceSession } from 'onnxruntime-node';
import type { FeatureRecord } from '../decision/decide.ts';
import { InvalidModelOutput } from './errors.ts';
import { modelInputs } from './inputs.ts';
import type { Model } from './load.ts';

export { InvalidModelOutput } from './errors.ts';

/**
 * Calibrated probabilities of default (0 to 1) and raw scores, one a record and in its order; both are float32.
 * Throws MissingFeature, InvalidFeature and InvalidModelOutput: a wrong number is never handed on.
 */
export async function scoreBatch(
  model: Pick<Model, 'manifest' | 'session'>,
  records: readonly FeatureRecord[],
): Promise<{ pd: Float32Array; raw: Float32Array }> {
  const { manifest, session } = model;
  const outputs = await session.run(modelInputs(manifest.inputs, records), ['pd', 'raw']);
  const pd = column(manifest.version, outputs, 'pd', records.length);
  const raw = column(manifest.version, outputs, 'raw', records.length);
  const wrong = pd.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0) throw new InvalidModelOutput(manifest.version, `gave ${pd[wrong]} as a probability of default`);
  return { pd, raw };
}

function column(version: string, outputs: InferenceSession.ReturnType, name: string, rows: number): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array && data.length === rows) return data;
  throw new InvalidModelOutput(version, `gave ${data?.length ?? 'no'} values of ${name} for ${rows} rows`);
}
