"""The five algorithms that a training compares: default settings, search space and how each classifier is built.

The default settings depend on the number of rows only, never on the lender: small trees and slow learning suit small
and large sets alike, and leaves hold a share of the rows between fixed bounds. They are the first trial of a search,
and the result without one. The search space is bounded, so that every model in it stays small and quick to serve.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from optuna import Trial
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from xgboost import XGBClassifier

from training.data.preparation import Preparation
from training.data.standardiser import Standardiser
from training.models.device import xgboost_class
from training.models.scorecard import Scorecard


@dataclass(frozen=True)
class Algorithm:
    """One algorithm, under its `kind` in ALGORITHMS.

    default_settings: for a number of rows. propose_settings: those of a trial, for a number of rows.
    build: an unfitted classifier of the prepared matrix, from settings, seed, the preparation and whether the
    catalogue's directions bind. can_be_constrained: whether binding them is a choice (a scorecard always follows them).
    search_weight: its share of the search time; boosting gains most from a search (measured).
    trial_settings: replace settings in trials only; they rank alike and take less time.
    """

    default_settings: Callable[[int], dict]
    propose_settings: Callable[[Trial, int], dict]
    build: Callable[[dict, int, Preparation, bool], ClassifierMixin]
    can_be_constrained: bool
    search_weight: float
    trial_settings: dict = field(default_factory=dict)


@dataclass(frozen=True)
class ModelSpecification:
    """All that decides how a model is fitted, except the rows and the seed. Equal specifications have equal hashes.

    params: the algorithm's settings. constrained: whether the catalogue's directions bind. smote: whether the model
    learns from synthetic rows too.
    """

    kind: str
    params: dict
    constrained: bool = False
    smote: bool = False

    def __hash__(self) -> int:
        return hash((self.kind, repr(sorted(self.params.items())), self.constrained, self.smote))

    def build(self, seed: int, preparation: Preparation) -> ClassifierMixin:
        """The unfitted classifier."""
        return ALGORITHMS[self.kind].build(self.params, seed, preparation, self.constrained)


def predict_raw_output(model: ClassifierMixin, prepared: np.ndarray) -> np.ndarray:
    """Probability of default before calibration, float64 [rows]."""
    return model.predict_proba(prepared)[:, 1].astype(np.float64)


def predict_log_odds(model: ClassifierMixin, prepared: np.ndarray) -> np.ndarray | None:
    """Log-odds of the raw output, float64 [rows]; None for a forest, which averages probabilities."""
    if isinstance(model, RandomForestClassifier):
        return None
    if isinstance(model, XGBClassifier):
        return model.predict(prepared, output_margin=True).astype(np.float64)
    return model.decision_function(prepared).astype(np.float64)


def _build_logistic_regression(params: dict, seed: int, _: Preparation, constrained: bool) -> ClassifierMixin:
    """Ridge logistic regression on standardised, clipped columns."""
    return make_pipeline(Standardiser(), LogisticRegression(**params, max_iter=1000, random_state=seed))


def _build_scorecard(params: dict, _: int, preparation: Preparation, constrained: bool) -> ClassifierMixin:
    """Points per bin; see training/models/scorecard.py."""
    return Scorecard(preparation, **params)


def _build_random_forest(params: dict, seed: int, _: Preparation, constrained: bool) -> ClassifierMixin:
    """Depth 8 and half the rows per tree lose nothing against full trees, and are smaller and faster (measured)."""
    return RandomForestClassifier(**{"n_estimators": 100, **params}, random_state=seed)


def _build_gradient_boosting(params: dict, seed: int, preparation: Preparation, constrained: bool) -> ClassifierMixin:
    """Histogram gradient boosting: better and ten times faster than the classic one here (measured)."""
    directions = preparation.directions if constrained else None
    return HistGradientBoostingClassifier(**params, monotonic_cst=directions, early_stopping=False, random_state=seed)


def _build_xgboost(params: dict, seed: int, preparation: Preparation, constrained: bool) -> ClassifierMixin:
    """Slow learning, shallow trees, random columns: what a search found best on both samples (measured)."""
    directions = tuple(int(direction) for direction in preparation.directions) if constrained else None
    fixed = {"monotone_constraints": directions, "tree_method": "hist", "n_jobs": 1, "random_state": seed}
    return xgboost_class()(**params, **fixed)


def _leaf_rows(rows: int) -> int:
    return int(np.clip(rows / 500, 4, 40))


def _propose_scorecard(trial: Trial, rows: int) -> dict:
    return {
        "bins": trial.suggest_int("bins", 6, 40),
        "min_share": trial.suggest_float("min_share", 0.01, 0.1, log=True),
        "penalty": trial.suggest_float("penalty", 0.02, 20.0, log=True),
    }


def _propose_random_forest(trial: Trial, rows: int) -> dict:
    return {
        "max_depth": trial.suggest_int("max_depth", 5, 11),
        "max_samples": trial.suggest_float("max_samples", 0.3, 0.8),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 2, _leaf_rows(rows) * 2, log=True),
        "max_features": trial.suggest_float("max_features", 0.08, 0.5, log=True),
    }


def _propose_gradient_boosting(trial: Trial, rows: int) -> dict:
    return {
        "max_iter": trial.suggest_int("max_iter", 80, 400, step=20),
        "learning_rate": trial.suggest_float("learning_rate", 0.015, 0.1, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 4, 24),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 4, _leaf_rows(rows) * 4, log=True),
        "l2_regularization": trial.suggest_float("l2_regularization", 0.5, 50.0, log=True),
        "max_features": trial.suggest_float("max_features", 0.1, 0.7),
    }


def _propose_xgboost(trial: Trial, rows: int) -> dict:
    return {
        "n_estimators": trial.suggest_int("n_estimators", 150, 500, step=25),
        "max_depth": trial.suggest_int("max_depth", 2, 5),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.08, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.15, 0.8),
        "min_child_weight": trial.suggest_float("min_child_weight", 1.0, 60.0, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.5, 50.0, log=True),
    }


ALGORITHMS: dict[str, Algorithm] = {
    "logistic_regression": Algorithm(
        default_settings=lambda rows: {"C": 0.1},
        propose_settings=lambda trial, rows: {"C": trial.suggest_float("C", 1e-3, 10.0, log=True)},
        build=_build_logistic_regression,
        can_be_constrained=False,
        search_weight=0.5,
    ),
    "scorecard": Algorithm(
        default_settings=lambda rows: {"bins": 20, "min_share": 0.02, "penalty": 0.5},
        propose_settings=_propose_scorecard,
        build=_build_scorecard,
        can_be_constrained=False,
        search_weight=0.5,
    ),
    "random_forest": Algorithm(
        default_settings=lambda rows: {
            "max_depth": 8,
            "max_samples": 0.5,
            "min_samples_leaf": _leaf_rows(rows) // 2,
            "max_features": 0.15,
        },
        propose_settings=_propose_random_forest,
        build=_build_random_forest,
        can_be_constrained=False,
        search_weight=1.0,
        trial_settings={"n_estimators": 50},
    ),
    "gradient_boosting": Algorithm(
        default_settings=lambda rows: {
            "max_iter": 200,
            "learning_rate": 0.04,
            "max_leaf_nodes": 12,
            "min_samples_leaf": _leaf_rows(rows),
            "l2_regularization": 5.0,
            "max_features": 0.3,
        },
        propose_settings=_propose_gradient_boosting,
        build=_build_gradient_boosting,
        can_be_constrained=True,
        search_weight=2.0,
    ),
    "xgboost": Algorithm(
        default_settings=lambda rows: {
            "n_estimators": 350,
            "max_depth": 4,
            "learning_rate": 0.023,
            "subsample": 0.8,
            "colsample_bytree": 0.36,
            "min_child_weight": float(np.clip(rows / 2400, 1, 10)),
            "reg_lambda": 5.0,
        },
        propose_settings=_propose_xgboost,
        build=_build_xgboost,
        can_be_constrained=True,
        search_weight=3.0,
    ),
}
