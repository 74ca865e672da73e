/** From a model's bytes to the shares that its raw features have in a score. docs/reasons.md says how to read them. */
import { createLinearShap } from './linear-shap.ts';
import { type MarginScale, readMargin } from './margin.ts';
import { readGraph } from './onnx-graph.ts';
import { createTreeShap } from './tree-shap.ts';

export interface MarginShares {
  /** What the model's sum is for this row, before calibration, on the explainer's scale. */
  margin: number;
  /** By raw feature, in the explainer's order: they add up to margin − base. */
  shares: Float64Array;
}

export interface MarginExplainer {
  scale: MarginScale;
  /** Mean margin of the background rows. */
  base: number;
  /** Raw features in the order of the shares. */
  features: readonly string[];
  /** Explains the row that begins at `offset` of a prepared matrix, as the graph gives it. */
  explain: (prepared: Float32Array, offset?: number) => MarginShares;
}

/**
 * `preparedFrom`: the raw feature of each prepared column; columns of one feature are one player, as a category can't be
 * half another one. `background`: the graph's own `prepared` of the background rows.
 * Throws UnexplainableGraph, UnknownTrees, TooDeep and InvalidMessage.
 */
export function createMarginExplainer(
  onnx: Uint8Array,
  preparedFrom: readonly string[],
  background: Float32Array,
): MarginExplainer {
  const features = [...new Set(preparedFrom)];
  const groupOf = preparedFrom.map((feature) => features.indexOf(feature));
  const margin = readMargin(readGraph(onnx));
  const { base, explain } =
    'trees' in margin
      ? createTreeShap(margin.trees, groupOf, background)
      : createLinearShap(margin.linear, groupOf, background);
  return {
    scale: margin.scale,
    base,
    features,
    explain(prepared, offset = 0) {
      const shares = new Float64Array(features.length);
      return { margin: explain(prepared, offset, shares), shares };
    },
  };
}
