"""Every tree model as one table of nodes, and that table as one ONNX TreeEnsembleRegressor.

The forest, both boosting algorithms and the scorecard have the same form, so a reader of the graph (adverse action
reasons) meets one operator, whose sum is the probability (forest) or the log-odds. scikit-learn compares `x <=
threshold` in float64, so a threshold is rounded down to float32, which decides the same for every float32 x; XGBoost
compares `x < threshold` in float32. The prepared matrix has no NaN, so no branch needs a direction for it.
"""

import json
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from xgboost import XGBClassifier

from training.onnx_graph import GraphBuilder


@dataclass(frozen=True)
class Tree:
    """One tree as arrays over its nodes; children, column and threshold have no meaning in a leaf."""

    left: np.ndarray
    right: np.ndarray
    column: np.ndarray
    threshold: np.ndarray
    value: np.ndarray
    leaf: np.ndarray


def read_forest_trees(model: RandomForestClassifier) -> list[Tree]:
    """Trees of a forest; leaf values are bad rates divided by the number of trees."""
    return [_read_sklearn_tree(estimator.tree_, len(model.estimators_)) for estimator in model.estimators_]


def _read_sklearn_tree(tree, tree_count: int) -> Tree:
    leaf = tree.children_left < 0
    value = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1) / tree_count
    return Tree(tree.children_left, tree.children_right, tree.feature, _round_down(tree.threshold), value, leaf)


def read_boosting_trees(model: HistGradientBoostingClassifier) -> tuple[list[Tree], float]:
    """Trees of a histogram gradient boosting and its base log-odds."""
    tables = [predictors[0].nodes for predictors in model._predictors]
    trees = [
        Tree(n["left"], n["right"], n["feature_idx"], _round_down(n["num_threshold"]), n["value"], n["is_leaf"] == 1)
        for n in tables
    ]
    return trees, float(np.ravel(model._baseline_prediction)[0])


def read_xgboost_trees(model: XGBClassifier) -> tuple[list[Tree], float]:
    """Trees of an XGBClassifier and its base log-odds; in its JSON the split condition of a leaf is its value."""
    learner = json.loads(model.get_booster().save_raw("json"))["learner"]
    trees = []
    for tree in learner["gradient_booster"]["model"]["trees"]:
        left, right = np.array(tree["left_children"]), np.array(tree["right_children"])
        values = np.array(tree["split_conditions"], np.float32)
        trees.append(Tree(left, right, np.array(tree["split_indices"]), values, values, left < 0))
    share = float(json.loads(learner["learner_model_param"]["base_score"])[0])
    return trees, float(np.log(share / (1 - share)))


def emit_trees(graph: GraphBuilder, prepared: str, trees: list[Tree], *, base: float, mode: str) -> str:
    """Adds the trees as one node and returns the name of their sum [N, 1]; `mode` is BRANCH_LEQ or BRANCH_LT."""
    sizes = [len(tree.leaf) for tree in trees]
    leaf = np.concatenate([tree.leaf for tree in trees]).astype(bool)
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
        nodes_modes=np.where(leaf, "LEAF", mode).tolist(),
        nodes_featureids=join_branches([tree.column.astype(np.int64) for tree in trees]),
        nodes_values=join_branches([tree.threshold.astype(np.float64) for tree in trees]),
        nodes_truenodeids=join_branches([tree.left.astype(np.int64) for tree in trees]),
        nodes_falsenodeids=join_branches([tree.right.astype(np.int64) for tree in trees]),
        target_treeids=tree_ids[leaf].tolist(),
        target_nodeids=node_ids[leaf].tolist(),
        target_ids=[0] * int(leaf.sum()),
        target_weights=np.concatenate([tree.value for tree in trees])[leaf].tolist(),
    )


def _round_down(thresholds: np.ndarray) -> np.ndarray:
    """The largest float32 not above each float64 threshold."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
