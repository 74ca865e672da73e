/** Converts feature records to the two input tensors of the graph, in the model manifest's order. */
import { RiskError } from '../errors.ts';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { GraphTensor } from './graph-runtime.ts';

/** Names of the features in the order of the tensors' columns. */
export interface InputNames {
  num: readonly string[];
  cat: readonly string[];
}

/** A record lacks a feature that the model was trained on. */
export class MissingFeature extends RiskError {
  constructor(feature: string) {
    super(`the model needs the feature ${feature}, which the record does not have`);
  }
}

/** A feature has another type than in the training, or is a number beyond float32. */
export class InvalidFeature extends RiskError {
  constructor(feature: string, expected: string) {
    super(`the feature ${feature} must be ${expected} or null`);
  }
}

/** Value of the input `cat` for a model without categories. The graph always has this input; training does the same. */
const NO_CATEGORY = 'none';

/**
 * Builds the tensors with one row per record: `num` float32 [rows, n] with NaN for unknown, `cat` string
 * [rows, max(c, 1)] with '' for unknown. Null is an unknown value, not a missing feature.
 * @throws {MissingFeature} when a record lacks a feature
 * @throws {InvalidFeature} when a value has the wrong type or exceeds float32
 */
export function buildModelInputs(
  names: InputNames,
  records: readonly FeatureRecord[],
): { num: GraphTensor<Float32Array>; cat: GraphTensor<string[]> } {
  const { length: n } = names.num;
  const num = new Float32Array(records.length * n);
  const columns = Math.max(names.cat.length, 1);
  const cat = new Array<string>(records.length * columns).fill(NO_CATEGORY);
  for (const [row, record] of records.entries()) {
    for (const [j, name] of names.num.entries()) num[row * n + j] = readNumber(record, name);
    for (const [j, name] of names.cat.entries()) cat[row * columns + j] = readCategory(record, name);
  }
  return {
    num: { type: 'float32', data: num, dims: [records.length, n] },
    cat: { type: 'string', data: cat, dims: [records.length, columns] },
  };
}

function readNumber(record: FeatureRecord, name: string): number {
  const value = record[name];
  if (value === null) return Number.NaN;
  if (value === undefined) throw new MissingFeature(name);
  if (typeof value !== 'number' || !Number.isFinite(Math.fround(value))) {
    throw new InvalidFeature(name, 'a number within the range of float32');
  }
  return value;
}

function readCategory(record: FeatureRecord, name: string): string {
  const value = record[name];
  if (value === null) return '';
  if (value === undefined) throw new MissingFeature(name);
  if (typeof value !== 'string') throw new InvalidFeature(name, 'a text');
  return value;
}
