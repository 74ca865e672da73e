/**
 * Computes exact interventional Shapley values of a tree ensemble, for groups of columns (Lundberg et al. 2020, From
 * local explanations to global understanding with explainable AI for trees, doi:10.1038/s42256-019-0138-9, algorithm 3).
 *
 * A coalition takes its features from the applicant and the others from a background row. The mixture reaches a leaf
 * when each feature on the leaf's path comes from a source that meets the feature's conditions. Two sets of features
 * decide: those that the applicant fails and those that the background row fails. If the sets overlap, no mixture
 * reaches the leaf. If not, each of the u features that only the background row fails gains value · (u-1)! v! / (u+v)!,
 * and each of the v features that only the applicant fails loses value · u! (v-1)! / (u+v)!.
 *
 * Background rows that fail the same set at a leaf are counted once per model. A leaf below four features has at most 16
 * such sets, so the number of background rows hardly affects the time.
 */
import { countBits, type LeafSummary, MAX_PATH_FEATURES, summariseLeaves } from './leaf-summary.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/** Shares at leaves with at most this many features are cached: their sets of failing features fit into 32 bits. */
const MAX_CACHED_FEATURES = 5;

/** Explains rows of a prepared matrix with Shapley values. */
export interface ShapExplainer {
  /** Mean margin over the background rows. */
  base: number;
  /** Adds each group's share of (margin − base) for one row to `shares` and returns the row's margin. */
  explain: (matrix: Float32Array, offset: number, shares: Float64Array) => number;
}

/**
 * Creates the explainer of a tree ensemble.
 * @param columnGroups the group of each column, from 0
 * @param background at least one row of `columnGroups.length` columns
 * @throws {TooManyPathFeatures} when a path of a tree tests more than 31 features
 */
export function createTreeShap(
  trees: TreeEnsemble,
  columnGroups: ArrayLike<number>,
  background: Float32Array,
): ShapExplainer {
  const { roots, column, threshold, holdsForNaN, falseChild, value } = trees;
  const leaves = summariseLeaves(trees, columnGroups, background);
  const { bit } = leaves;
  const addLeaf = createLeafAdder(leaves);
  const stack = { node: new Int32Array(leaves.depth + 1), failedMask: new Int32Array(leaves.depth + 1) };
  const explain = (matrix: Float32Array, offset: number, shares: Float64Array): number => {
    let margin = trees.base;
    for (const root of roots) {
      let node = root;
      let failedMask = 0;
      let stackSize = 0;
      for (;;) {
        const test = column[node] as number;
        if (test >= 0) {
          const x = matrix[offset + test] as number;
          const holds = x <= (threshold[node] as number) || (holdsForNaN[node] === 1 && Number.isNaN(x));
          const maskIfFailed = failedMask | (bit[node] as number);
          stack.node[stackSize] = falseChild[node] as number;
          stack.failedMask[stackSize++] = holds ? maskIfFailed : failedMask;
          if (!holds) failedMask = maskIfFailed;
          node++;
          continue;
        }
        if (failedMask === 0) margin += value[node] as number;
        addLeaf(node, failedMask, shares);
        if (stackSize === 0) break;
        node = stack.node[--stackSize] as number;
        failedMask = stack.failedMask[stackSize] as number;
      }
    }
    return margin;
  };
  return { base: leaves.base, explain };
}

/** Returns a function that adds a leaf's contribution to `shares`, for a row that fails the features of `failedMask`. */
function createLeafAdder(leaves: LeafSummary): (leaf: number, failedMask: number, shares: Float64Array) => void {
  const { groups } = leaves;
  const compute = createLeafShares(leaves);
  const scratch = new Float64Array(MAX_PATH_FEATURES);
  const cache = allocateCache(groups.first);
  return (leaf, failedMask, shares) => {
    const first = groups.first[leaf] as number;
    const features = (groups.first[leaf + 1] as number) - first;
    let values = scratch;
    let at = 0;
    if (features <= MAX_CACHED_FEATURES) {
      values = cache.values;
      at = (cache.first[leaf] as number) + failedMask * features;
      const computedMasks = cache.known[leaf] as number;
      if ((computedMasks & (1 << failedMask)) === 0) {
        compute(leaf, failedMask, values, at);
        cache.known[leaf] = computedMasks | (1 << failedMask);
      }
    } else {
      scratch.fill(0, 0, features);
      compute(leaf, failedMask, scratch, 0);
    }
    for (let i = 0; i < features; i++) {
      const group = groups.ids[first + i] as number;
      shares[group] = (shares[group] as number) + (values[at + i] as number);
    }
  };
}

/**
 * Returns a function that writes a leaf's contribution to each feature of its path, in the order of their bits, into
 * zeros from `at` on.
 */
function createLeafShares({
  patterns,
}: LeafSummary): (leaf: number, failedMask: number, target: Float64Array, at: number) => void {
  const { gain, loss } = computeWeights();
  return (leaf, failedMask, target, at) => {
    const v = countBits(failedMask);
    let lost = 0;
    for (let i = patterns.first[leaf] as number, end = patterns.first[leaf + 1] as number; i < end; i++) {
      let gaining = patterns.failedMask[i] as number;
      if ((gaining & failedMask) !== 0) continue;
      const weighted = patterns.value[i] as number;
      const entry = (patterns.size[i] as number) * (MAX_PATH_FEATURES + 1) + v;
      lost += weighted * (loss[entry] as number);
      const gained = weighted * (gain[entry] as number);
      for (; gaining !== 0; gaining &= gaining - 1) {
        const index = at + 31 - Math.clz32(gaining & -gaining);
        target[index] = (target[index] as number) + gained;
      }
    }
    for (let losing = failedMask; losing !== 0; losing &= losing - 1)
      target[at + 31 - Math.clz32(losing & -losing)] = -lost;
  };
}

/** Allocates the cache of leaf contributions by the set of features that a row fails. `known` has one bit per set. */
function allocateCache(firstGroup: Int32Array) {
  const nodes = firstGroup.length - 1;
  const first = new Int32Array(nodes);
  let size = 0;
  for (let node = 0; node < nodes; node++) {
    const features = (firstGroup[node + 1] as number) - (firstGroup[node] as number);
    first[node] = size;
    if (features <= MAX_CACHED_FEATURES) size += features << features;
  }
  return { first, known: new Int32Array(nodes), values: new Float64Array(size) };
}

/** Computes (u-1)! v! / (u+v)! and u! (v-1)! / (u+v)!, at index u · (MAX_PATH_FEATURES + 1) + v. */
function computeWeights(): { gain: Float64Array; loss: Float64Array } {
  const factorial = [1];
  for (let i = 1; i <= 2 * MAX_PATH_FEATURES; i++) factorial.push((factorial[i - 1] as number) * i);
  const getFactorial = (n: number) => factorial[n] as number;
  const gain = new Float64Array((MAX_PATH_FEATURES + 1) ** 2);
  const loss = new Float64Array(gain.length);
  for (let u = 0; u <= MAX_PATH_FEATURES; u++) {
    for (let v = 0; v <= MAX_PATH_FEATURES; v++) {
      const entry = u * (MAX_PATH_FEATURES + 1) + v;
      if (u > 0) gain[entry] = (getFactorial(u - 1) * getFactorial(v)) / getFactorial(u + v);
      if (v > 0) loss[entry] = (getFactorial(u) * getFactorial(v - 1)) / getFactorial(u + v);
    }
  }
  return { gain, loss };
}
