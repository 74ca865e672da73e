/**
 * Computes interventional Shapley values of a weighted sum in closed form: a column's share is its weight times the
 * distance of its value from the background's mean (Štrumbelj & Kononenko 2014, doi:10.1007/s10115-013-0679-x). A group's
 * share is the sum of its columns' shares.
 */
import type { LinearMargin } from './margin.ts';
import type { ShapExplainer } from './tree-shap.ts';

/** Creates the explainer of a linear margin, as `createTreeShap` does for trees. */
export function createLinearShap(
  linear: LinearMargin,
  columnGroups: ArrayLike<number>,
  background: Float32Array,
): ShapExplainer {
  const columns = columnGroups.length;
  const rows = background.length / columns;
  const means = new Float64Array(columns);
  for (let i = 0; i < background.length; i++) {
    means[i % columns] =
      (means[i % columns] as number) + computeTerm(linear, i % columns, background[i] as number) / rows;
  }
  const base = means.reduce((sum, mean) => sum + mean, linear.intercept);
  const explain = (matrix: Float32Array, offset: number, shares: Float64Array): number => {
    let margin = linear.intercept;
    for (let column = 0; column < columns; column++) {
      const value = computeTerm(linear, column, matrix[offset + column] as number);
      const group = columnGroups[column] as number;
      shares[group] = (shares[group] as number) + value - (means[column] as number);
      margin += value;
    }
    return margin;
  };
  return { base, explain };
}

function computeTerm({ weights, centre, spread, low, high }: LinearMargin, column: number, x: number): number {
  const scaled = (x - (centre[column] as number)) / (spread[column] as number);
  return (weights[column] as number) * Math.min(high, Math.max(low, scaled));
}
