"""Extremely randomised trees: every tree learns from all rows, and each column is cut at a random value.

Geurts, Ernst & Wehenkel, Extremely randomized trees (2006), https://doi.org/10.1007/s10994-006-6226-1.
"""

from optuna import Trial
from sklearn.ensemble import ExtraTreesClassifier

from training.data.preparation import Preparation
from training.models.kinds import forests
from training.models.kinds.kind import DataShape, Kind
from training.models.size import MAX_DEPTH


def _list_starts(shape: DataShape) -> list[dict]:
    """Leaves of a few rows, trees as deep as scikit-learn's own, and deep ones that try many columns."""
    few_columns = min(1.0, shape.columns**-0.5)
    return [
        {"max_depth": 16, "min_samples_leaf": 3, "max_features": 0.4},
        {"max_depth": MAX_DEPTH, "min_samples_leaf": 1, "max_features": few_columns},
        {"max_depth": MAX_DEPTH, "min_samples_leaf": 1, "max_features": 1.0},
    ]


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return forests.propose_settings(trial, shape)


def _build(params: dict, seed: int, _: Preparation, constrained: bool) -> ExtraTreesClassifier:
    return ExtraTreesClassifier(**forests.complete_settings(params), random_state=seed)


EXTRA_TREES = Kind(
    name="extra_trees",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=forests.predict_margin,
    read_margin=forests.read_margin,
    can_be_constrained=False,
    scale="probability",
    trial_settings={"n_estimators": 50},
)
