"""Random forest: each tree learns from a random part of the rows, each split from a random part of the columns."""

import numpy as np
from optuna import Trial
from sklearn.ensemble import RandomForestClassifier

from training.data.preparation import Preparation
from training.models.kinds import forests
from training.models.kinds.kind import DataShape, Kind
from training.models.size import MAX_DEPTH


def _list_starts(shape: DataShape) -> list[dict]:
    """Shallow trees of half the rows, trees as deep as scikit-learn's own, and deep ones that see more columns."""
    min_samples_leaf = int(np.clip(shape.rows / 500, 4, 40)) // 2
    few_columns = min(1.0, shape.columns**-0.5)
    return [
        {"max_depth": 8, "max_samples": 0.5, "min_samples_leaf": min_samples_leaf, "max_features": 0.15},
        {"max_depth": MAX_DEPTH, "max_samples": 1.0, "min_samples_leaf": 1, "max_features": few_columns},
        {"max_depth": 16, "max_samples": 0.8, "min_samples_leaf": 2, "max_features": 0.4},
    ]


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    max_samples = trial.suggest_float("max_samples", 0.3, 1.0)
    return forests.propose_settings(trial, shape) | {"max_samples": max_samples}


def _build(params: dict, seed: int, _: Preparation, constrained: bool) -> RandomForestClassifier:
    return RandomForestClassifier(**forests.complete_settings(params), random_state=seed)


RANDOM_FOREST = Kind(
    name="random_forest",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=forests.predict_margin,
    read_margin=forests.read_margin,
    can_be_constrained=False,
    scale="probability",
    trial_settings={"n_estimators": 50},
)
