"""What the two forests share: many trees whose mean bad rate is the output, bounded in all their leaves.

A tree grows where it gains most until it has its share of the leaves, so a forest of many rows is as deep as the size
allows (training/models/size.py), and one of few rows is fully grown.
"""

import numpy as np
from optuna import Trial
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from training.models.kinds.bounds import deepest, most_leaf_rows, smallest_share
from training.models.kinds.kind import DataShape
from training.models.margin import Margin
from training.models.size import MAX_DEPTH, MAX_FOREST_LEAVES
from training.models.trees import Tree, round_down

Forest = RandomForestClassifier | ExtraTreesClassifier

TREES = 100


def complete_settings(params: dict) -> dict:
    """Settings with the number of trees and the leaves of each."""
    trees = params.get("n_estimators", TREES)
    return {"n_estimators": trees, "max_leaf_nodes": MAX_FOREST_LEAVES // TREES, **params}


def propose_settings(trial: Trial, shape: DataShape) -> dict:
    """Settings that both forests have."""
    return {
        "criterion": trial.suggest_categorical("criterion", ["gini", "entropy"]),
        "max_depth": trial.suggest_int("max_depth", 4, min(MAX_DEPTH, 2 * deepest(shape, MAX_DEPTH))),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 1, most_leaf_rows(shape, 1 / 60), log=True),
        "max_features": trial.suggest_float("max_features", smallest_share(shape), 1.0, log=True),
    }


def predict_margin(model: Forest, prepared: np.ndarray) -> np.ndarray:
    """The mean bad rate of the leaves, float64 [rows]."""
    return model.predict_proba(prepared)[:, 1].astype(np.float64)


def read_margin(model: Forest) -> Margin:
    """Leaf values are bad rates divided by the number of trees."""
    trees = [_read_tree(estimator.tree_, len(model.estimators_)) for estimator in model.estimators_]
    return Margin(base=0.0, trees=trees, scale="probability")


def _read_tree(tree, tree_count: int) -> Tree:
    leaf = tree.children_left < 0
    value = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1) / tree_count
    return Tree(tree.children_left, tree.children_right, tree.feature, round_down(tree.threshold), value, leaf)
