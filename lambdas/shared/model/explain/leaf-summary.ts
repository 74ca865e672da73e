/** Counts, once per model, which features background rows fail at each leaf. tree-shap.ts explains why that suffices. */
import type { TreeEnsemble } from './tree-ensemble.ts';

/** A path of a tree tests more features than a mask has bits. */
export class TooManyPathFeatures extends Error {}

/** Features that a 32-bit mask can hold. */
export const MAX_PATH_FEATURES = 31;

/** The sets of features that the background rows fail, by leaf. */
export interface LeafSummary {
  /** Mean margin over the background rows. */
  base: number;
  /** Largest number of conditions on one path. */
  depth: number;
  /** By node: the bit of the feature that it tests, among the features of its path. */
  bit: Int32Array;
  /** By leaf: groups in the order of their bits. `first` is indexed by node and has one entry more than there are nodes. */
  groups: { first: Int32Array; ids: Int32Array };
  /** By leaf: the sets of features that background rows fail, their sizes, and share of the rows × the leaf's value. */
  patterns: { first: Int32Array; failedMask: Int32Array; size: Uint8Array; value: Float64Array };
}

/**
 * Sends the background rows through every tree.
 * @param columnGroups the group of each column, from 0
 * @throws {TooManyPathFeatures} when a path tests more than 31 features
 */
export function summariseLeaves(
  trees: TreeEnsemble,
  columnGroups: ArrayLike<number>,
  background: Float32Array,
): LeafSummary {
  const rows = background.length / columnGroups.length;
  const leaves = new LeafCollector(trees, rows);
  const split = createSplitter(trees, splitColumns(background, columnGroups.length));
  const bit = new Int32Array(trees.column.length);
  const path: number[] = [];
  let depth = 0;
  const visit = (node: number, level: number, failedMasks: Int32Array): void => {
    depth = Math.max(depth, level);
    leaves.startNode(node);
    const column = trees.column[node] as number;
    if (column < 0) {
      leaves.addLeaf(node, path, failedMasks);
      return;
    }
    const group = columnGroups[column] as number;
    const knownPosition = path.indexOf(group);
    const position = knownPosition < 0 ? path.push(group) - 1 : knownPosition;
    if (position === MAX_PATH_FEATURES) {
      throw new TooManyPathFeatures(`more than ${MAX_PATH_FEATURES} features on one path`);
    }
    const mask = 1 << position;
    bit[node] = mask;
    const { trueMasks, falseMasks } = split(node, level, failedMasks, mask);
    visit(node + 1, level + 1, trueMasks);
    visit(trees.falseChild[node] as number, level + 1, falseMasks);
    if (knownPosition < 0) path.pop();
  };
  for (const root of trees.roots) visit(root, 0, new Int32Array(rows));
  return { depth, bit, ...leaves.finish() };
}

/** Collects the groups and patterns of all leaves in the order of the nodes. */
class LeafCollector {
  readonly #trees: TreeEnsemble;
  readonly #rows: number;
  readonly #firstGroup: Int32Array;
  readonly #firstPattern: Int32Array;
  readonly #groups: number[] = [];
  readonly #patterns = { failedMask: [] as number[], size: [] as number[], value: [] as number[] };
  readonly #count = createMaskCounter();
  #base: number;

  constructor(trees: TreeEnsemble, rows: number) {
    this.#trees = trees;
    this.#rows = rows;
    this.#base = trees.base;
    this.#firstGroup = new Int32Array(trees.column.length + 1);
    this.#firstPattern = new Int32Array(trees.column.length + 1);
  }

  startNode(node: number): void {
    this.#firstGroup[node] = this.#groups.length;
    this.#firstPattern[node] = this.#patterns.failedMask.length;
  }

  addLeaf(node: number, path: readonly number[], failedMasks: Int32Array): void {
    for (const group of path) this.#groups.push(group);
    const share = (this.#trees.value[node] as number) / this.#rows;
    this.#count(failedMasks, path.length, (mask, rowCount) => {
      if (mask === 0) this.#base += share * rowCount;
      this.#patterns.failedMask.push(mask);
      this.#patterns.size.push(countBits(mask));
      this.#patterns.value.push(share * rowCount);
    });
  }

  finish(): Pick<LeafSummary, 'base' | 'groups' | 'patterns'> {
    this.startNode(this.#trees.column.length);
    return {
      base: this.#base,
      groups: { first: this.#firstGroup, ids: Int32Array.from(this.#groups) },
      patterns: {
        first: this.#firstPattern,
        failedMask: Int32Array.from(this.#patterns.failedMask),
        size: Uint8Array.from(this.#patterns.size),
        value: Float64Array.from(this.#patterns.value),
      },
    };
  }
}

/** Returns a function that computes the masks of all rows at the two children of a node. It reuses arrays per level. */
function createSplitter(trees: TreeEnsemble, columns: Float32Array[]) {
  const levels: { trueMasks: Int32Array; falseMasks: Int32Array }[] = [];
  return (node: number, level: number, failedMasks: Int32Array, mask: number) => {
    levels[level] ??= {
      trueMasks: new Int32Array(failedMasks.length),
      falseMasks: new Int32Array(failedMasks.length),
    };
    const { trueMasks, falseMasks } = levels[level];
    const values = columns[trees.column[node] as number] as Float32Array;
    const threshold = trees.threshold[node] as number;
    const nanHolds = trees.holdsForNaN[node] === 1;
    for (let row = 0; row < failedMasks.length; row++) {
      const x = values[row] as number;
      const before = failedMasks[row] as number;
      const holds = x <= threshold || (nanHolds && Number.isNaN(x));
      trueMasks[row] = holds ? before : before | mask;
      falseMasks[row] = holds ? before | mask : before;
    }
    return { trueMasks, falseMasks };
  };
}

function splitColumns(matrix: Float32Array, columns: number): Float32Array[] {
  const rows = matrix.length / columns;
  const readColumn = (j: number) => Float32Array.from({ length: rows }, (_, i) => matrix[i * columns + j] as number);
  return Array.from({ length: columns }, (_, j) => readColumn(j));
}

/** Returns a function that counts equal masks: in an array when few features make them small, otherwise in a map. */
function createMaskCounter() {
  const SMALL = 12;
  const counts = new Uint32Array(1 << SMALL);
  return (masks: Int32Array, features: number, onMask: (mask: number, rowCount: number) => void): void => {
    if (features > SMALL) {
      const countByMask = new Map<number, number>();
      for (const mask of masks) countByMask.set(mask, (countByMask.get(mask) ?? 0) + 1);
      for (const [mask, number] of countByMask) onMask(mask, number);
      return;
    }
    for (const mask of masks) counts[mask] = (counts[mask] as number) + 1;
    for (const mask of masks) {
      if (counts[mask] !== 0) onMask(mask, counts[mask] as number);
      counts[mask] = 0;
    }
  };
}

/** Counts the bits that are set. */
export function countBits(mask: number): number {
  let v = mask - ((mask >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
