/**
 * Reads the trees of a TreeEnsembleRegressor
 * (https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html) into flat arrays.
 */
import type { GraphNode, NodeAttribute } from './onnx-graph.ts';

/**
 * All nodes, tree after tree and depth-first: the child of a condition that holds is the next node. A leaf has column -1
 * and a value. The sum of `base` and one leaf per tree is the margin.
 */
export interface TreeEnsemble {
  /** First node of each tree. */
  roots: Int32Array;
  column: Int32Array;
  /** The condition holds up to and including this float32. */
  threshold: Float32Array;
  /** 1 where the condition holds for NaN. */
  holdsForNaN: Uint8Array;
  /** The child where the condition does not hold. */
  falseChild: Int32Array;
  value: Float32Array;
  base: number;
}

/** The tree ensemble uses options that training never writes. */
export class UnsupportedTreeEnsemble extends Error {}

/**
 * Reads the trees from a node's attributes.
 * @throws {UnsupportedTreeEnsemble} when its options or its structure are not those that training writes
 */
export function readTreeEnsemble(node: GraphNode): TreeEnsemble {
  const read = createAttributeReader(node);
  const aggregate = node.readAttribute('aggregate_function')?.text ?? 'SUM';
  const transform = node.readAttribute('post_transform')?.text ?? 'NONE';
  if (aggregate !== 'SUM' || transform !== 'NONE') throw new UnsupportedTreeEnsemble(`${aggregate} and ${transform}`);
  const attributes = {
    trees: read('nodes_treeids').ints,
    ids: read('nodes_nodeids').ints,
    modes: read('nodes_modes').strings,
    columns: read('nodes_featureids').ints,
    values: read('nodes_values').floats,
    trueChildren: read('nodes_truenodeids').ints,
    falseChildren: read('nodes_falsenodeids').ints,
    nan: node.readAttribute('nodes_missing_value_tracks_true')?.ints ?? [],
  };
  const findIndex = indexNodes(attributes.trees, attributes.ids);
  const weight = new Float64Array(attributes.ids.length);
  const leaves = { trees: read('target_treeids').ints, ids: read('target_nodeids').ints };
  for (const [i, value] of read('target_weights').floats.entries()) {
    const leaf = findIndex(leaves.trees[i] ?? -1, leaves.ids[i] ?? -1);
    weight[leaf] = (weight[leaf] ?? 0) + value;
  }
  return arrangeDepthFirst(attributes, findIndex, weight, node.readAttribute('base_values')?.floats[0] ?? 0);
}

type NodeAttributes = Record<'trees' | 'ids' | 'columns' | 'trueChildren' | 'falseChildren' | 'nan', number[]> & {
  modes: string[];
  values: number[];
};

function arrangeDepthFirst(
  attributes: NodeAttributes,
  findIndex: (tree: number, id: number) => number,
  weight: Float64Array,
  base: number,
): TreeEnsemble {
  const size = attributes.ids.length;
  const roots: number[] = [];
  const trees: Omit<TreeEnsemble, 'roots' | 'base'> = {
    column: new Int32Array(size).fill(-1),
    threshold: new Float32Array(size),
    holdsForNaN: new Uint8Array(size),
    falseChild: new Int32Array(size),
    value: new Float32Array(size),
  };
  const isAppended = new Uint8Array(size);
  let next = 0;
  const append = (node: number): number => {
    if (isAppended[node] === 1) throw new UnsupportedTreeEnsemble('two nodes lead to one');
    isAppended[node] = 1;
    const at = next++;
    const mode = attributes.modes[node];
    if (mode === 'LEAF') {
      trees.value[at] = weight[node] ?? 0;
      return at;
    }
    const tree = attributes.trees[node] ?? -1;
    trees.column[at] = attributes.columns[node] ?? -1;
    trees.threshold[at] = toInclusiveThreshold(mode, attributes.values[node] ?? Number.NaN);
    trees.holdsForNaN[at] = attributes.nan[node] ?? 0;
    append(findIndex(tree, attributes.trueChildren[node] ?? -1));
    trees.falseChild[at] = append(findIndex(tree, attributes.falseChildren[node] ?? -1));
    return at;
  };
  // A tree's root is its first node: https://github.com/onnx/onnx/blob/main/docs/Operators-ml.md
  for (const [node, tree] of attributes.trees.entries())
    if (tree !== attributes.trees[node - 1]) roots.push(append(node));
  if (next !== size) throw new UnsupportedTreeEnsemble(`no node leads to ${size - next} of them`);
  return { ...trees, roots: Int32Array.from(roots), base };
}

function indexNodes(trees: number[], ids: number[]): (tree: number, id: number) => number {
  const findLargest = (numbers: number[]) => numbers.reduce((largest, number) => Math.max(largest, number), 0);
  const width = findLargest(ids) + 1;
  const indices = new Int32Array((findLargest(trees) + 1) * width).fill(-1);
  for (let i = 0; i < ids.length; i++) indices[(trees[i] as number) * width + (ids[i] as number)] = i;
  return (tree, id) => {
    const index = indices[tree * width + id] ?? -1;
    if (index < 0 || id >= width) throw new UnsupportedTreeEnsemble(`there is no node ${id} in tree ${tree}`);
    return index;
  };
}

function toInclusiveThreshold(mode: string | undefined, threshold: number): number {
  if (mode === 'BRANCH_LEQ') return threshold;
  if (mode === 'BRANCH_LT') return findPreviousFloat32(threshold);
  throw new UnsupportedTreeEnsemble(`a node of mode ${mode}`);
}

/** Returns the largest float32 below a float32. For float32 values `x < t` equals `x <= findPreviousFloat32(t)`. */
export function findPreviousFloat32(value: number): number {
  if (value === 0) return -(2 ** -149);
  const bits = new DataView(new ArrayBuffer(4));
  bits.setFloat32(0, value);
  bits.setInt32(0, bits.getInt32(0) + (value > 0 ? -1 : 1));
  return bits.getFloat32(0);
}

function createAttributeReader(node: GraphNode): (name: string) => NodeAttribute {
  return (name) => {
    const attribute = node.readAttribute(name);
    if (!attribute) throw new UnsupportedTreeEnsemble(`${node.kind} has no ${name}`);
    return attribute;
  };
}
