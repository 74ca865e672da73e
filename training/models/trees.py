"""Every tree model as one table of nodes, and that table as one ONNX TreeEnsembleRegressor.

One form for the forest and both boostings: whoever reads the graph (reason codes) meets a single operator, whose sum
is the probability (forest) or the log-odds (boosting). scikit-learn compares `x <= threshold` in float64, so a
threshold is rounded down to float32, which decides the same for every float32 x; XGBoost compares `x < threshold` in
float32. The prepared matrix has no NaN, so no branch needs a side for it.
"""

import json
from dataclasses import dataclass

import numpy as np

from training.onnx_graph import Graph


@dataclass(frozen=True)
class Tree:
    """One tree as arrays over its nodes; children, column and threshold mean nothing in a leaf."""

    left: np.ndarray
    right: np.ndarray
    column: np.ndarray
    threshold: np.ndarray
    value: np.ndarray
    leaf: np.ndarray


def forest_trees(model) -> list[Tree]:
    """Trees of a RandomForestClassifier; leaf values are shares of defaults divided by the number of trees."""
    return [_sklearn_tree(estimator.tree_, len(model.estimators_)) for estimator in model.estimators_]


def _sklearn_tree(tree, trees: int) -> Tree:
    leaf = tree.children_left < 0
    value = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1) / trees
    return Tree(tree.children_left, tree.children_right, tree.feature, _round_down(tree.threshold), value, leaf)


def boosting_trees(model) -> tuple[list[Tree], float]:
    """Trees of a HistGradientBoostingClassifier and its base log-odds."""
    tables = [predictors[0].nodes for predictors in model._predictors]
    trees = [
        Tree(n["left"], n["right"], n["feature_idx"], _round_down(n["num_threshold"]), n["value"], n["is_leaf"] == 1)
        for n in tables
    ]
    return trees, float(np.ravel(model._baseline_prediction)[0])


def xgboost_trees(model) -> tuple[list[Tree], float]:
    """Trees of an XGBClassifier and its base log-odds; in its JSON a leaf keeps its value as split condition."""
    learner = json.loads(model.get_booster().save_raw("json"))["learner"]
    trees = []
    for tree in learner["gradient_booster"]["model"]["trees"]:
        left, right = np.array(tree["left_children"]), np.array(tree["right_children"])
        values = np.array(tree["split_conditions"], np.float32)
        trees.append(Tree(left, right, np.array(tree["split_indices"]), values, values, left < 0))
    share = float(json.loads(learner["learner_model_param"]["base_score"])[0])
    return trees, float(np.log(share / (1 - share)))


def emit_trees(graph: Graph, prepared: str, trees: list[Tree], base: float, mode: str) -> str:
    """Adds the trees as one node and gives the name of their sum [N, 1]; `mode` is BRANCH_LEQ or BRANCH_LT."""
    sizes = [len(tree.leaf) for tree in trees]
    leaf = np.concatenate([tree.leaf for tree in trees]).astype(bool)
    tree_ids = np.repeat(np.arange(len(trees)), sizes)
    node_ids = np.concatenate([np.arange(size) for size in sizes])

    def branches(values: list[np.ndarray]) -> list:
        return np.where(leaf, 0, np.concatenate(values)).tolist()

    return graph.node(
        "TreeEnsembleRegressor",
        prepared,
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        base_values=[base],
        nodes_treeids=tree_ids.tolist(),
        nodes_nodeids=node_ids.tolist(),
        nodes_modes=np.where(leaf, "LEAF", mode).tolist(),
        nodes_featureids=branches([tree.column.astype(np.int64) for tree in trees]),
        nodes_values=branches([tree.threshold.astype(np.float64) for tree in trees]),
        nodes_truenodeids=branches([tree.left.astype(np.int64) for tree in trees]),
        nodes_falsenodeids=branches([tree.right.astype(np.int64) for tree in trees]),
        target_treeids=tree_ids[leaf].tolist(),
        target_nodeids=node_ids[leaf].tolist(),
        target_ids=[0] * int(leaf.sum()),
        target_weights=np.concatenate([tree.value for tree in trees])[leaf].tolist(),
    )


def _round_down(thresholds: np.ndarray) -> np.ndarray:
    """The largest float32 not above each float64 threshold."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
