"""CatBoost: a pure interaction is found, tables are the model, stages are the model so far, no file is left."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from training.data.preparation import fit_preparation
from training.data.training_set import Inputs
from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape
from training.models.kinds.stages import STAGES

KIND = KINDS["catboost"]
SHAPE = DataShape(1_500, 750, 4)
LEARN = slice(0, 1_500)
LARGEST = np.finfo(np.float32).max


@pytest.fixture(scope="module")
def rows():
    """4,000 rows of a constant and three columns; the signs of two decide together, neither decides alone."""
    random = np.random.default_rng(4)
    prepared = random.normal(size=(4_000, 4)).astype(np.float32)
    prepared[:, 0] = 1
    odds = 3 * np.sign(prepared[:, 1] * prepared[:, 2])
    return prepared, (random.random(4_000) < 1 / (1 + np.exp(-odds))).astype(np.int8)


def build(start: int, trees: int = 40):
    inputs = Inputs(np.arange(32, dtype=np.float32).reshape(8, 4), np.zeros(4, bool), np.zeros((8, 0), np.int32), ())
    settings = KIND.list_starts(SHAPE)[start] | {"n_estimators": trees}
    return KIND.build(settings, 1, fit_preparation(inputs), False)


@pytest.mark.parametrize("start", range(3))
def test_every_start_finds_columns_that_matter_only_together(rows, start):
    model = build(start).fit(rows[0][LEARN], rows[1][LEARN])
    assert roc_auc_score(rows[1][1_500:], KIND.predict_margin(model, rows[0][1_500:])) > 0.9


def test_the_tables_are_the_model_for_every_number(rows):
    model = build(1).fit(rows[0][LEARN], rows[1][LEARN])
    margin = KIND.read_margin(model)
    assert any(len(tree.leaf) == 31 for tree in margin.trees)
    borders = np.unique(np.concatenate([tree.threshold[~tree.leaf] for tree in margin.trees]))
    ends = np.array([-LARGEST, -0.0, 0.0, LARGEST], np.float32)
    sides = [np.nextafter(borders, np.float32(end)) for end in (-np.inf, np.inf)]
    numbers = np.concatenate([borders, *sides, ends])
    random = np.random.default_rng(1)
    extremes = random.choice(numbers, (2_000, 4))
    np.testing.assert_allclose(margin.compute(extremes), KIND.predict_margin(model, extremes), rtol=0, atol=1e-12)


def test_trees_without_a_split_are_single_leaves(rows):
    """None of the columns is drawn for most of the trees."""
    prepared = np.ascontiguousarray(rows[0][LEARN, :2])
    model = build(1).set_params(rsm=0.05).fit(prepared, rows[1][LEARN])
    margin = KIND.read_margin(model)
    assert any(len(tree.leaf) == 1 for tree in margin.trees)
    np.testing.assert_allclose(margin.compute(prepared), KIND.predict_margin(model, prepared), rtol=0, atol=1e-12)


def test_stages_are_the_model_so_far(rows, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    prepared, outcomes = rows[0][LEARN], rows[1][LEARN]
    seen, unfitted = {}, build(1)
    KIND.fit_with_stopping(unfitted, prepared, outcomes, rows[0], lambda n, margin: seen.update({n: margin}))
    assert list(seen) == [trees for trees in STAGES if trees <= 40]
    for trees in (10, 40):
        plain = build(1, trees).fit(prepared, outcomes)
        np.testing.assert_allclose(seen[trees], KIND.predict_margin(plain, rows[0]), rtol=0, atol=1e-9)
    KIND.fit_with_stopping(stopped := build(1), prepared, outcomes, rows[0], lambda trees, margin: trees == 10)
    assert stopped.tree_count_ == 10
    assert not list(tmp_path.iterdir())
