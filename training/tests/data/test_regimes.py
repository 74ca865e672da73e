"""Outcomes of the made-up regimes follow their true PDs, and their best AUC is the one that they state."""

import json

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from testing.models.regimes import REGIMES, compute_bayes_auc, make_regime, write_training_set
from training.data.training_set import load_training_set
from training.selection.holdout import split_holdout

ROWS = 3_000


@pytest.mark.parametrize("name", REGIMES)
def test_outcomes_follow_the_true_pds(name, tmp_path):
    truth = write_training_set(name, tmp_path, ROWS, seed=3)
    data, true_pd = load_training_set(tmp_path), np.load(tmp_path / "true_pd.npy")
    assert json.loads((tmp_path / "truth.json").read_text()) == truth
    assert true_pd.mean() == pytest.approx(REGIMES[name].default_rate, abs=1e-6)
    assert truth["bayes_auc"] == pytest.approx(REGIMES[name].bayes_auc, abs=1e-6)
    # The rows lie in the files as the PDs do, or ranking by them would be no better than chance.
    assert roc_auc_score(data.defaulted, true_pd) == pytest.approx(truth["bayes_auc"], abs=0.03)
    assert data.defaulted.mean() == pytest.approx(true_pd.mean(), abs=0.02)


def test_the_bayes_auc_is_the_mean_auc_over_outcomes():
    true_pd = np.array([0.1, 0.3, 0.3, 0.8])
    random, won, pairs = np.random.default_rng(1), 0.0, 0
    for outcomes in random.random((20_000, 4)) < true_pd:
        bad, good = true_pd[outcomes], true_pd[~outcomes]
        gap = bad[:, None] - good[None, :]
        won, pairs = won + np.sum(gap > 0) + 0.5 * np.sum(gap == 0), pairs + gap.size
    assert compute_bayes_auc(true_pd) == pytest.approx(won / pairs, abs=0.005)


def test_drift_is_split_out_of_time_and_has_special_codes(tmp_path):
    write_training_set("drift", tmp_path, ROWS)
    data = load_training_set(tmp_path)
    assert split_holdout(data.defaulted, data.as_of, share=0.2, seed=7, min_per_class=20).kind == "out_of_time"
    ratio = data.inputs.num[:, data.num_names.index("bureau_ratio_0")]
    assert {-999.0, 9999.0} <= set(ratio.tolist())


def test_a_seed_is_a_lender_of_its_own():
    first, again, other = (make_regime("interactions", 500, seed)[0] for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.number_00.equals(other.number_00)
