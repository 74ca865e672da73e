"""scikit-learn's histogram gradient boosting: better and ten times faster than its classic one here (measured)."""

import numpy as np
from optuna import Trial
from sklearn.ensemble import HistGradientBoostingClassifier

from training.data.preparation import Preparation
from training.models.kinds.bounds import most_leaf_rows, most_leaves, smallest_share
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.stages import observe_gradient_boosting
from training.models.margin import Margin
from training.models.size import MAX_DEPTH
from training.models.trees import Tree, round_down

TREES = 200


def _list_starts(shape: DataShape) -> list[dict]:
    """Slow learning with small trees, scikit-learn's own defaults, shallow trees for noisy additive data, and deep
    ones."""
    leaf_rows = int(np.clip(shape.rows / 500, 4, 40))
    return [
        _complete(160, 12, 0.05, min_samples_leaf=leaf_rows, l2_regularization=5.0, max_features=0.3),
        _complete(100, 31, 0.1, min_samples_leaf=20, l2_regularization=0.0, max_features=1.0),
        _complete(200, 4, 0.1, min_samples_leaf=leaf_rows, l2_regularization=5.0, max_features=0.3),
        _complete(150, most_leaves(shape, 96), 0.1, min_samples_leaf=5, l2_regularization=1.0, max_features=0.5),
    ]


def _complete(
    trees: int,
    leaves: int,
    learning_rate: float,
    *,
    min_samples_leaf: int,
    l2_regularization: float,
    max_features: float,
) -> dict:
    return {
        "max_iter": trees,
        "learning_rate": learning_rate,
        "max_leaf_nodes": leaves,
        "min_samples_leaf": min_samples_leaf,
        "l2_regularization": l2_regularization,
        "max_features": max_features,
    }


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.2, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 3, most_leaves(shape, 127), log=True),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 2, most_leaf_rows(shape, 1 / 40), log=True),
        "l2_regularization": trial.suggest_float("l2_regularization", 0.01, 50.0, log=True),
        "max_features": trial.suggest_float("max_features", smallest_share(shape), 1.0),
    }


def _build(params: dict, seed: int, preparation: Preparation, constrained: bool) -> HistGradientBoostingClassifier:
    directions = preparation.directions if constrained else None
    settings = {"max_iter": TREES, "max_depth": MAX_DEPTH, **params}
    return HistGradientBoostingClassifier(**settings, monotonic_cst=directions, early_stopping=False, random_state=seed)


def _predict_margin(model: HistGradientBoostingClassifier, prepared: np.ndarray) -> np.ndarray:
    return model.decision_function(prepared).astype(np.float64)


def _read_margin(model: HistGradientBoostingClassifier) -> Margin:
    tables = [predictors[0].nodes for predictors in model._predictors]
    trees = [
        Tree(n["left"], n["right"], n["feature_idx"], round_down(n["num_threshold"]), n["value"], n["is_leaf"] == 1)
        for n in tables
    ]
    return Margin(base=float(np.ravel(model._baseline_prediction)[0]), trees=trees)


GRADIENT_BOOSTING = Kind(
    name="gradient_boosting",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=True,
    trees_setting="max_iter",
    fit_with_stopping=observe_gradient_boosting,
)
