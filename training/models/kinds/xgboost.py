"""XGBoost, on the device of the environment (training/models/device.py)."""

import json

import numpy as np
from optuna import Trial
from xgboost import XGBClassifier

from training.data.preparation import Preparation
from training.models.device import xgboost_class
from training.models.kinds.bounds import deepest, smallest_share
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.stages import observe_xgboost
from training.models.margin import Margin
from training.models.trees import Tree

TREES = 350
MAX_LEAVES = 128


def _list_starts(shape: DataShape) -> list[dict]:
    """Slow learning with shallow trees and random columns (what a search found best on both samples), XGBoost's own
    defaults, shallower trees for noisy additive data, and deep ones."""
    child_weight = float(np.clip(shape.rows / 2400, 1, 10))
    depth = deepest(shape, 8)
    return [
        _complete(160, 4, 0.05, subsample=0.8, colsample=0.36, min_child_weight=child_weight, reg_lambda=5.0),
        _complete(100, 6, 0.3, subsample=1.0, colsample=1.0, min_child_weight=1.0, reg_lambda=1.0),
        _complete(200, 2, 0.1, subsample=0.7, colsample=0.4, min_child_weight=child_weight, reg_lambda=5.0),
        _complete(150, depth, 0.1, subsample=0.8, colsample=0.7, min_child_weight=1.0, reg_lambda=1.0),
    ]


def _complete(
    trees: int,
    depth: int,
    learning_rate: float,
    *,
    subsample: float,
    colsample: float,
    min_child_weight: float,
    reg_lambda: float,
) -> dict:
    return {
        "n_estimators": trees,
        "max_depth": depth,
        "max_leaves": min(MAX_LEAVES, 2**depth),
        "learning_rate": learning_rate,
        "subsample": subsample,
        "colsample_bytree": colsample,
        "min_child_weight": min_child_weight,
        "reg_lambda": reg_lambda,
    }


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "max_depth": trial.suggest_int("max_depth", 1, deepest(shape, 10)),
        "max_leaves": trial.suggest_int("max_leaves", 8, MAX_LEAVES, log=True),
        "learning_rate": trial.suggest_float("learning_rate", 0.02, 0.2, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", smallest_share(shape), 1.0),
        "min_child_weight": trial.suggest_float("min_child_weight", 0.5, max(2.0, shape.rows / 100), log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.1, 50.0, log=True),
        "gamma": trial.suggest_float("gamma", 1e-3, 5.0, log=True),
    }


def _build(params: dict, seed: int, preparation: Preparation, constrained: bool) -> XGBClassifier:
    directions = tuple(int(direction) for direction in preparation.directions) if constrained else None
    fixed = {"monotone_constraints": directions, "tree_method": "hist", "n_jobs": 1, "random_state": seed}
    return xgboost_class()(**{"n_estimators": TREES, **params}, **fixed)


def _predict_margin(model: XGBClassifier, prepared: np.ndarray) -> np.ndarray:
    return model.predict(prepared, output_margin=True).astype(np.float64)


def _read_margin(model: XGBClassifier) -> Margin:
    """In XGBoost's JSON the split condition of a leaf is its value."""
    learner = json.loads(model.get_booster().save_raw("json"))["learner"]
    trees = []
    for tree in learner["gradient_booster"]["model"]["trees"]:
        left, right = np.array(tree["left_children"]), np.array(tree["right_children"])
        values = np.array(tree["split_conditions"], np.float32)
        trees.append(Tree(left, right, np.array(tree["split_indices"]), values, values, left < 0, strict=True))
    share = float(json.loads(learner["learner_model_param"]["base_score"])[0])
    return Margin(base=float(np.log(share / (1 - share))), trees=trees)


XGBOOST = Kind(
    name="xgboost",
    list_starts=_list_starts,
    propose_settings=_propose_settings,
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=True,
    trees_setting="n_estimators",
    fit_with_stopping=observe_xgboost,
)
