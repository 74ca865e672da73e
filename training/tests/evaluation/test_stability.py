import json

import numpy as np
import pytest

from training.evaluation import stability


def test_psi_of_a_hand_made_case():
    expected = (0.6 - 0.5) * np.log(0.6 / 0.5) + (0.4 - 0.5) * np.log(0.4 / 0.5)
    assert stability.psi([50, 50], [60, 40]) == pytest.approx(expected)
    assert stability.psi([50, 50], [500, 500]) == pytest.approx(0)
    assert np.isfinite(stability.psi([50, 50], [100, 0]))


def test_same_scores_are_stable_and_shifted_ones_are_not():
    random = np.random.default_rng(1)
    scores = random.beta(1, 3, 5000)
    assert stability.psi_of_scores(scores, random.beta(1, 3, 2000)) < 0.02
    assert stability.psi_of_scores(scores, random.beta(2, 3, 2000)) > stability.MUCH


def test_a_value_that_comes_often_is_one_bin():
    edges = stability.edges_of(np.array([0.0] * 70 + [1.0] * 20 + [2.0] * 10))
    assert edges.tolist() == [0, 1, 2]
    assert stability.binned(np.array([-1, 0, 0, 1.5, 2, np.nan]), edges).tolist() == [1, 2, 1, 1, 1]


def test_the_baseline_describes_every_feature_and_the_scores(lender):
    rows = np.arange(len(lender.defaulted))
    scores = np.random.default_rng(1).random(len(rows))
    learned, held = rows[:480], rows[480:]
    found = stability.baseline(lender, learned, held, {"training": scores[:480], "holdout": scores[480:]})
    assert list(found["features"]) == [feature["name"] for feature in lender.document.features]
    for described in [found["scores"], *found["features"].values()]:
        assert sum(described["shares"]) + described["unknown"] == pytest.approx(1, abs=1e-6)
        assert len(described["shares"]) == len(described.get("edges", described.get("words"))) + 1
    assert found["features"]["never_known"] == {"edges": [], "shares": [0.0], "unknown": 1.0, "psi_holdout": 0.0}
    assert found["features"]["income"]["unknown"] == np.isnan(lender.inputs.num[:480, 0]).mean()
    assert "car" in found["features"]["purpose"]["words"]
    assert len(json.dumps(found, allow_nan=False)) < 20_000
