"""SMOTE: synthetic rows lie between real defaults, are seeded, and are made in parts of bounded size."""

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


@pytest.mark.parametrize("only", ["numbers", "categories"])
def test_works_without_numbers_or_without_categories(lender, only):
    full = lender.inputs
    if only == "numbers":
        inputs = Inputs(np.nan_to_num(full.num), full.has_indicator, full.codes[:, :0], ())
    else:
        inputs = Inputs(np.zeros_like(full.num), full.has_indicator, full.codes, full.levels)
    preparation, rows = prepare(inputs)
    resampled, outcome = resample(preparation, rows, lender.defaulted, 7)
    assert resampled.shape == (len(outcome), preparation.width)
    assert outcome.mean() == 0.5


def test_is_seeded(lender):
    preparation, rows = prepare(lender.inputs)
    seed_7, seed_7_again, seed_8 = (resample(preparation, rows, lender.defaulted, seed)[0] for seed in (7, 7, 8))
    np.testing.assert_array_equal(seed_7, seed_7_again)
    assert not np.array_equal(seed_7, seed_8)


def test_large_sets_have_fewer_parents_but_as_many_children(lender, monkeypatch):
    monkeypatch.setattr(resampling, "MAX_PARENTS", 50)
    preparation, rows = prepare(lender.inputs)
    resampled, outcome = resample(preparation, rows, lender.defaulted, 7)
    np.testing.assert_array_equal(resampled[: len(rows)], rows)
    assert outcome.mean() == 0.5


def test_many_synthetic_rows_are_made_in_parts_of_other_parents(lender, monkeypatch):
    preparation, rows = prepare(lender.inputs)
    in_one_chunk, outcome = resample(preparation, rows, lender.defaulted, 7)
    monkeypatch.setattr(resampling, "CHUNK_ROWS", 100)
    monkeypatch.setattr(resampling, "MAX_PARENTS", 50)
    parents_of_chunks = []
    choose_parents = resampling._choose_parents
    monkeypatch.setattr(
        resampling,
        "_choose_parents",
        lambda *arguments: parents_of_chunks.append(choose_parents(*arguments)) or parents_of_chunks[-1],
    )
    in_chunks, outcome_in_chunks = resample(preparation, rows, lender.defaulted, 7)
    assert in_chunks.shape == in_one_chunk.shape
    np.testing.assert_array_equal(outcome_in_chunks, outcome)
    assert len(parents_of_chunks) == 3
    assert not np.array_equal(parents_of_chunks[0], parents_of_chunks[1])
    assert np.isfinite(in_chunks).all()
    assert len(np.unique(in_chunks[len(rows) :], axis=0)) > 280


def test_dense_neighbours_are_those_of_imbalanced_learn(lender, monkeypatch):
    preparation, rows = prepare(lender.inputs)
    ours, _ = resample(preparation, rows, lender.defaulted, 7)
    monkeypatch.setattr(resampling, "DenseNeighbours", lambda n_neighbors, algorithm: n_neighbors - 1)
    theirs, _ = resample(preparation, rows, lender.defaulted, 7)
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)
