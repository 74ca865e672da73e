/** The reasons of a loaded model's scores: which features raise the PD most, in the catalogue's words. */
import type { InferenceSession } from 'onnxruntime-node';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { Scale } from './explain/margin.ts';
import { explainerOf } from './explain/margin-explainer.ts';
import { wordings } from './explain/wording.ts';
import type { FolderManifest, Manifest } from './model-manifest.ts';
import { scoreBatch } from './run-graph.ts';

export type Reason = {
  /** 1 weighs most. */
  rank: number;
  feature: string;
  label: string;
  text: string;
  value: number | string | null;
  /** Share of (margin − base), above 0; null where a hard rule decided. */
  contribution: number | null;
};

/** What the reasons are shares of: how far the applicant's margin is from the average one. */
export type Explanation = { scale: Scale; base: number; margin: number };

/** `row`: which row of `prepared` the record became. */
export type Explain = (
  record: FeatureRecord,
  prepared: Float32Array,
  row: number,
) => { reasons: Reason[]; explanation: Explanation };

/** More are no help to an applicant: Official Interpretation of 12 CFR 1002.9(b)(2), paragraph 1. */
const MOST_REASONS = 4;
/** Smaller shares say nothing, and millionths are how exactly they are stored. */
const MILLION = 1e6;

/**
 * Reads how the graph scores and runs it once on the background. Throws UnexplainableGraph, UnknownTrees, TooDeep and
 * InvalidMessage; MissingFeature, InvalidFeature and InvalidModelOutput where the background does not fit the graph.
 */
export async function explainModel(
  onnx: Uint8Array,
  model: { manifest: Manifest; session: InferenceSession; background: FolderManifest['background'] },
): Promise<Explain> {
  const { features: described, inputs, prepared_from } = model.manifest;
  const background = model.background.map(({ num, cat }) => ({
    ...Object.fromEntries(inputs.num.map((name, i) => [name, num[i] ?? null])),
    ...Object.fromEntries(inputs.cat.map((name, i) => [name, cat[i] ?? ''])),
  }));
  const { prepared: behind } = await scoreBatch(model, background);
  const { scale, base, features, explain } = explainerOf(onnx, prepared_from, behind);
  const words = wordings(described, background);

  return (record, prepared, row) => {
    const { margin, shares } = explain(prepared, row * prepared_from.length);
    const reasons = strongest(shares).map((index, i) => {
      const feature = features[index] ?? '';
      const value = record[feature] ?? null;
      const wording = words.get(feature);
      return {
        rank: i + 1,
        feature,
        label: wording?.label ?? feature,
        text: wording?.textOf(value) ?? feature,
        value,
        contribution: rounded(shares[index] ?? 0),
      };
    });
    return { reasons, explanation: { scale, base: rounded(base), margin: rounded(margin) } };
  };
}

/** Indices of the largest shares that raise the margin, the largest first. */
function strongest(shares: Float64Array): number[] {
  const raising: number[] = [];
  for (let i = 0; i < shares.length; i++) if (rounded(shares[i] as number) > 0) raising.push(i);
  return raising.sort((a, b) => (shares[b] as number) - (shares[a] as number)).slice(0, MOST_REASONS);
}

const rounded = (value: number): number => Math.round(value * MILLION) / MILLION;
