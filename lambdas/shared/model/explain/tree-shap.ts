/**
 * Exact interventional Shapley values of a sum of trees, for groups of columns (Lundberg et al. 2020, From local
 * explanations to global understanding with explainable AI for trees, doi:10.1038/s42256-019-0138-9, algorithm 3).
 *
 * A coalition takes its features from the applicant, the others from a background row. Such a mixture reaches a leaf
 * when every feature on its path comes from one that meets the feature's conditions there. So of a leaf only two sets of
 * features matter: `failed` by the applicant and `failed` by the background row. If they overlap, no mixture gets
 * there; if not, the features that only the background row fails (u of them) each gain
 * value · (u-1)! v! / (u+v)!, and the v ones that only the applicant fails each lose value · u! (v-1)! / (u+v)!.
 * What the background rows fail at a leaf is known before any applicant comes: rows that fail the same are counted
 * together, once for a model. A leaf below four features has at most 16 such sets, so ever more background rows
 * hardly cost time.
 */
import { countBits, type LeafSummary, MAX_PATH_FEATURES, summariseLeaves } from './leaf-summary.ts';
import type { TreeEnsemble } from './tree-ensemble.ts';

/** Leaves of at most so many features remember what they gave: they have no more sets than an integer has bits. */
const MAX_REMEMBERED_FEATURES = 5;

export interface ShapExplainer {
  /** Mean margin of the background rows. */
  base: number;
  /** Adds each group's share of (margin − base) of one row to `shares`; gives the row's margin. */
  explain: (matrix: Float32Array, offset: number, shares: Float64Array) => number;
}

/**
 * `groupOf`: the group of each column, from 0. `background`: rows of `groupOf.length` columns each, at least one row.
 * Throws TooDeep.
 */
export function createTreeShap(
  trees: TreeEnsemble,
  groupOf: ArrayLike<number>,
  background: Float32Array,
): ShapExplainer {
  const { roots, column, threshold, holdsForNaN, otherwise, value } = trees;
  const leaves = summariseLeaves(trees, groupOf, background);
  const { bit } = leaves;
  const addLeaf = createLeafAdder(leaves);
  const waiting = { node: new Int32Array(leaves.depth + 1), failed: new Int32Array(leaves.depth + 1) };
  const explain = (matrix: Float32Array, offset: number, shares: Float64Array): number => {
    let margin = trees.base;
    for (const root of roots) {
      let node = root;
      let failed = 0;
      let left = 0;
      for (;;) {
        const test = column[node] as number;
        if (test >= 0) {
          const x = matrix[offset + test] as number;
          const holds = x <= (threshold[node] as number) || (holdsForNaN[node] === 1 && Number.isNaN(x));
          const other = failed | (bit[node] as number);
          waiting.node[left] = otherwise[node] as number;
          waiting.failed[left++] = holds ? other : failed;
          if (!holds) failed = other;
          node++;
          continue;
        }
        if (failed === 0) margin += value[node] as number;
        addLeaf(node, failed, shares);
        if (left === 0) break;
        node = waiting.node[--left] as number;
        failed = waiting.failed[left] as number;
      }
    }
    return margin;
  };
  return { base: leaves.base, explain };
}

/** Adds to `shares` what a leaf gives to the features of its path, in a row that fails those of the mask `failed`. */
function createLeafAdder(leaves: LeafSummary): (leaf: number, failed: number, shares: Float64Array) => void {
  const { groups } = leaves;
  const compute = createLeafShares(leaves);
  const scratch = new Float64Array(MAX_PATH_FEATURES);
  const remembered = allocateMemory(groups.first);
  return (leaf, failed, shares) => {
    const first = groups.first[leaf] as number;
    const features = (groups.first[leaf + 1] as number) - first;
    let values = scratch;
    let at = 0;
    if (features <= MAX_REMEMBERED_FEATURES) {
      values = remembered.values;
      at = (remembered.first[leaf] as number) + failed * features;
      const known = remembered.known[leaf] as number;
      if ((known & (1 << failed)) === 0) {
        compute(leaf, failed, values, at);
        remembered.known[leaf] = known | (1 << failed);
      }
    } else {
      scratch.fill(0, 0, features);
      compute(leaf, failed, scratch, 0);
    }
    for (let i = 0; i < features; i++) {
      const group = groups.ids[first + i] as number;
      shares[group] = (shares[group] as number) + (values[at + i] as number);
    }
  };
}

/** Writes what a leaf gives to each feature of its path, in the order of their bits, into zeros at `at`. */
function createLeafShares({
  patterns,
}: LeafSummary): (leaf: number, failed: number, into: Float64Array, at: number) => void {
  const { gain, loss } = computeWeights();
  return (leaf, failed, into, at) => {
    const v = countBits(failed);
    let lost = 0;
    for (let i = patterns.first[leaf] as number, end = patterns.first[leaf + 1] as number; i < end; i++) {
      let gaining = patterns.failed[i] as number;
      if ((gaining & failed) !== 0) continue;
      const weighted = patterns.value[i] as number;
      const entry = (patterns.size[i] as number) * (MAX_PATH_FEATURES + 1) + v;
      lost += weighted * (loss[entry] as number);
      const gained = weighted * (gain[entry] as number);
      for (; gaining !== 0; gaining &= gaining - 1) {
        const place = at + 31 - Math.clz32(gaining & -gaining);
        into[place] = (into[place] as number) + gained;
      }
    }
    for (let losing = failed; losing !== 0; losing &= losing - 1) into[at + 31 - Math.clz32(losing & -losing)] = -lost;
  };
}

/** Room for what every shallow leaf gives, by the set that a row fails; `known` has a bit a set. */
function allocateMemory(firstGroup: Int32Array) {
  const nodes = firstGroup.length - 1;
  const first = new Int32Array(nodes);
  let size = 0;
  for (let node = 0; node < nodes; node++) {
    const features = (firstGroup[node + 1] as number) - (firstGroup[node] as number);
    first[node] = size;
    if (features <= MAX_REMEMBERED_FEATURES) size += features << features;
  }
  return { first, known: new Int32Array(nodes), values: new Float64Array(size) };
}

/** By u · (MAX_FEATURES + 1) + v: (u-1)! v! / (u+v)! and u! (v-1)! / (u+v)!. */
function computeWeights(): { gain: Float64Array; loss: Float64Array } {
  const factorial = [1];
  for (let i = 1; i <= 2 * MAX_PATH_FEATURES; i++) factorial.push((factorial[i - 1] as number) * i);
  const of = (n: number) => factorial[n] as number;
  const gain = new Float64Array((MAX_PATH_FEATURES + 1) ** 2);
  const loss = new Float64Array(gain.length);
  for (let u = 0; u <= MAX_PATH_FEATURES; u++) {
    for (let v = 0; v <= MAX_PATH_FEATURES; v++) {
      const entry = u * (MAX_PATH_FEATURES + 1) + v;
      if (u > 0) gain[entry] = (of(u - 1) * of(v)) / of(u + v);
      if (v > 0) loss[entry] = (of(u) * of(v - 1)) / of(u + v);
    }
  }
  return { gain, loss };
}
