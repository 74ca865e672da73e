"""Every tree model as tables of nodes, and those tables as one ONNX TreeEnsembleRegressor.

Forests, boosting and the scorecard have the same form, so a reader of the graph (adverse action reasons) meets one
operator, whose sum is the probability (forests) or the log-odds. scikit-learn compares `x <= threshold` in float64, so
a threshold is rounded down to float32, which decides the same for every float32 x; XGBoost compares `x < threshold` in
float32. The prepared matrix has no NaN, so no branch needs a direction for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from training.onnx_graph import GraphBuilder


@dataclass(frozen=True)
class Tree:
    """One tree as arrays over its nodes; children, column and threshold have no meaning in a leaf.

    strict: whether a row goes left below a threshold only, not at it.
    """

    left: np.ndarray
    right: np.ndarray
    column: np.ndarray
    threshold: np.ndarray
    value: np.ndarray
    leaf: np.ndarray
    strict: bool = False

    def find_leaves(self, prepared: np.ndarray) -> np.ndarray:
        """The leaf that each row reaches: int64 [rows]."""
        node, rows = np.zeros(len(prepared), np.int64), np.arange(len(prepared))
        is_leaf = np.asarray(self.leaf).astype(bool)
        while not is_leaf[node].all():
            values, thresholds = prepared[rows, np.where(is_leaf, 0, self.column)[node]], self.threshold[node]
            goes_left = values < thresholds if self.strict else values <= thresholds
            node = np.where(is_leaf[node], node, np.where(goes_left, self.left[node], self.right[node]))
        return node

    def weigh(self, weight: float) -> "Tree":
        """The same tree, with its leaves' values times a weight."""
        return replace(self, value=self.value.astype(np.float64) * weight)


def add_up_trees(trees: Sequence[Tree], prepared: np.ndarray) -> np.ndarray:
    """The sum of the leaves that each row reaches, float64 [rows]."""
    total = np.zeros(len(prepared))
    for tree in trees:
        total += tree.value[tree.find_leaves(prepared)]
    return total


def emit_trees(graph: GraphBuilder, prepared: str, trees: Sequence[Tree], *, base: float) -> str:
    """Adds the trees as one node and returns the name of their sum and the base [N, 1]."""
    sizes = [len(tree.leaf) for tree in trees]
    leaf = np.concatenate([tree.leaf for tree in trees]).astype(bool)
    modes = np.repeat(["BRANCH_LT" if tree.strict else "BRANCH_LEQ" for tree in trees], sizes)
    tree_ids = np.repeat(np.arange(len(trees)), sizes)
    node_ids = np.concatenate([np.arange(size) for size in sizes])

    def join_branches(values: list[np.ndarray]) -> list:
        return np.where(leaf, 0, np.concatenate(values)).tolist()

    return graph.add_node(
        "TreeEnsembleRegressor",
        prepared,
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        base_values=[base],
        nodes_treeids=tree_ids.tolist(),
        nodes_nodeids=node_ids.tolist(),
        nodes_modes=np.where(leaf, "LEAF", modes).tolist(),
        nodes_featureids=join_branches([tree.column.astype(np.int64) for tree in trees]),
        nodes_values=join_branches([tree.threshold.astype(np.float64) for tree in trees]),
        nodes_truenodeids=join_branches([tree.left.astype(np.int64) for tree in trees]),
        nodes_falsenodeids=join_branches([tree.right.astype(np.int64) for tree in trees]),
        target_treeids=tree_ids[leaf].tolist(),
        target_nodeids=node_ids[leaf].tolist(),
        target_ids=[0] * int(leaf.sum()),
        target_weights=np.concatenate([tree.value for tree in trees])[leaf].tolist(),
    )


def round_down(thresholds: np.ndarray) -> np.ndarray:
    """The largest float32 not above each float64 threshold."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
