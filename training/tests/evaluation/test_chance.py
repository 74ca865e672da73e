"""The standard error of an AUC."""

import numpy as np
import pytest

from training.evaluation.chance import compute_lower_bound, compute_standard_error
from training.evaluation.metrics import compute_auc


def test_the_standard_error_is_the_spread_over_samples():
    random = np.random.default_rng(1)
    defaulted = (np.arange(400) < 60).astype(np.int8)
    scores = [random.normal(0.8 * defaulted, 1) for _ in range(300)]
    spread = np.std([compute_auc(defaulted, sample) for sample in scores])
    assert np.mean([compute_standard_error(defaulted, sample) for sample in scores]) == pytest.approx(spread, rel=0.1)


def test_the_lower_bound_is_that_of_a_95_percent_interval():
    assert compute_lower_bound(0.6, 0.05) == pytest.approx(0.502, abs=1e-3)
