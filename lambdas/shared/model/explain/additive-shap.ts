/**
 * Divides the sum of a graph's output `parts`: each prepared column adds a number that depends on this column alone. The
 * interventional Shapley value of a column is then its number minus the background's mean of it, exactly. A group's share
 * is the sum of its columns' shares.
 */
import type { ShapExplainer } from './tree-shap.ts';

/** Creates the explainer of additive parts, as `createTreeShap` does for trees; its matrix is `parts`. */
export function createAdditiveShap(columnGroups: ArrayLike<number>, background: Float32Array): ShapExplainer {
  const columns = columnGroups.length;
  const rows = background.length / columns;
  const means = new Float64Array(columns);
  for (let i = 0; i < background.length; i++)
    means[i % columns] = (means[i % columns] as number) + (background[i] as number) / rows;
  const base = means.reduce((sum, mean) => sum + mean, 0);
  const explain = (parts: Float32Array, offset: number, shares: Float64Array): number => {
    let margin = 0;
    for (let column = 0; column < columns; column++) {
      const value = parts[offset + column] as number;
      const group = columnGroups[column] as number;
      shares[group] = (shares[group] as number) + value - (means[column] as number);
      margin += value;
    }
    return margin;
  };
  return { base, explain };
}
