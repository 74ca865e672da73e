import numpy as np
import pytest
from scipy.special import expit

from training.evaluation import metrics
from training.models import calibration


@pytest.fixture
def scores():
    """20,000 scores whose log-odds are half as steep as they say."""
    random = np.random.default_rng(2)
    odds = random.normal(-1, 1.5, 20_000)
    return expit(2 * odds), (random.random(20_000) < expit(odds)).astype(np.int8)


@pytest.mark.parametrize("way", [calibration.fit_sigmoid, calibration.fit_isotonic])
def test_both_ways_calibrate_and_keep_the_order(scores, way):
    raw, defaulted = scores
    learned = way(raw[:10_000], defaulted[:10_000])
    pd = learned.apply(raw[10_000:])
    assert metrics.expected_calibration_error(defaulted[10_000:], raw[10_000:]) > 0.05
    assert metrics.expected_calibration_error(defaulted[10_000:], pd) < 0.015
    assert (np.diff(pd[np.argsort(raw[10_000:])]) >= 0).all()
    assert ((pd > 0) & (pd < 1)).all()


def test_the_better_way_is_chosen(scores):
    raw, defaulted = scores
    assert calibration.fit(raw, defaulted, 7).method == "sigmoid"
    stepped = np.where(raw < 0.5, 0.1, 0.6)
    outcome = (np.random.default_rng(3).random(len(raw)) < stepped).astype(np.int8)
    assert calibration.fit(raw, outcome, 7).method == "isotonic"


def test_extreme_scores_stay_probabilities(scores):
    for way in (calibration.fit_sigmoid, calibration.fit_isotonic):
        pd = way(*scores).apply(np.array([0.0, 1e-12, 0.5, 1.0]))
        assert ((pd > 0) & (pd < 1)).all()


def test_a_small_set_with_few_defaults_can_be_calibrated():
    raw = np.linspace(0.01, 0.2, 160)
    outcome = (np.arange(160) % 40 == 0).astype(np.int8)
    assert calibration.fit_isotonic(raw, outcome).apply(raw).max() < 0.5
