"""Starts and proposals of every kind at several sizes; forests stay within their leaves; LightGBM's tables decide as it
does, also next to zero; directions bind."""

import dataclasses

import numpy as np
import optuna
import pytest

from training.data.preparation import fit_preparation
from training.data.training_set import Inputs
from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape, measure_shape
from training.models.size import MAX_DEPTH, MAX_FOREST_LEAVES
from training.models.specification import ModelSpecification

SHAPES = [DataShape(50, 8, 1), DataShape(600, 120, 12), DataShape(7_000, 270, 130), DataShape(1_000_000, 9_000, 400)]
TREES = [name for name, kind in KINDS.items() if kind.trees_setting or "n_estimators" in kind.trial_settings]


def prepare(num: np.ndarray, directions: np.ndarray | None = None):
    inputs = Inputs(num, np.zeros(num.shape[1], bool), np.zeros((len(num), 0), np.int32), ())
    return fit_preparation(dataclasses.replace(inputs, directions=directions))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", KINDS)
def test_starts_and_proposals_fit_every_size(kind, shape):
    starts = KINDS[kind].list_starts(shape)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    proposals = [KINDS[kind].propose_settings(study.ask(), shape) for _ in range(5)]
    preparation = prepare(np.arange(8, dtype=np.float32)[:, None])
    for settings in starts + proposals:
        KINDS[kind].build(settings, 7, preparation, False)
    assert shape.columns == 1 or len({repr(sorted(start.items())) for start in starts}) == len(starts)
    if setting := KINDS[kind].trees_setting:
        assert all(setting in start for start in starts)
        assert not any(setting in proposal for proposal in proposals)


def test_bounds_follow_the_rows():
    for kind, setting in {"xgboost": "max_depth", "lightgbm": "num_leaves", "random_forest": "max_depth"}.items():
        most = []
        for rows in (500, 50_000):
            trial = optuna.create_study().ask()
            KINDS[kind].propose_settings(trial, DataShape(rows, rows // 10, 40))
            most.append(trial.distributions[setting].high)
        assert most[0] < most[1]


@pytest.mark.parametrize("kind", ["random_forest", "extra_trees"])
def test_a_deep_forest_has_no_more_leaves_than_serving_allows(kind):
    random = np.random.default_rng(1)
    rows = random.normal(size=(4_000, 5)).astype(np.float32)
    start = KINDS[kind].list_starts(DataShape(4_000, 2_000, 5))[1]
    model = ModelSpecification(kind, start).build(7, prepare(rows)).fit(rows, random.integers(0, 2, 4_000))
    assert 0.9 * MAX_FOREST_LEAVES < KINDS[kind].read_margin(model).leaves <= MAX_FOREST_LEAVES
    assert max(tree.get_depth() for tree in model.estimators_) <= MAX_DEPTH


@pytest.mark.parametrize("kind", TREES)
def test_tables_decide_as_the_library_next_to_zero(kind):
    """LightGBM counts numbers within 1e-35 as 0, and cuts there."""
    random = np.random.default_rng(2)
    tiny = np.array([-1e-30, -1e-35, -1e-36, -1e-45, -0.0, 0.0, 1e-45, 1e-36, 1e-35, 1e-30], np.float32)
    edges = np.concatenate([tiny, np.nextafter(tiny, np.float32(1)), np.nextafter(tiny, np.float32(-1))])
    rows = np.concatenate([random.choice(edges, 2_000), random.normal(size=1_000).astype(np.float32)])[:, None]
    outcomes = (random.random(3_000) < np.where(rows[:, 0] < 0, 0.1, np.where(rows[:, 0] > 0, 0.9, 0.5))).astype(int)
    start = KINDS[kind].list_starts(DataShape(3_000, 1_000, 1))[1]
    model = ModelSpecification(kind, start).build(7, prepare(rows)).fit(rows, outcomes)
    margin = KINDS[kind].read_margin(model)
    np.testing.assert_allclose(margin.compute(rows), KINDS[kind].predict_margin(model, rows), atol=1e-5)


@pytest.mark.parametrize("kind", ["gradient_boosting", "xgboost", "lightgbm", "catboost"])
def test_directions_bind(kind):
    random = np.random.default_rng(3)
    rows = random.normal(size=(800, 3)).astype(np.float32)
    odds = np.sin(3 * rows[:, 0]) + rows[:, 1] * rows[:, 2]
    outcomes = (random.random(800) < 1 / (1 + np.exp(-2 * odds))).astype(int)
    preparation = prepare(rows, np.array([1, 0, 0], np.int8))
    start = KINDS[kind].list_starts(DataShape(800, 400, 3))[1]
    grid = np.repeat(rows[:1], 400, axis=0)
    grid[:, 0] = np.linspace(-3, 3, 400)
    falls = {}
    for constrained in (False, True):
        model = ModelSpecification(kind, start, constrained=constrained).build(7, preparation).fit(rows, outcomes)
        falls[constrained] = -np.diff(KINDS[kind].predict_margin(model, grid)).min()
    assert falls[False] > 0.05
    assert falls[True] < 1e-6


def test_a_model_without_a_split_is_its_base(lender):
    """Too few rows for a leaf: LightGBM writes a tree of one leaf."""
    preparation = fit_preparation(lender.inputs)
    rows, start = preparation.transform(lender.inputs), KINDS["lightgbm"].list_starts(DataShape(600, 120, 12))[1]
    model = ModelSpecification("lightgbm", start | {"min_child_samples": 601}).build(7, preparation)
    model.fit(rows, lender.defaulted)
    margin = KINDS["lightgbm"].read_margin(model)
    np.testing.assert_allclose(margin.compute(rows), KINDS["lightgbm"].predict_margin(model, rows), atol=1e-6)


def test_the_shape_of_rows_is_known_before_they_are_prepared(lender):
    shape = measure_shape(lender.inputs, lender.defaulted)
    assert shape.rows == 600
    assert shape.defaults == lender.defaulted.sum()
    assert shape.columns >= fit_preparation(lender.inputs).width
