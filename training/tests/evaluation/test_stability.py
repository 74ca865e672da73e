"""Population stability index and the baseline: cases computed by hand, frequent values, shifted PDs."""

import json

import numpy as np
import pytest

from training.evaluation import stability


def test_psi_of_a_hand_made_case():
    expected = (0.6 - 0.5) * np.log(0.6 / 0.5) + (0.4 - 0.5) * np.log(0.4 / 0.5)
    assert stability.compute_psi([50, 50], [60, 40]) == pytest.approx(expected)
    assert stability.compute_psi([50, 50], [500, 500]) == pytest.approx(0)
    assert np.isfinite(stability.compute_psi([50, 50], [100, 0]))


def test_same_pds_are_stable_and_shifted_ones_are_not():
    random = np.random.default_rng(1)
    pds = random.beta(1, 3, 5000)
    assert stability.compute_psi_of_pds(pds, random.beta(1, 3, 2000)) < 0.02
    assert stability.compute_psi_of_pds(pds, random.beta(2, 3, 2000)) > stability.LARGE_PSI


def test_a_frequent_value_is_one_bin():
    edges = stability.find_bin_edges(np.array([0.0] * 70 + [1.0] * 20 + [2.0] * 10))
    assert edges.tolist() == [0, 1, 2]
    assert stability.count_bins(np.array([-1, 0, 0, 1.5, 2, np.nan]), edges).tolist() == [1, 2, 1, 1, 1]


def test_the_baseline_describes_every_feature_and_the_pds(lender):
    rows = np.arange(len(lender.defaulted))
    pds = np.random.default_rng(1).random(len(rows))
    training, holdout = rows[:480], rows[480:]
    split = stability.BaselineRows(learned=training, training=training, holdout=holdout)
    baseline = stability.build_baseline(lender, split, pds[:480], 0.01)
    assert baseline["scores"]["psi_holdout"] == 0.01
    assert list(baseline["features"]) == [feature["name"] for feature in lender.document.features]
    for described in [baseline["scores"], *baseline["features"].values()]:
        assert sum(described["shares"]) + described["unknown"] == pytest.approx(1, abs=1e-6)
        assert len(described["shares"]) == len(described.get("edges", described.get("words"))) + 1
    assert baseline["features"]["never_known"] == {"edges": [], "shares": [0.0], "unknown": 1.0, "psi_holdout": 0.0}
    assert baseline["features"]["income"]["unknown"] == np.isnan(lender.inputs.num[:480, 0]).mean()
    assert "car" in baseline["features"]["purpose"]["words"]
    assert len(json.dumps(baseline, allow_nan=False)) < 20_000


def test_the_baseline_has_the_bins_of_the_rows_the_serving_model_learned_from_and_the_psi_of_the_split(lender):
    rows = np.arange(len(lender.defaulted))
    pds = np.random.default_rng(1).random(len(rows))
    split = stability.BaselineRows(learned=rows[:480], training=rows[:480], holdout=rows[480:])
    assessed = stability.build_baseline(lender, split, pds[:480], 0.01)
    refit = stability.build_baseline(lender, stability.BaselineRows(rows, rows[:480], rows[480:]), pds, 0.01)
    assert refit["rows"] == len(rows)
    assert refit["default_rate"] == lender.defaulted.mean()
    assert refit["features"]["income"]["unknown"] == np.isnan(lender.inputs.num[:, 0]).mean()
    assert refit["features"]["income"]["edges"] != assessed["features"]["income"]["edges"]
    for name in ("income", "purpose"):
        assert refit["features"][name]["psi_holdout"] == assessed["features"][name]["psi_holdout"]
