"""Calibration: both methods keep the order, the better one is chosen, and PDs stay within 0 and 1."""

import numpy as np
import pytest
from scipy.special import expit

from training.evaluation.metrics import compute_ece
from training.models.calibration import fit_calibrator, fit_isotonic, fit_sigmoid


@pytest.fixture
def outputs():
    """20,000 raw outputs with twice the true log-odds, and their outcomes."""
    random = np.random.default_rng(2)
    odds = random.normal(-1, 1.5, 20_000)
    return expit(2 * odds), (random.random(20_000) < expit(odds)).astype(np.int8)


@pytest.mark.parametrize("fit_method", [fit_sigmoid, fit_isotonic])
def test_both_methods_calibrate_and_keep_the_order(outputs, fit_method):
    raw, defaulted = outputs
    calibrator = fit_method(raw[:10_000], defaulted[:10_000])
    pd = calibrator.apply(raw[10_000:])
    assert compute_ece(defaulted[10_000:], raw[10_000:]) > 0.05
    assert compute_ece(defaulted[10_000:], pd) < 0.015
    assert (np.diff(pd[np.argsort(raw[10_000:])]) >= 0).all()
    assert ((pd > 0) & (pd < 1)).all()


def test_the_better_method_is_chosen(outputs):
    raw, defaulted = outputs
    assert fit_calibrator(raw, defaulted, 7).method == "sigmoid"
    stepped = np.where(raw < 0.5, 0.1, 0.6)
    outcome = (np.random.default_rng(3).random(len(raw)) < stepped).astype(np.int8)
    assert fit_calibrator(raw, outcome, 7).method == "isotonic"


def test_extreme_outputs_stay_probabilities(outputs):
    for fit_method in (fit_sigmoid, fit_isotonic):
        pd = fit_method(*outputs).apply(np.array([0.0, 1e-12, 0.5, 1.0]))
        assert ((pd > 0) & (pd < 1)).all()


def test_a_small_set_with_few_defaults_can_be_calibrated():
    raw = np.linspace(0.01, 0.2, 160)
    outcome = (np.arange(160) % 40 == 0).astype(np.int8)
    assert fit_isotonic(raw, outcome).apply(raw).max() < 0.5
