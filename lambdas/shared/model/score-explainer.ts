/** The reasons of a loaded model's scores: which features raise the PD most, in the catalogue's words. */
import type { InferenceSession } from 'onnxruntime-node';
import type { FeatureRecord } from '../features/feature-record.ts';
import type { MarginScale } from './explain/margin.ts';
import { createMarginExplainer } from './explain/margin-explainer.ts';
import { buildWordings } from './explain/wording.ts';
import type { ModelFolderManifest, ModelManifest } from './model-manifest.ts';
import { runGraph } from './run-graph.ts';

export interface AdverseActionReason {
  /** 1 weighs most. */
  rank: number;
  feature: string;
  label: string;
  text: string;
  value: number | string | null;
  /** Share of (margin − base), above 0; null where a hard rule decided. */
  contribution: number | null;
}

/** What the reasons are shares of: how far the applicant's margin is from the average one. */
export interface Explanation {
  scale: MarginScale;
  base: number;
  margin: number;
}

/** `row`: which row of `prepared` the record became. */
export type ExplainScore = (
  record: FeatureRecord,
  prepared: Float32Array,
  row: number,
) => { reasons: AdverseActionReason[]; explanation: Explanation };

/** More are no help to an applicant: Official Interpretation of 12 CFR 1002.9(b)(2), paragraph 1. */
const MOST_REASONS = 4;
/** Smaller shares say nothing, and millionths are how exactly they are stored. */
const MILLION = 1e6;

/**
 * Reads how the graph scores and runs it once on the background. Throws UnexplainableGraph, UnknownTrees, TooDeep and
 * InvalidMessage; MissingFeature, InvalidFeature and InvalidModelOutput where the background does not fit the graph.
 */
export async function createScoreExplainer(
  onnx: Uint8Array,
  model: { manifest: ModelManifest; session: InferenceSession; background: ModelFolderManifest['background'] },
): Promise<ExplainScore> {
  const { features: described, inputs, prepared_from } = model.manifest;
  const background = model.background.map(({ num, cat }) => ({
    ...Object.fromEntries(inputs.num.map((name, i) => [name, num[i] ?? null])),
    ...Object.fromEntries(inputs.cat.map((name, i) => [name, cat[i] ?? ''])),
  }));
  const { prepared: behind } = await runGraph(model, background);
  const { scale, base, features, explain } = createMarginExplainer(onnx, prepared_from, behind);
  const words = buildWordings(described, background);

  return (record, prepared, row) => {
    const { margin, shares } = explain(prepared, row * prepared_from.length);
    const reasons = rankRaisingShares(shares).map((index, i) => {
      const feature = features[index] ?? '';
      const value = record[feature] ?? null;
      const wording = words.get(feature);
      return {
        rank: i + 1,
        feature,
        label: wording?.label ?? feature,
        text: wording?.getText(value) ?? feature,
        value,
        contribution: roundToMillionths(shares[index] ?? 0),
      };
    });
    return { reasons, explanation: { scale, base: roundToMillionths(base), margin: roundToMillionths(margin) } };
  };
}

/** Indices of the largest shares that raise the margin, the largest first. */
function rankRaisingShares(shares: Float64Array): number[] {
  const raising: number[] = [];
  for (let i = 0; i < shares.length; i++) if (roundToMillionths(shares[i] as number) > 0) raising.push(i);
  return raising.sort((a, b) => (shares[b] as number) - (shares[a] as number)).slice(0, MOST_REASONS);
}

const roundToMillionths = (value: number): number => Math.round(value * MILLION) / MILLION;
