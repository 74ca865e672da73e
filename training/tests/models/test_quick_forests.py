"""The quick forests are scikit-learn's: every node of every tree, and every share, is the same."""

import pickle

import numpy as np
import optuna
import pytest
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from training.models.kinds import KINDS, forests
from training.models.kinds.kind import DataShape
from training.models.quick_forests import QuickExtraTrees, QuickRandomForest

ROWS, COLUMNS = 400, 6


def make_rows() -> tuple[np.ndarray, np.ndarray]:
    """Normal numbers and flags, of which three count."""
    random = np.random.default_rng(1)
    rows = random.normal(size=(ROWS, COLUMNS)).astype(np.float32)
    rows[:, 4:] = rows[:, 4:] > 0
    return rows, (random.random(ROWS) < 1 / (1 + np.exp(-rows[:, [0, 1, 4]].sum(axis=1)))).astype(np.int8)


@pytest.mark.parametrize(
    ("quick", "original", "settings"),
    [
        (QuickRandomForest, RandomForestClassifier, {"max_samples": 0.5, "max_features": 0.15, "max_depth": 8}),
        (QuickRandomForest, RandomForestClassifier, {"max_samples": 1.0, "max_features": 1.0, "max_leaf_nodes": 9}),
        (
            QuickRandomForest,
            RandomForestClassifier,
            {"criterion": "entropy", "max_features": 0.4, "min_samples_leaf": 3},
        ),
        (QuickExtraTrees, ExtraTreesClassifier, {"max_features": 0.4, "min_samples_leaf": 3, "max_depth": 16}),
        (QuickExtraTrees, ExtraTreesClassifier, {"criterion": "entropy", "max_features": 1.0, "max_depth": 24}),
    ],
)
def test_every_tree_is_scikit_learns(quick, original, settings):
    rows, outcomes = make_rows()
    settings = {"n_estimators": 12, "max_leaf_nodes": 40, "max_depth": 24, "random_state": 7} | settings
    forest, expected = (kind(**settings).fit(rows, outcomes) for kind in (quick, original))
    for tree, expected_tree in zip(forest.estimators_, expected.estimators_, strict=True):
        for name in ("children_left", "children_right", "feature", "threshold", "value"):
            np.testing.assert_array_equal(getattr(tree.tree_, name), getattr(expected_tree.tree_, name))
    shares = expected.predict_proba(rows)
    np.testing.assert_array_equal(forest.predict_proba(rows), shares)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(forest)).predict_proba(rows), shares)


@pytest.mark.parametrize("kind", ["random_forest", "extra_trees"])
def test_every_setting_that_a_kind_uses_is_one_that_the_quick_forests_know(kind):
    """They ignore others: a new setting has to be added there first."""
    known = {"n_estimators", "max_leaf_nodes", "max_depth", "max_samples", "min_samples_leaf", "max_features"}
    shape = DataShape(600, 120, 12)
    proposal = KINDS[kind].propose_settings(optuna.create_study().ask(), shape)
    settings = [forests.complete_settings(params) for params in (proposal, *KINDS[kind].list_starts(shape))]
    assert set().union(*settings) <= known | {"criterion"}
