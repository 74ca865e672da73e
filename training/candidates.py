"""The four kinds of model that compete. Each factory gives an unfitted scikit-learn classifier for the prepared matrix.

The settings depend on the number of rows only, never on which lender's data it is: small trees and slow learning are
right for small and large sets alike, and leaves hold a share of the rows between fixed bounds.
"""

from collections.abc import Callable

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from xgboost import XGBClassifier

CLIP = 4.0
"""Standard deviations beyond which the logistic regression follows a number no further: money has long tails."""


def _leaf_rows(rows: int) -> int:
    return int(np.clip(rows / 500, 4, 40))


def logistic_regression(rows: int, seed: int) -> ClassifierMixin:
    """Ridge logistic regression on standardised, clipped columns."""
    clip = FunctionTransformer(np.clip, kw_args={"a_min": -CLIP, "a_max": CLIP})
    return make_pipeline(StandardScaler(), clip, LogisticRegression(C=0.1, max_iter=1000, random_state=seed))


def random_forest(rows: int, seed: int) -> ClassifierMixin:
    """Depth 8 and half the rows a tree lose nothing against full trees, and are smaller and faster (measured)."""
    return RandomForestClassifier(
        n_estimators=150,
        max_depth=8,
        max_samples=0.5,
        min_samples_leaf=_leaf_rows(rows) // 2,
        max_features="sqrt",
        random_state=seed,
    )


def gradient_boosting(rows: int, seed: int) -> ClassifierMixin:
    """Histogram gradient boosting: better and ten times faster than the classic one here (measured)."""
    return HistGradientBoostingClassifier(
        max_iter=200,
        learning_rate=0.04,
        max_leaf_nodes=12,
        min_samples_leaf=_leaf_rows(rows),
        l2_regularization=5.0,
        max_features=0.3,
        early_stopping=False,
        random_state=seed,
    )


def xgboost(rows: int, seed: int) -> ClassifierMixin:
    """Slow learning, shallow trees, random columns: what Optuna found best on both samples (measured)."""
    return XGBClassifier(
        n_estimators=350,
        max_depth=4,
        learning_rate=0.023,
        subsample=0.8,
        colsample_bytree=0.36,
        min_child_weight=10,
        reg_lambda=5.0,
        tree_method="hist",
        n_jobs=1,
        random_state=seed,
    )


CANDIDATES: dict[str, Callable[[int, int], ClassifierMixin]] = {
    "logistic_regression": logistic_regression,
    "random_forest": random_forest,
    "gradient_boosting": gradient_boosting,
    "xgboost": xgboost,
}


def raw_score(model: ClassifierMixin, prepared: np.ndarray) -> np.ndarray:
    """Probability of default before calibration, float64 [rows]."""
    return model.predict_proba(prepared)[:, 1].astype(np.float64)
