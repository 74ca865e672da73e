"""The paired difference of two AUCs: its value is exact, and its standard error is what resampling shows."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from training.selection.auc_difference import compare_rankings, rank_rows


def make_up_margins(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    risk = random.normal(size=rows)
    defaulted = (risk + random.logistic(size=rows) > 1).astype(np.int8)
    return defaulted, risk + random.normal(0, 0.3, rows), risk + random.normal(0, 0.6, rows)


def test_the_auc_of_a_ranking_counts_ties_half():
    defaulted, margin = np.array([0, 0, 1, 1, 0]), np.array([0.1, 0.5, 0.5, 0.9, 0.5])
    ranking = rank_rows(defaulted, margin)
    assert ranking.auc == pytest.approx(roc_auc_score(defaulted, margin))
    assert ranking.repaid.mean() == pytest.approx(ranking.auc)


def test_the_standard_error_is_that_of_resampled_rows():
    defaulted, first, second = make_up_margins(1_500)
    difference = compare_rankings([rank_rows(defaulted, first)], [rank_rows(defaulted, second)], folds=1)
    assert difference.value == pytest.approx(roc_auc_score(defaulted, first) - roc_auc_score(defaulted, second))
    random, resampled = np.random.default_rng(4), []
    for _ in range(300):
        rows = random.integers(0, len(defaulted), len(defaulted))
        resampled.append(roc_auc_score(defaulted[rows], first[rows]) - roc_auc_score(defaulted[rows], second[rows]))
    assert difference.standard_error == pytest.approx(np.std(resampled), rel=0.2)


def test_a_repeated_folding_does_not_narrow_the_error():
    defaulted, first, second = make_up_margins(400)
    rankings = [rank_rows(defaulted, first)] * 4, [rank_rows(defaulted, second)] * 4
    once, repeated = compare_rankings(*rankings, folds=4), compare_rankings(*rankings, folds=2)
    assert repeated.standard_error == pytest.approx(once.standard_error * 2**0.5)
