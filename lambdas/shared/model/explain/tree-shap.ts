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
 * Background rows that fail the same set at a leaf are counted once per model. A score descends only where some background
 * row meets every condition that the applicant fails: in deep trees a few leaves of each (compiled-trees.ts). The time
 * hardly depends on the depth: it grows with the leaves and with the square root of the background rows
 * (training/models/size.py).
 */
import {
  BRANCH_NUMBERS,
  type CompiledTrees,
  compileTrees,
  countBits,
  LEAF_HEAD,
  MAX_PATH_FEATURES,
  NAN_HOLDS,
  PATTERN_SIZE,
} from './compiled-trees.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

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
  const compiled = compileTrees(trees, columnGroups, background);
  const { depth, roots, code, floats } = compiled;
  const addLeaf = createLeafAdder(compiled);
  // Children that are not visited yet: start, features that the row fails before, blocks of background rows.
  const waiting = { start: new Int32Array(depth), failedMask: new Int32Array(depth), blocks: new Int32Array(depth) };
  const explain = (matrix: Float32Array, offset: number, shares: Float64Array): number => {
    let margin = trees.base;
    for (let tree = 0; tree < roots.length; tree++) {
      let at = roots[tree] as number;
      let failedMask = 0;
      let blocks = -1;
      let waitingCount = 0;
      for (;;) {
        const head = code[at] as number;
        if (head >= 0) {
          const x = matrix[offset + (head & (NAN_HOLDS - 1))] as number;
          const holds = x <= (floats[at + 1] as number) || (head >= NAN_HOLDS && Number.isNaN(x));
          const other = code[at + 2] as number;
          const mask = code[at + 3] as number;
          const holdingBlocks = code[at + 4] as number;
          const otherBlocks = code[at + 5] as number;
          const missedBlocks = blocks & (holds ? otherBlocks : holdingBlocks);
          if (missedBlocks !== 0) {
            waiting.start[waitingCount] = holds ? other : at + BRANCH_NUMBERS;
            waiting.failedMask[waitingCount] = failedMask | mask;
            waiting.blocks[waitingCount++] = missedBlocks;
          }
          if ((failedMask & mask) !== 0) blocks &= holds ? holdingBlocks : otherBlocks;
          at = holds ? at + BRANCH_NUMBERS : other;
          if (blocks !== 0) continue;
        } else {
          if (failedMask === 0) margin += floats[at + 1] as number;
          addLeaf(at, failedMask, shares);
        }
        if (waitingCount === 0) break;
        at = waiting.start[--waitingCount] as number;
        failedMask = waiting.failedMask[waitingCount] as number;
        blocks = waiting.blocks[waitingCount] as number;
      }
    }
    return margin;
  };
  return { base: compiled.base, explain };
}

/** Returns a function that adds a leaf's contribution to `shares`, for a row that fails the features of `failedMask`. */
function createLeafAdder({ code, floats, rows }: CompiledTrees) {
  const { gain, loss } = computeWeights();
  return (leaf: number, failedMask: number, shares: Float64Array): void => {
    const v = countBits(failedMask);
    const share = (floats[leaf + 1] as number) / rows;
    const groups = leaf + LEAF_HEAD;
    const first = groups - 1 - (code[leaf] as number);
    let lost = 0;
    for (let pattern = first, end = first + 2 * (code[leaf + 2] as number); pattern < end; pattern += 2) {
      let gaining = code[pattern] as number;
      if ((gaining & failedMask) !== 0) continue;
      const sizes = code[pattern + 1] as number;
      const weighted = share * (sizes & (PATTERN_SIZE - 1));
      const entry = (sizes >>> 24) * (MAX_PATH_FEATURES + 1) + v;
      lost += weighted * (loss[entry] as number);
      const gained = weighted * (gain[entry] as number);
      for (; gaining !== 0; gaining &= gaining - 1) {
        const group = code[groups + 31 - Math.clz32(gaining & -gaining)] as number;
        shares[group] = (shares[group] as number) + gained;
      }
    }
    for (let losing = failedMask; losing !== 0; losing &= losing - 1) {
      const group = code[groups + 31 - Math.clz32(losing & -losing)] as number;
      shares[group] = (shares[group] as number) - lost;
    }
  };
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
