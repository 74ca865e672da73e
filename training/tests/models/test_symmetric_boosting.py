"""Symmetric trees: a pure interaction is found, tables are the model, stages are the model so far."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape
from training.models.kinds.stages import STAGES, observe_symmetric_boosting
from training.models.symmetric_boosting import BINS, SymmetricBoosting
from training.models.trees import add_up_trees

SETTINGS = {"n_estimators": 40, "max_depth": 3, "learning_rate": 0.2, "reg_lambda": 1.0}
SAMPLING = {"subsample": 0.9, "colsample": 1.0, "random_state": 1}


@pytest.fixture(scope="module")
def rows():
    """3,000 rows of four columns; the outcome depends on the signs of two together, on neither alone."""
    random = np.random.default_rng(4)
    prepared = random.normal(size=(3_000, 4)).astype(np.float32)
    odds = 3 * np.sign(prepared[:, 0] * prepared[:, 1])
    return prepared, (random.random(3_000) < 1 / (1 + np.exp(-odds))).astype(np.int8)


@pytest.fixture(scope="module")
def model(rows):
    return SymmetricBoosting(**SETTINGS, **SAMPLING).fit(rows[0][:2_000], rows[1][:2_000])


def test_columns_that_matter_only_together_are_found(rows, model):
    assert roc_auc_score(rows[1][2_000:], model.decision_function(rows[0][2_000:])) > 0.9


def test_the_tables_are_the_model(rows, model):
    assert all(len(tree.leaf) == 15 for tree in model.build_trees())
    total = model.base_ + add_up_trees(model.build_trees(), rows[0])
    np.testing.assert_allclose(total, model.decision_function(rows[0]), atol=1e-9)


def test_stages_are_the_model_so_far(rows, model):
    seen = {}
    unfitted = SymmetricBoosting(**SETTINGS, **SAMPLING)
    prepared, outcomes = rows[0][:2_000], rows[1][:2_000]
    observe_symmetric_boosting(unfitted, prepared, outcomes, rows[0], lambda n, margin: seen.update({n: margin}))
    assert list(seen) == [trees for trees in STAGES if trees <= 40]
    np.testing.assert_allclose(seen[40], model.decision_function(rows[0]), atol=1e-9)
    observe_symmetric_boosting(unfitted, prepared, outcomes, rows[0], lambda trees, margin: trees == 10)
    assert len(unfitted.values_) == 10


def test_columns_of_one_value_and_of_many_are_handled(rows):
    prepared = np.column_stack([np.ones(3_000), rows[0][:, 0] > 0, np.arange(3_000)]).astype(np.float32)
    model = SymmetricBoosting(**SETTINGS, **SAMPLING).fit(prepared, rows[1])
    columns = np.concatenate(model.columns_)
    assert 0 not in columns
    assert len(np.unique(np.concatenate(model.thresholds_)[columns == 2])) < BINS
    constant = SymmetricBoosting(**SETTINGS, **SAMPLING).fit(prepared[:, :1], rows[1])
    assert add_up_trees(constant.build_trees(), prepared[:, :1]).tolist() == [0.0] * 3_000
    np.testing.assert_allclose(constant.predict_proba(prepared[:, :1])[:, 1], rows[1].mean(), atol=1e-9)


def test_every_start_learns_the_interaction(rows):
    for start in KINDS["symmetric_boosting"].list_starts(DataShape(2_000, 1_000, 4)):
        model = SymmetricBoosting(**start | {"n_estimators": 30}, random_state=1).fit(rows[0][:2_000], rows[1][:2_000])
        assert roc_auc_score(rows[1][2_000:], model.decision_function(rows[0][2_000:])) > 0.85
