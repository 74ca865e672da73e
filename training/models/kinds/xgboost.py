"""XGBoost, on the device of the environment (training/models/device.py)."""

import json

import numpy as np
from optuna import Trial
from xgboost import XGBClassifier

from training.data.preparation import Preparation
from training.models.device import xgboost_class
from training.models.kinds.kind import DataShape, Kind
from training.models.kinds.stages import observe_xgboost
from training.models.margin import Margin
from training.models.trees import Tree


def _list_starts(shape: DataShape) -> list[dict]:
    """Slow learning, shallow trees, random columns: what a search found best on both samples (measured)."""
    return [
        {
            "n_estimators": 350,
            "max_depth": 4,
            "learning_rate": 0.023,
            "subsample": 0.8,
            "colsample_bytree": 0.36,
            "min_child_weight": float(np.clip(shape.rows / 2400, 1, 10)),
            "reg_lambda": 5.0,
        }
    ]


def _propose_settings(trial: Trial, shape: DataShape) -> dict:
    return {
        "n_estimators": trial.suggest_int("n_estimators", 150, 500, step=25),
        "max_depth": trial.suggest_int("max_depth", 2, 5),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.08, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.15, 0.8),
        "min_child_weight": trial.suggest_float("min_child_weight", 1.0, 60.0, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.5, 50.0, log=True),
    }


def _build(params: dict, seed: int, preparation: Preparation, constrained: bool) -> XGBClassifier:
    directions = tuple(int(direction) for direction in preparation.directions) if constrained else None
    fixed = {"monotone_constraints": directions, "tree_method": "hist", "n_jobs": 1, "random_state": seed}
    return xgboost_class()(**params, **fixed)


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
    search_weight=3.0,
    trees_setting="n_estimators",
    fit_with_stopping=observe_xgboost,
)
