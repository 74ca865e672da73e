"""Curves of the PD: ROC, calibration with Wilson intervals, gain and lift."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from training.evaluation import curves
from training.evaluation.metrics import compute_ece


@pytest.fixture(scope="module")
def rows():
    random = np.random.default_rng(1)
    pd = random.beta(1, 3, 4000)
    return (random.random(4000) < pd).astype(np.int8), pd


def test_the_area_under_the_kept_points_is_the_auc(rows):
    points = curves.compute_roc(*rows)
    area = np.trapezoid([p["true_rate"] for p in points], [p["false_rate"] for p in points])
    assert area == pytest.approx(roc_auc_score(*rows), abs=1e-3)
    assert len(points) <= curves.MAX_ROC_POINTS
    assert (points[0]["false_rate"], points[-1]["true_rate"]) == (0, 1)


def test_a_calibrated_pd_lies_within_most_of_its_wilson_intervals(rows):
    bins = curves.compute_reliability(*rows)
    assert [b["rows"] for b in bins] == [400] * 10
    assert sum(b["low"] <= b["mean_pd"] <= b["high"] for b in bins) >= 8
    assert sum(b["default_rate"] * b["rows"] for b in bins) == pytest.approx(rows[0].sum())


def test_wilson_s_interval_of_published_cases():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    assert curves.compute_wilson_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert curves.compute_wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert curves.compute_wilson_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert curves.compute_wilson_interval(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_lift_of_a_perfect_ranking():
    defaulted = np.array([0] * 80 + [1] * 20)
    points = curves.compute_lift(defaulted, np.linspace(0, 1, 100))
    by_share = {round(p["share"], 2): p for p in points}
    assert by_share[0.2]["caught"] == 1
    assert by_share[0.1]["lift"] == pytest.approx(5)
    assert points[-1] == {"share": 1.0, "caught": 1.0, "lift": 1.0}


def test_every_row_is_in_one_bin_of_the_pds(rows):
    counts = curves.count_pds(*rows)
    assert sum(counts["defaulted"]) == rows[0].sum()
    assert sum(counts["repaid"]) + sum(counts["defaulted"]) == len(rows[0])
    assert len(counts["edges"]) == len(counts["repaid"]) + 1


def test_few_rows_alone_make_a_calibration_error_large(rows):
    large, small = curves.simulate_calibrated_ece(rows[1], 7), curves.simulate_calibrated_ece(rows[1][:200], 7)
    assert large["mean"] < large["high"] < 0.03
    assert small["mean"] > 3 * large["mean"]
    drawn = [compute_ece((np.random.default_rng(i).random(4000) < rows[1]), rows[1]) for i in range(50)]
    assert np.mean(drawn) == pytest.approx(large["mean"], rel=0.1)
