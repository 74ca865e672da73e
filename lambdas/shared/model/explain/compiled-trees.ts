/**
 * Arranges trees for their explanation: per leaf the sets of features that background rows fail, all in one array in the
 * order in which a score reads it. tree-shap.ts explains why these sets suffice.
 */
import type { TreeEnsemble } from './tree-ensemble.ts';

/** A path of a tree tests more features than a mask has bits. */
export class TooManyPathFeatures extends Error {}

/** Features that a 32-bit mask can hold. */
export const MAX_PATH_FEATURES = 31;

/**
 * Trees as records of 32-bit numbers, depth-first: the child of a condition that holds begins after its branch. A record
 * that begins with a number ≥ 0 is a branch, else a leaf. Records of one tree lie together, because the time of an
 * explanation is mostly the time of reading them.
 *
 * Branch: column, and NAN_HOLDS where the condition holds for NaN; threshold (float32); start of the child for a
 * condition that does not hold; bit of the tested feature among those of the path; blocks of the holding child; blocks
 * of the other child. A child's blocks are a set: those with a background row that meets all conditions on this feature
 * so far. The background has at most 32 blocks of neighbouring rows.
 *
 * Leaf: -1 - number of its path's features; value (float32); number of its patterns; group of each feature in the order
 * of their bits; by pattern, the set of features that its background rows fail, and size of the set · PATTERN_SIZE +
 * number of rows.
 */
export interface CompiledTrees {
  /** Mean margin over the background rows. */
  base: number;
  /** Largest number of conditions on one path. */
  depth: number;
  /** Background rows. */
  rows: number;
  /** Start of each tree. */
  roots: Int32Array;
  code: Int32Array;
  /** The same memory. */
  floats: Float32Array;
}

/** Bits of a set. */
const BLOCKS = 32;

export const NAN_HOLDS = 1 << 30;
export const PATTERN_SIZE = 1 << 24;
export const BRANCH_NUMBERS = 6;
/** Numbers of a leaf before its groups. */
export const LEAF_HEAD = 3;

/**
 * Sends the background rows through every tree.
 * @param columnGroups the group of each column, from 0
 * @throws {TooManyPathFeatures} when a path tests more than 31 features
 */
export function compileTrees(
  trees: TreeEnsemble,
  columnGroups: ArrayLike<number>,
  background: Float32Array,
): CompiledTrees {
  const rows = background.length / columnGroups.length;
  const writer = new RecordWriter(trees.column.length * 8);
  const addLeaf = createLeafWriter(writer);
  const split = createSplitter(trees, splitColumns(background, columnGroups.length));
  const path: number[] = [];
  let depth = 0;
  let base = trees.base;
  const visit = (node: number, level: number, failedMasks: Int32Array): void => {
    depth = Math.max(depth, level);
    const column = trees.column[node] as number;
    if (column < 0) {
      const value = trees.value[node] as number;
      base += (value * addLeaf(value, path, failedMasks)) / rows;
      return;
    }
    const group = columnGroups[column] as number;
    const knownPosition = path.indexOf(group);
    const position = knownPosition < 0 ? path.push(group) - 1 : knownPosition;
    if (position === MAX_PATH_FEATURES) {
      throw new TooManyPathFeatures(`more than ${MAX_PATH_FEATURES} features on one path`);
    }
    const mask = 1 << position;
    const { trueMasks, falseMasks } = split(node, level, failedMasks, mask);
    const start = writer.reserve(BRANCH_NUMBERS);
    writer.code[start] = trees.holdsForNaN[node] === 1 ? column | NAN_HOLDS : column;
    writer.floats[start + 1] = trees.threshold[node] as number;
    writer.code[start + 3] = mask;
    writer.code[start + 4] = findBlocksWithout(mask, trueMasks);
    writer.code[start + 5] = findBlocksWithout(mask, falseMasks);
    visit(node + 1, level + 1, trueMasks);
    writer.code[start + 2] = writer.size;
    visit(trees.falseChild[node] as number, level + 1, falseMasks);
    if (knownPosition < 0) path.pop();
  };
  const roots = trees.roots.map((root) => {
    const start = writer.size;
    visit(root, 0, new Int32Array(rows));
    return start;
  });
  return { base, depth, rows, roots, ...writer.finish() };
}

/** Memory for records that grows. */
class RecordWriter {
  size = 0;
  code: Int32Array;
  floats: Float32Array;

  constructor(expected: number) {
    this.code = new Int32Array(expected);
    this.floats = new Float32Array(this.code.buffer);
  }

  /** Returns where so many numbers can be written. */
  reserve(numbers: number): number {
    const start = this.size;
    this.size += numbers;
    if (this.size > this.code.length) this.#copyTo(new Int32Array(2 * this.size));
    return start;
  }

  finish(): Pick<CompiledTrees, 'code' | 'floats'> {
    this.#copyTo(new Int32Array(this.size));
    return { code: this.code, floats: this.floats };
  }

  #copyTo(memory: Int32Array): void {
    memory.set(this.code.subarray(0, Math.min(this.code.length, memory.length)));
    this.code = memory;
    this.floats = new Float32Array(memory.buffer);
  }
}

/** Returns a function that writes a leaf's record and returns how many background rows reach the leaf. */
function createLeafWriter(writer: RecordWriter) {
  const findPatterns = createPatternFinder();
  return (value: number, path: readonly number[], failedMasks: Int32Array): number => {
    const { count, masks, rowCounts } = findPatterns(failedMasks, path.length);
    const start = writer.reserve(LEAF_HEAD + path.length + 2 * count);
    const { code } = writer;
    code[start] = -1 - path.length;
    writer.floats[start + 1] = value;
    code[start + 2] = count;
    const groups = start + LEAF_HEAD;
    for (let i = 0; i < path.length; i++) code[groups + i] = path[i] as number;
    let reached = 0;
    for (let i = 0; i < count; i++) {
      const mask = masks[i] as number;
      const rowCount = rowCounts[i] as number;
      if (mask === 0) reached = rowCount;
      const pattern = groups + path.length + 2 * i;
      code[pattern] = mask;
      code[pattern + 1] = countBits(mask) * PATTERN_SIZE + rowCount;
    }
    return reached;
  };
}

/** Returns a function that lists the different masks and how many rows have each. It reuses its arrays. */
function createPatternFinder() {
  const SMALL = 12;
  const smallIndex = new Int32Array(1 << SMALL).fill(-1);
  const patterns = { count: 0, masks: [] as number[], rowCounts: [] as number[] };
  const addRow = (mask: number, known: number | undefined): number => {
    if (known !== undefined && known >= 0) {
      patterns.rowCounts[known] = (patterns.rowCounts[known] as number) + 1;
      return known;
    }
    const index = patterns.count++;
    patterns.masks[index] = mask;
    patterns.rowCounts[index] = 1;
    return index;
  };
  return (failedMasks: Int32Array, features: number) => {
    patterns.count = 0;
    if (features > SMALL) {
      const indices = new Map<number, number>();
      for (const mask of failedMasks) indices.set(mask, addRow(mask, indices.get(mask)));
      return patterns;
    }
    for (const mask of failedMasks) smallIndex[mask] = addRow(mask, smallIndex[mask]);
    for (let i = 0; i < patterns.count; i++) smallIndex[patterns.masks[i] as number] = -1;
    return patterns;
  };
}

/** Returns the set of blocks with a row whose mask has no bit in common with `mask`. */
function findBlocksWithout(mask: number, masks: Int32Array): number {
  const rowsPerBlock = Math.ceil(masks.length / BLOCKS);
  let blocks = 0;
  for (let row = 0, block = 1; row < masks.length; block <<= 1) {
    for (const end = Math.min(row + rowsPerBlock, masks.length); row < end; row++)
      if (((masks[row] as number) & mask) === 0) blocks |= block;
  }
  return blocks;
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

/** Counts the bits that are set. */
export function countBits(mask: number): number {
  let v = mask - ((mask >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
