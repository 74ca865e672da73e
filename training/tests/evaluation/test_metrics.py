"""Performance metrics: cases computed by hand, and AUC as scikit-learn computes it."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from training.evaluation.metrics import compute_auc, compute_ece, compute_metrics


def test_figures_of_a_hand_made_case():
    defaulted = np.array([0, 0, 0, 1, 1])
    figures = compute_metrics(defaulted, np.array([0.1, 0.2, 0.6, 0.4, 0.8]), 0.5)
    assert figures["confusion"] == {"tn": 2, "fp": 1, "fn": 1, "tp": 1}
    assert figures["auc"] == pytest.approx(5 / 6)
    assert figures["gini"] == pytest.approx(2 / 3)
    assert figures["ks"] == pytest.approx(2 / 3)
    assert figures["accuracy"] == pytest.approx(3 / 5)
    assert figures["precision"] == pytest.approx(1 / 2)
    assert figures["recall"] == pytest.approx(1 / 2)
    assert figures["f1"] == pytest.approx(1 / 2)
    assert figures["balanced_accuracy"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert figures["brier"] == pytest.approx(np.mean([0.01, 0.04, 0.36, 0.36, 0.04]))


def test_a_pd_at_the_cut_off_is_declined():
    figures = compute_metrics(np.array([0, 1]), np.array([0.2, 0.3]), 0.3)
    assert figures["confusion"]["tp"] == 1


def test_nobody_declined_is_no_error():
    figures = compute_metrics(np.array([0, 1, 0, 1]), np.full(4, 0.2), 0.9)
    assert figures["precision"] == figures["f1"] == 0


def test_calibration_error():
    random = np.random.default_rng(1)
    pd = random.random(50_000)
    assert compute_ece((random.random(50_000) < pd).astype(int), pd) < 0.01
    assert compute_ece(np.zeros(1000), np.full(1000, 0.25)) == pytest.approx(0.25)


def test_auc_by_ranks_is_scikit_learn_s():
    random = np.random.default_rng(1)
    score = random.random(500).round(1)
    outcome = (random.random(500) < score).astype(np.int8)
    assert compute_auc(outcome, score) == pytest.approx(roc_auc_score(outcome, score))
