"""The five kinds of model that compete: their sound settings, the room a search has around them, and how each is built.

The sound settings depend on the number of rows only, never on which lender's data it is: small trees and slow learning
are right for small and large sets alike, and leaves hold a share of the rows between fixed bounds. They are the first
trial of a search, and all there is without one. The room is bounded so that any find stays small and quick to serve.
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
from training.models import device
from training.models.scorecard import Scorecard


@dataclass(frozen=True)
class Kind:
    """A kind of model.

    defaults: its sound settings for a number of rows. space: settings that a trial proposes for that many rows.
    build: an unfitted classifier of the prepared matrix, from settings, seed, the preparation and whether the
    catalogue's directions bind. constrainable: whether binding them is a choice (a scorecard always follows).
    weight: its share of a search's time; the boostings gain most from one (measured). quick: settings of a trial only,
    that rank as the real ones do and take less time.
    """

    defaults: Callable[[int], dict]
    space: Callable[[Trial, int], dict]
    build: Callable[[dict, int, Preparation, bool], ClassifierMixin]
    constrainable: bool
    weight: float
    quick: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """All that decides how one kind is learned, beside the rows and the seed. Equal ones hash alike."""

    kind: str
    params: dict
    constrained: bool = False
    smote: bool = False

    def __hash__(self) -> int:
        return hash((self.kind, repr(sorted(self.params.items())), self.constrained, self.smote))

    def build(self, seed: int, prepare: Preparation) -> ClassifierMixin:
        """The unfitted classifier."""
        return CANDIDATES[self.kind].build(self.params, seed, prepare, self.constrained)


def _leaf_rows(rows: int) -> int:
    return int(np.clip(rows / 500, 4, 40))


def logistic_regression(params: dict, seed: int, _: Preparation, constrained: bool) -> ClassifierMixin:
    """Ridge logistic regression on standardised, clipped columns."""
    return make_pipeline(Standardiser(), LogisticRegression(**params, max_iter=1000, random_state=seed))


def scorecard(params: dict, _: int, prepare: Preparation, constrained: bool) -> ClassifierMixin:
    """Points per bin; see training/models/scorecard.py."""
    return Scorecard(prepare, **params)


def random_forest(params: dict, seed: int, _: Preparation, constrained: bool) -> ClassifierMixin:
    """Depth 8 and half the rows a tree lose nothing against full trees, and are smaller and faster (measured)."""
    return RandomForestClassifier(**{"n_estimators": 100, **params}, random_state=seed)


def gradient_boosting(params: dict, seed: int, prepare: Preparation, constrained: bool) -> ClassifierMixin:
    """Histogram gradient boosting: better and ten times faster than the classic one here (measured)."""
    directions = prepare.directions if constrained else None
    return HistGradientBoostingClassifier(**params, monotonic_cst=directions, early_stopping=False, random_state=seed)


def xgboost(params: dict, seed: int, prepare: Preparation, constrained: bool) -> ClassifierMixin:
    """Slow learning, shallow trees, random columns: what a search found best on both samples (measured)."""
    directions = tuple(int(d) for d in prepare.directions) if constrained else None
    settings = {"monotone_constraints": directions, "tree_method": "hist", "n_jobs": 1, "random_state": seed}
    return device.classifier()(**params, **settings)


def _forest_space(trial: Trial, rows: int) -> dict:
    return {
        "max_depth": trial.suggest_int("max_depth", 5, 11),
        "max_samples": trial.suggest_float("max_samples", 0.3, 0.8),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 2, _leaf_rows(rows) * 2, log=True),
        "max_features": trial.suggest_float("max_features", 0.08, 0.5, log=True),
    }


def _boosting_space(trial: Trial, rows: int) -> dict:
    return {
        "max_iter": trial.suggest_int("max_iter", 80, 400, step=20),
        "learning_rate": trial.suggest_float("learning_rate", 0.015, 0.1, log=True),
        "max_leaf_nodes": trial.suggest_int("max_leaf_nodes", 4, 24),
        "min_samples_leaf": trial.suggest_int("min_samples_leaf", 4, _leaf_rows(rows) * 4, log=True),
        "l2_regularization": trial.suggest_float("l2_regularization", 0.5, 50.0, log=True),
        "max_features": trial.suggest_float("max_features", 0.1, 0.7),
    }


def _xgboost_space(trial: Trial, rows: int) -> dict:
    return {
        "n_estimators": trial.suggest_int("n_estimators", 150, 500, step=25),
        "max_depth": trial.suggest_int("max_depth", 2, 5),
        "learning_rate": trial.suggest_float("learning_rate", 0.01, 0.08, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.15, 0.8),
        "min_child_weight": trial.suggest_float("min_child_weight", 1.0, 60.0, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.5, 50.0, log=True),
    }


CANDIDATES: dict[str, Kind] = {
    "logistic_regression": Kind(
        defaults=lambda rows: {"C": 0.1},
        space=lambda trial, rows: {"C": trial.suggest_float("C", 1e-3, 10.0, log=True)},
        build=logistic_regression,
        constrainable=False,
        weight=0.5,
    ),
    "scorecard": Kind(
        defaults=lambda rows: {"bins": 20, "min_share": 0.02, "penalty": 0.5},
        space=lambda trial, rows: {
            "bins": trial.suggest_int("bins", 6, 40),
            "min_share": trial.suggest_float("min_share", 0.01, 0.1, log=True),
            "penalty": trial.suggest_float("penalty", 0.02, 20.0, log=True),
        },
        build=scorecard,
        constrainable=False,
        weight=0.5,
    ),
    "random_forest": Kind(
        defaults=lambda rows: {
            "max_depth": 8,
            "max_samples": 0.5,
            "min_samples_leaf": _leaf_rows(rows) // 2,
            "max_features": 0.15,
        },
        space=_forest_space,
        build=random_forest,
        constrainable=False,
        weight=1.0,
        quick={"n_estimators": 50},
    ),
    "gradient_boosting": Kind(
        defaults=lambda rows: {
            "max_iter": 200,
            "learning_rate": 0.04,
            "max_leaf_nodes": 12,
            "min_samples_leaf": _leaf_rows(rows),
            "l2_regularization": 5.0,
            "max_features": 0.3,
        },
        space=_boosting_space,
        build=gradient_boosting,
        constrainable=True,
        weight=2.0,
    ),
    "xgboost": Kind(
        defaults=lambda rows: {
            "n_estimators": 350,
            "max_depth": 4,
            "learning_rate": 0.023,
            "subsample": 0.8,
            "colsample_bytree": 0.36,
            "min_child_weight": float(np.clip(rows / 2400, 1, 10)),
            "reg_lambda": 5.0,
        },
        space=_xgboost_space,
        build=xgboost,
        constrainable=True,
        weight=3.0,
    ),
}


def raw_score(model: ClassifierMixin, prepared: np.ndarray) -> np.ndarray:
    """Probability of default before calibration, float64 [rows]."""
    return model.predict_proba(prepared)[:, 1].astype(np.float64)


def log_odds(model: ClassifierMixin, prepared: np.ndarray) -> np.ndarray | None:
    """Log-odds of the raw score, float64 [rows]; None of a forest, which averages probabilities."""
    if isinstance(model, RandomForestClassifier):
        return None
    if isinstance(model, XGBClassifier):
        return model.predict(prepared, output_margin=True).astype(np.float64)
    return model.decision_function(prepared).astype(np.float64)
