/** What background rows fail at each leaf, counted once for a model: tree-shap.ts says why it is all that matters. */
import type { TreeEnsemble } from './tree-ensemble.ts';

/** More features on one path than bits in a mask. */
export class TooManyPathFeatures extends Error {}

export const MAX_PATH_FEATURES = 31;

export interface LeafSummary {
  base: number;
  /** Most conditions on one path. */
  depth: number;
  /** The mask of the feature that a node tests, among those of its path. */
  bit: Int32Array;
  /** By leaf (its node): groups in the order of their bits. `first` has one more entry than there are nodes. */
  groups: { first: Int32Array; ids: Int32Array };
  /** By leaf: the sets of features that background rows fail; how many they are; share of the rows × the leaf's value. */
  patterns: { first: Int32Array; failed: Int32Array; size: Uint8Array; value: Float64Array };
}

/** Sends the background through every tree. `groupOf`: the group of each column, from 0. Throws TooDeep. */
export function summariseLeaves(
  trees: TreeEnsemble,
  groupOf: ArrayLike<number>,
  background: Float32Array,
): LeafSummary {
  const rows = background.length / groupOf.length;
  const nodes = trees.column.length;
  const bit = new Int32Array(nodes);
  const first = { group: new Int32Array(nodes + 1), pattern: new Int32Array(nodes + 1) };
  const path: number[] = [];
  const groups: number[] = [];
  const patterns = { failed: [] as number[], size: [] as number[], value: [] as number[] };
  const count = createMaskCounter();
  const split = createSplitter(trees, splitColumns(background, groupOf.length));
  let base = trees.base;
  let depth = 0;

  const leaf = (node: number, failed: Int32Array): void => {
    for (const group of path) groups.push(group);
    const share = (trees.value[node] as number) / rows;
    count(failed, path.length, (mask, times) => {
      if (mask === 0) base += share * times;
      patterns.failed.push(mask);
      patterns.size.push(countBits(mask));
      patterns.value.push(share * times);
    });
  };
  const visit = (node: number, level: number, failed: Int32Array): void => {
    depth = Math.max(depth, level);
    first.group[node] = groups.length;
    first.pattern[node] = patterns.failed.length;
    const column = trees.column[node] as number;
    if (column < 0) {
      leaf(node, failed);
      return;
    }
    const group = groupOf[column] as number;
    const known = path.indexOf(group);
    const place = known < 0 ? path.push(group) - 1 : known;
    if (place === MAX_PATH_FEATURES)
      throw new TooManyPathFeatures(`more than ${MAX_PATH_FEATURES} features on one path`);
    const mask = 1 << place;
    bit[node] = mask;
    const { held, other } = split(node, level, failed, mask);
    visit(node + 1, level + 1, held);
    visit(trees.otherwise[node] as number, level + 1, other);
    if (known < 0) path.pop();
  };
  for (const root of trees.roots) visit(root, 0, new Int32Array(rows));
  first.group[nodes] = groups.length;
  first.pattern[nodes] = patterns.failed.length;
  return {
    base,
    depth,
    bit,
    groups: { first: first.group, ids: Int32Array.from(groups) },
    patterns: {
      first: first.pattern,
      failed: Int32Array.from(patterns.failed),
      size: Uint8Array.from(patterns.size),
      value: Float64Array.from(patterns.value),
    },
  };
}

/** What each background row has failed at the two children of a node; the arrays are used again at the next of a level. */
function createSplitter(trees: TreeEnsemble, columns: Float32Array[]) {
  const levels: { held: Int32Array; other: Int32Array }[] = [];
  return (node: number, level: number, failed: Int32Array, mask: number) => {
    levels[level] ??= { held: new Int32Array(failed.length), other: new Int32Array(failed.length) };
    const { held, other } = levels[level];
    const values = columns[trees.column[node] as number] as Float32Array;
    const threshold = trees.threshold[node] as number;
    const nanHolds = trees.holdsForNaN[node] === 1;
    for (let row = 0; row < failed.length; row++) {
      const x = values[row] as number;
      const before = failed[row] as number;
      const holds = x <= threshold || (nanHolds && Number.isNaN(x));
      held[row] = holds ? before : before | mask;
      other[row] = holds ? before | mask : before;
    }
    return { held, other };
  };
}

function splitColumns(matrix: Float32Array, columns: number): Float32Array[] {
  const rows = matrix.length / columns;
  const column = (j: number) => Float32Array.from({ length: rows }, (_, i) => matrix[i * columns + j] as number);
  return Array.from({ length: columns }, (_, j) => column(j));
}

/** Counts equal masks: in an array where few features make them small, else in a map. */
function createMaskCounter() {
  const SMALL = 12;
  const times = new Uint32Array(1 << SMALL);
  return (masks: Int32Array, features: number, each: (mask: number, times: number) => void): void => {
    if (features > SMALL) {
      const counted = new Map<number, number>();
      for (const mask of masks) counted.set(mask, (counted.get(mask) ?? 0) + 1);
      for (const [mask, number] of counted) each(mask, number);
      return;
    }
    for (const mask of masks) times[mask] = (times[mask] as number) + 1;
    for (const mask of masks) {
      if (times[mask] !== 0) each(mask, times[mask] as number);
      times[mask] = 0;
    }
  };
}

/** How many bits are set. */
export function countBits(mask: number): number {
  let v = mask - ((mask >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
