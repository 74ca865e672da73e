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
  otherwise: Int32Array;
  value: Float64Array;
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
  const given = {
    trees: read('nodes_treeids').ints,
    ids: read('nodes_nodeids').ints,
    modes: read('nodes_modes').strings,
    columns: read('nodes_featureids').ints,
    values: read('nodes_values').floats,
    held: read('nodes_truenodeids').ints,
    otherwise: read('nodes_falsenodeids').ints,
    nan: node.readAttribute('nodes_missing_value_tracks_true')?.ints ?? [],
  };
  const place = indexNodes(given.trees, given.ids);
  const weight = new Float64Array(given.ids.length);
  const leaves = { trees: read('target_treeids').ints, ids: read('target_nodeids').ints };
  for (const [i, value] of read('target_weights').floats.entries()) {
    const leaf = place(leaves.trees[i] ?? -1, leaves.ids[i] ?? -1);
    weight[leaf] = (weight[leaf] ?? 0) + value;
  }
  return arrangeDepthFirst(given, place, weight, node.readAttribute('base_values')?.floats[0] ?? 0);
}

type NodeAttributes = Record<'trees' | 'ids' | 'columns' | 'held' | 'otherwise' | 'nan', number[]> & {
  modes: string[];
  values: number[];
};

function arrangeDepthFirst(
  given: NodeAttributes,
  place: (tree: number, id: number) => number,
  weight: Float64Array,
  base: number,
): TreeEnsemble {
  const size = given.ids.length;
  const roots: number[] = [];
  const trees: Omit<TreeEnsemble, 'roots' | 'base'> = {
    column: new Int32Array(size).fill(-1),
    threshold: new Float32Array(size),
    holdsForNaN: new Uint8Array(size),
    otherwise: new Int32Array(size),
    value: new Float64Array(size),
  };
  const seen = new Uint8Array(size);
  let next = 0;
  const append = (node: number): number => {
    if (seen[node] === 1) throw new UnsupportedTreeEnsemble('two nodes lead to one');
    seen[node] = 1;
    const at = next++;
    const mode = given.modes[node];
    if (mode === 'LEAF') {
      trees.value[at] = weight[node] ?? 0;
      return at;
    }
    const tree = given.trees[node] ?? -1;
    trees.column[at] = given.columns[node] ?? -1;
    trees.threshold[at] = toInclusiveThreshold(mode, given.values[node] ?? Number.NaN);
    trees.holdsForNaN[at] = given.nan[node] ?? 0;
    append(place(tree, given.held[node] ?? -1));
    trees.otherwise[at] = append(place(tree, given.otherwise[node] ?? -1));
    return at;
  };
  // A tree's root is its first node: https://github.com/onnx/onnx/blob/main/docs/Operators-ml.md
  for (const [node, tree] of given.trees.entries()) if (tree !== given.trees[node - 1]) roots.push(append(node));
  if (next !== size) throw new UnsupportedTreeEnsemble(`no node leads to ${size - next} of them`);
  return { ...trees, roots: Int32Array.from(roots), base };
}

function indexNodes(trees: number[], ids: number[]): (tree: number, id: number) => number {
  const findLargest = (numbers: number[]) => numbers.reduce((most, number) => Math.max(most, number), 0);
  const width = findLargest(ids) + 1;
  const places = new Int32Array((findLargest(trees) + 1) * width).fill(-1);
  for (let i = 0; i < ids.length; i++) places[(trees[i] as number) * width + (ids[i] as number)] = i;
  return (tree, id) => {
    const place = places[tree * width + id] ?? -1;
    if (place < 0 || id >= width) throw new UnsupportedTreeEnsemble(`there is no node ${id} in tree ${tree}`);
    return place;
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
