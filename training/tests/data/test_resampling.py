import numpy as np
import pytest

from training.data import resampling
from training.data.preparation import fit_preparation
from training.data.resampling import resample
from training.data.training_set import Inputs


def prepare(inputs: Inputs):
    preparation = fit_preparation(inputs)
    return preparation, preparation.transform(inputs)


def test_only_synthetic_rows_are_appended(lender):
    preparation, rows = prepare(lender.inputs)
    resampled, outcome = resample(preparation, rows, lender.defaulted, 7)
    np.testing.assert_array_equal(resampled[: len(rows)], rows)
    np.testing.assert_array_equal(outcome[: len(rows)], lender.defaulted)
    assert outcome[len(rows) :].all()
    assert outcome.mean() == 0.5


def test_synthetic_rows_lie_between_real_defaults(lender):
    preparation, rows = prepare(lender.inputs)
    resampled, _ = resample(preparation, rows, lender.defaulted, 7)
    synthetic, real = resampled[len(rows) :], rows[lender.defaulted == 1]
    numbers = len(preparation.number_columns)
    tolerance = 1e-4 * np.abs(real[:, :numbers]).max(axis=0)
    assert (synthetic[:, :numbers] >= real[:, :numbers].min(axis=0) - tolerance).all()
    assert (synthetic[:, :numbers] <= real[:, :numbers].max(axis=0) + tolerance).all()
    assert np.isin(synthetic[:, numbers:], (0, 1)).all()
    assert (synthetic[:, -5:].sum(axis=1) <= 1).all()


@pytest.mark.parametrize("kept", ["numbers", "words"])
def test_works_without_numbers_or_without_words(lender, kept):
    full = lender.inputs
    if kept == "numbers":
        only = Inputs(np.nan_to_num(full.num), full.has_indicator, full.codes[:, :0], ())
    else:
        only = Inputs(np.zeros_like(full.num), full.has_indicator, full.codes, full.levels)
    preparation, rows = prepare(only)
    resampled, outcome = resample(preparation, rows, lender.defaulted, 7)
    assert resampled.shape == (len(outcome), preparation.width)
    assert outcome.mean() == 0.5


def test_is_seeded(lender):
    preparation, rows = prepare(lender.inputs)
    one, again, other = (resample(preparation, rows, lender.defaulted, seed)[0] for seed in (7, 7, 8))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_large_sets_have_fewer_parents_but_as_many_children(lender, monkeypatch):
    monkeypatch.setattr(resampling, "MAX_PARENTS", 50)
    preparation, rows = prepare(lender.inputs)
    resampled, outcome = resample(preparation, rows, lender.defaulted, 7)
    np.testing.assert_array_equal(resampled[: len(rows)], rows)
    assert outcome.mean() == 0.5


def test_many_synthetic_rows_are_made_in_parts_of_other_parents(lender, monkeypatch):
    preparation, rows = prepare(lender.inputs)
    whole, outcome = resample(preparation, rows, lender.defaulted, 7)
    monkeypatch.setattr(resampling, "CHUNK_ROWS", 100)
    monkeypatch.setattr(resampling, "MAX_PARENTS", 50)
    drawn = []
    choose_parents = resampling._choose_parents
    monkeypatch.setattr(resampling, "_choose_parents", lambda *given: drawn.append(choose_parents(*given)) or drawn[-1])
    parts, same = resample(preparation, rows, lender.defaulted, 7)
    assert parts.shape == whole.shape
    np.testing.assert_array_equal(same, outcome)
    assert len(drawn) == 3
    assert not np.array_equal(drawn[0], drawn[1])
    assert np.isfinite(parts).all()
    assert len(np.unique(parts[len(rows) :], axis=0)) > 280


def test_dense_neighbours_are_those_of_imbalanced_learn(lender, monkeypatch):
    preparation, rows = prepare(lender.inputs)
    ours, _ = resample(preparation, rows, lender.defaulted, 7)
    monkeypatch.setattr(resampling, "DenseNeighbours", lambda n_neighbors, algorithm: n_neighbors - 1)
    theirs, _ = resample(preparation, rows, lender.defaulted, 7)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)
