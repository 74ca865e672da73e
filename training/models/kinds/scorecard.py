"""Points per bin; the classifier itself is training/models/scorecard.py."""

import numpy as np
from optuna import Trial

from training.data.preparation import Preparation
from training.models.kinds.kind import DataShape, Kind
from training.models.margin import Margin
from training.models.scorecard import Scorecard


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "bins": trial.suggest_int("bins", 6, 40),
        "min_share": trial.suggest_float("min_share", 0.01, 0.1, log=True),
        "penalty": trial.suggest_float("penalty", 0.02, 20.0, log=True),
    }


def _build(params: dict, _: int, preparation: Preparation, constrained: bool) -> Scorecard:
    return Scorecard(preparation, **params)


def _predict_margin(model: Scorecard, prepared: np.ndarray) -> np.ndarray:
    return model.decision_function(prepared)


def _read_margin(model: Scorecard) -> Margin:
    trees, intercept = model.build_trees()
    return Margin(base=intercept, trees=trees)


SCORECARD = Kind(
    name="scorecard",
    list_starts=lambda shape: [{"bins": 20, "min_share": 0.02, "penalty": 0.5}],
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=False,
)
