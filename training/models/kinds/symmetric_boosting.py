"""Boosting of symmetric trees (training/models/symmetric_boosting.py): finds columns that matter only together."""

import numpy as np
from optuna import Trial

from training.data.preparation import Preparation
from training.models.kinds.bounds import deepest, smallest_share
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.stages import observe_symmetric_boosting
from training.models.margin import Margin
from training.models.symmetric_boosting import SymmetricBoosting

MAX_DEPTH = 7


def _list_starts(shape: DataShape) -> list[dict]:
    """Middle trees, deep ones that see all columns, and shallow ones."""
    return [
        _complete(200, 4, subsample=0.8, colsample=0.5, reg_lambda=3.0),
        _complete(200, deepest(shape, 6), subsample=0.8, colsample=1.0, reg_lambda=3.0),
        _complete(200, 2, subsample=0.8, colsample=0.5, reg_lambda=10.0),
    ]


def _complete(trees: int, depth: int, *, subsample: float, colsample: float, reg_lambda: float) -> dict:
    return {
        "n_estimators": trees,
        "max_depth": depth,
        "learning_rate": 0.1,
        "subsample": subsample,
        "colsample": colsample,
        "reg_lambda": reg_lambda,
    }


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "max_depth": trial.suggest_int("max_depth", 2, deepest(shape, MAX_DEPTH)),
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.2, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample": trial.suggest_float("colsample", smallest_share(shape), 1.0),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.3, 50.0, log=True),
    }


def _build(params: dict, seed: int, _: Preparation, constrained: bool) -> SymmetricBoosting:
    return SymmetricBoosting(**{"n_estimators": 200, **params}, random_state=seed)


def _predict_margin(model: SymmetricBoosting, prepared: np.ndarray) -> np.ndarray:
    return model.decision_function(prepared)


def _read_margin(model: SymmetricBoosting) -> Margin:
    return Margin(base=model.base_, trees=model.build_trees())


SYMMETRIC_BOOSTING = Kind(
    name="symmetric_boosting",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=False,
    trees_setting="n_estimators",
    fit_with_stopping=observe_symmetric_boosting,
)
