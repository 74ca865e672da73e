/** Tests how the attributes of a tree ensemble are read, and that unsupported ones are refused. */
import type { GraphNode, NodeAttribute } from '../../../lambdas/shared/model/explain/onnx-graph.ts';
import { readTreeEnsemble, UnsupportedTreeEnsemble } from '../../../lambdas/shared/model/explain/tree-ensemble.ts';

type Attributes = Record<string, Partial<NodeAttribute>>;

/** Two trees: `x0 < 0.5 ? (leaf 1) : (leaf 2)` with NaN to the first leaf, and a lone leaf. */
const attributes: Attributes = {
  nodes_treeids: { ints: [0, 0, 0, 1] },
  nodes_nodeids: { ints: [0, 2, 1, 0] },
  nodes_modes: { strings: ['BRANCH_LT', 'LEAF', 'LEAF', 'LEAF'] },
  nodes_featureids: { ints: [0, 0, 0, 0] },
  nodes_values: { floats: [0.5, 0, 0, 0] },
  nodes_truenodeids: { ints: [1, 0, 0, 0] },
  nodes_falsenodeids: { ints: [2, 0, 0, 0] },
  nodes_missing_value_tracks_true: { ints: [1, 0, 0, 0] },
  target_treeids: { ints: [0, 0, 1] },
  target_nodeids: { ints: [1, 2, 0] },
  target_weights: { floats: [1, 2, 3] },
  base_values: { floats: [10] },
};

function createNode(changed: Attributes = {}): GraphNode {
  const all: Attributes = { ...attributes, ...changed };
  const attribute = (name: string): NodeAttribute | undefined => {
    return all[name] && { floats: [], ints: [], strings: [], ...all[name] };
  };
  return { kind: 'TreeEnsembleRegressor', inputs: ['prepared'], readAttribute: attribute };
}

test('nodes are found by their ids and arranged depth-first', () => {
  const { roots, column, threshold, holdsForNaN, falseChild, value, base } = readTreeEnsemble(createNode());
  expect([...roots]).toEqual([0, 3]);
  expect([...column]).toEqual([0, -1, -1, -1]);
  expect(threshold[0]).toBe(0.5 - 2 ** -25);
  expect(holdsForNaN[0]).toBe(1);
  expect(falseChild[0]).toBe(2);
  expect([...value]).toEqual([0, 1, 2, 3]);
  expect(base).toBe(10);
});

test.each<[string, Attributes]>([
  ['takes the largest tree', { aggregate_function: { text: 'MAX' } }],
  ['transforms its sum', { post_transform: { text: 'LOGISTIC' } }],
  ['asks for equality', { nodes_modes: { strings: ['BRANCH_EQ', 'LEAF', 'LEAF', 'LEAF'] } }],
  ['names a child that there is not', { nodes_truenodeids: { ints: [7, 0, 0, 0] } }],
  ['has a node that two others lead to', { nodes_falsenodeids: { ints: [1, 0, 0, 0] } }],
  ['has a node that leads to itself', { nodes_falsenodeids: { ints: [0, 0, 0, 0] } }],
  ['weighs a leaf that there is not', { target_nodeids: { ints: [1, 2, 5] } }],
  ['lacks its nodes', { nodes_modes: undefined as never }],
])('an operator that %s is refused', (_, changed) => {
  expect(() => readTreeEnsemble(createNode(changed))).toThrow(UnsupportedTreeEnsemble);
});
