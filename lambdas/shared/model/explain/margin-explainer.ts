/** Computes the shares of raw features in a score's margin from a graph's bytes. docs/decisions.md explains the shares. */
import { createAdditiveShap } from './additive-shap.ts';
import { createLinearShap } from './linear-shap.ts';
import { type MarginScale, readMargin, UnexplainableGraph } from './margin.ts';
import { readGraph } from './onnx-graph.ts';
import { createTreeShap, type ShapExplainer } from './tree-shap.ts';

/** The margin of one row and its division among the raw features. */
export interface MarginShares {
  /** The model's sum for this row before calibration, on the explainer's scale. */
  margin: number;
  /** By raw feature, in the explainer's order. They add up to margin − base. */
  shares: Float64Array;
}

/** What a graph computes for some rows, row by row, a number per prepared column each. */
export interface ExplainedOutputs {
  prepared: Float32Array;
  /** What each column adds to the margin. A graph without additive parts has none. */
  parts?: Float32Array | undefined;
}

/** Explains rows of one model's prepared matrix. */
export interface MarginExplainer {
  scale: MarginScale;
  /** Mean margin over the background rows. */
  base: number;
  /** Raw features in the order of the shares. */
  features: readonly string[];
  /** Explains one row of the graph's outputs. */
  explain: (outputs: ExplainedOutputs, row: number) => MarginShares;
}

/**
 * Creates the explainer of a graph.
 * @param preparedFrom the raw feature of each prepared column; columns of one feature are one player of the Shapley game
 * @param background the graph's outputs for the background rows
 * @throws {UnexplainableGraph} when the graph's form has no exact reasons
 * @throws {UnsupportedTreeEnsemble} when a tree ensemble uses operators that training never writes
 * @throws {TooManyPathFeatures} when a path of a tree tests too many features
 * @throws {InvalidMessage} when the bytes are no ONNX file
 */
export function createMarginExplainer(
  onnx: Uint8Array,
  preparedFrom: readonly string[],
  background: ExplainedOutputs,
): MarginExplainer {
  const features = [...new Set(preparedFrom)];
  const columnGroups = preparedFrom.map((feature) => features.indexOf(feature));
  const width = preparedFrom.length;
  const { scale, constant, trees, linear, hasParts } = readMargin(readGraph(onnx));
  const matrices: ShapExplainer[] = [];
  if (trees) matrices.push(createTreeShap(trees, columnGroups, background.prepared));
  if (linear) matrices.push(createLinearShap(linear, columnGroups, background.prepared));
  const additive = hasParts ? createAdditiveShap(columnGroups, requireParts(background)) : null;
  const explainers = additive ? [...matrices, additive] : matrices;
  return {
    scale,
    base: explainers.reduce((sum, { base }) => sum + base, constant),
    features,
    explain(outputs, row) {
      const shares = new Float64Array(features.length);
      let margin = constant;
      for (const { explain } of matrices) margin += explain(outputs.prepared, row * width, shares);
      if (additive) margin += additive.explain(requireParts(outputs), row * width, shares);
      return { margin, shares };
    },
  };
}

function requireParts({ parts }: ExplainedOutputs): Float32Array {
  if (!parts) throw new UnexplainableGraph('parts are added that the graph does not output');
  return parts;
}
