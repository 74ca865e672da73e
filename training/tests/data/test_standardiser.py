"""Standardised columns equal those of scikit-learn, and are clipped."""

import numpy as np
from sklearn.preprocessing import StandardScaler

from training.data import standardiser
from training.data.preparation import LARGEST
from training.data.standardiser import CLIP_DEVIATIONS, Standardiser


def test_standardises_as_scikit_learn_does_and_clips(monkeypatch):
    monkeypatch.setattr(standardiser, "CHUNK_ROWS", 70)
    rows = np.random.default_rng(3).lognormal(8, 2, (500, 3)).astype(np.float32)
    expected = np.clip(StandardScaler().fit_transform(rows.astype(np.float64)), -CLIP_DEVIATIONS, CLIP_DEVIATIONS)
    before = rows.copy()
    standardised = Standardiser().fit_transform(rows)
    assert standardised.dtype == np.float32
    np.testing.assert_allclose(standardised, expected, atol=1e-5)
    np.testing.assert_array_equal(rows, before)


def test_takes_columns_that_never_vary_and_numbers_at_the_end_of_float32():
    rows = np.array([[5, -LARGEST], [5, 1], [5, LARGEST]], np.float32)
    standardised = Standardiser().fit_transform(rows)
    np.testing.assert_array_equal(standardised[:, 0], 0)
    assert np.isfinite(standardised).all()
    assert standardised[0, 1] < standardised[1, 1] < standardised[2, 1]
