import numpy as np
import pytest

from training.data import preparation, resampling
from training.data.resampling import resample
from training.data.training_set import Inputs


def prepared(inputs: Inputs):
    prepare = preparation.fit(inputs)
    return prepare, prepare.transform(inputs)


def test_only_synthetic_rows_are_appended(lender):
    prepare, rows = prepared(lender.inputs)
    more, outcome = resample(prepare, rows, lender.defaulted, 7)
    np.testing.assert_array_equal(more[: len(rows)], rows)
    np.testing.assert_array_equal(outcome[: len(rows)], lender.defaulted)
    assert outcome[len(rows) :].all()
    assert outcome.mean() == 0.5


def test_synthetic_rows_lie_between_real_defaults(lender):
    prepare, rows = prepared(lender.inputs)
    more, _ = resample(prepare, rows, lender.defaulted, 7)
    synthetic, real = more[len(rows) :], rows[lender.defaulted == 1]
    numbers = len(prepare.numbers)
    tolerance = 1e-4 * np.abs(real[:, :numbers]).max(axis=0)
    assert (synthetic[:, :numbers] >= real[:, :numbers].min(axis=0) - tolerance).all()
    assert (synthetic[:, :numbers] <= real[:, :numbers].max(axis=0) + tolerance).all()
    assert np.isin(synthetic[:, numbers:], (0, 1)).all()
    assert (synthetic[:, -5:].sum(axis=1) <= 1).all()


@pytest.mark.parametrize("kept", ["numbers", "words"])
def test_works_without_numbers_or_without_words(lender, kept):
    full = lender.inputs
    if kept == "numbers":
        only = Inputs(np.nan_to_num(full.num), full.indicated, full.codes[:, :0], ())
    else:
        only = Inputs(np.zeros_like(full.num), full.indicated, full.codes, full.levels)
    prepare, rows = prepared(only)
    more, outcome = resample(prepare, rows, lender.defaulted, 7)
    assert more.shape == (len(outcome), prepare.width)
    assert outcome.mean() == 0.5


def test_is_seeded(lender):
    prepare, rows = prepared(lender.inputs)
    one, again, other = (resample(prepare, rows, lender.defaulted, seed)[0] for seed in (7, 7, 8))
    np.testing.assert_array_equal(one, again)
    assert not np.array_equal(one, other)


def test_large_sets_have_fewer_parents_but_as_many_children(lender, monkeypatch):
    monkeypatch.setattr(resampling, "MAX_PARENTS", 50)
    prepare, rows = prepared(lender.inputs)
    more, outcome = resample(prepare, rows, lender.defaulted, 7)
    np.testing.assert_array_equal(more[: len(rows)], rows)
    assert outcome.mean() == 0.5


def test_many_synthetic_rows_are_made_in_parts_of_other_parents(lender, monkeypatch):
    prepare, rows = prepared(lender.inputs)
    whole, outcome = resample(prepare, rows, lender.defaulted, 7)
    monkeypatch.setattr(resampling, "CHUNK_ROWS", 100)
    monkeypatch.setattr(resampling, "MAX_PARENTS", 50)
    drawn = []
    parents = resampling._parents
    monkeypatch.setattr(resampling, "_parents", lambda *given: drawn.append(parents(*given)) or drawn[-1])
    parts, same = resample(prepare, rows, lender.defaulted, 7)
    assert parts.shape == whole.shape
    np.testing.assert_array_equal(same, outcome)
    assert len(drawn) == 3
    assert not np.array_equal(drawn[0], drawn[1])
    assert np.isfinite(parts).all()
    assert len(np.unique(parts[len(rows) :], axis=0)) > 280


def test_dense_neighbours_are_those_of_imbalanced_learn(lender, monkeypatch):
    prepare, rows = prepared(lender.inputs)
    ours, _ = resample(prepare, rows, lender.defaulted, 7)
    monkeypatch.setattr(resampling, "DenseNeighbours", lambda n_neighbors, algorithm: n_neighbors - 1)
    theirs, _ = resample(prepare, rows, lender.defaulted, 7)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)
