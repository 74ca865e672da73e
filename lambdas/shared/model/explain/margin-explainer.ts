/** Computes the shares of raw features in a score's margin from a graph's bytes. docs/decisions.md explains the shares. */
import { createLinearShap } from './linear-shap.ts';
import { type MarginScale, readMargin } from './margin.ts';
import { readGraph } from './onnx-graph.ts';
import { createTreeShap } from './tree-shap.ts';

/** The margin of one row and its division among the raw features. */
export interface MarginShares {
  /** The model's sum for this row before calibration, on the explainer's scale. */
  margin: number;
  /** By raw feature, in the explainer's order. They add up to margin − base. */
  shares: Float64Array;
}

/** Explains rows of one model's prepared matrix. */
export interface MarginExplainer {
  scale: MarginScale;
  /** Mean margin over the background rows. */
  base: number;
  /** Raw features in the order of the shares. */
  features: readonly string[];
  /** Explains the row that begins at `offset` of a prepared matrix, as the graph returns it. */
  explain: (prepared: Float32Array, offset?: number) => MarginShares;
}

/**
 * Creates the explainer of a graph.
 * @param preparedFrom the raw feature of each prepared column; columns of one feature are one player of the Shapley game
 * @param background the graph's output `prepared` for the background rows
 * @throws {UnexplainableGraph} when the graph's form has no exact reasons
 * @throws {UnsupportedTreeEnsemble} when a tree ensemble uses operators that training never writes
 * @throws {TooManyPathFeatures} when a path of a tree tests too many features
 * @throws {InvalidMessage} when the bytes are no ONNX file
 */
export function createMarginExplainer(
  onnx: Uint8Array,
  preparedFrom: readonly string[],
  background: Float32Array,
): MarginExplainer {
  const features = [...new Set(preparedFrom)];
  const columnGroups = preparedFrom.map((feature) => features.indexOf(feature));
  const margin = readMargin(readGraph(onnx));
  const { base, explain } =
    'trees' in margin
      ? createTreeShap(margin.trees, columnGroups, background)
      : createLinearShap(margin.linear, columnGroups, background);
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
