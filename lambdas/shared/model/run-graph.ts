/** Runs the graph of a model on feature records and checks its outputs. */
import type { FeatureRecord } from '../features/feature-record.ts';
import { InvalidModelOutput } from './errors.ts';
import type { ExplainedOutputs } from './explain/margin-explainer.ts';
import type { GraphSession } from './graph-runtime.ts';
import { buildModelInputs } from './model-inputs.ts';
import type { ModelManifest } from './model-manifest.ts';

export { InvalidModelOutput } from './errors.ts';

/**
 * PDs and raw outputs, and matrices row by row from which reasons are computed, all float32: prepared columns, and what
 * each of them adds where a graph has additive parts.
 */
export interface GraphOutputs extends ExplainedOutputs {
  pd: Float32Array;
  raw: Float32Array;
}

const OUTPUTS = ['pd', 'raw', 'prepared'];

/**
 * Computes PDs (0 to 1), raw outputs and the rows for reasons, one per record and in the same order.
 * @throws {MissingFeature} when a record lacks a feature
 * @throws {InvalidFeature} when a value has the wrong type
 * @throws {InvalidModelOutput} when an output is no finite number, no probability or incomplete
 */
export async function runGraph(
  model: { manifest: ModelManifest; session: GraphSession },
  records: readonly FeatureRecord[],
): Promise<GraphOutputs> {
  const { manifest, session } = model;
  const hasParts = session.outputNames.includes('parts');
  const names = hasParts ? [...OUTPUTS, 'parts'] : OUTPUTS;
  const outputs = await session.run(buildModelInputs(manifest.inputs, records), names);
  const pd = readOutput(manifest.version, outputs, 'pd', records.length);
  const raw = readOutput(manifest.version, outputs, 'raw', records.length);
  const invalid = pd.findIndex((value) => !(value >= 0 && value <= 1));
  if (invalid >= 0) throw new InvalidModelOutput(manifest.version, `gave ${pd[invalid]} as a probability of default`);
  // Calibration can map a sum beyond float32 to a probability, which is meaningless then.
  const infinite = raw.findIndex((value) => !Number.isFinite(value));
  if (infinite >= 0) throw new InvalidModelOutput(manifest.version, `gave ${raw[infinite]} before calibration`);
  const size = records.length * manifest.prepared_from.length;
  const prepared = readOutput(manifest.version, outputs, 'prepared', size);
  return hasParts
    ? { pd, raw, prepared, parts: readOutput(manifest.version, outputs, 'parts', size) }
    : { pd, raw, prepared };
}

function readOutput(
  version: string,
  outputs: Awaited<ReturnType<GraphSession['run']>>,
  name: string,
  size: number,
): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array && data.length === size) return data;
  throw new InvalidModelOutput(version, `gave ${countValues(data)} values of ${name} instead of ${size}`);
}

const countValues = (data: unknown) => (ArrayBuffer.isView(data) && 'length' in data ? data.length : 'no');
