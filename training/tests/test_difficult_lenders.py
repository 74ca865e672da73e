"""Difficult data, with all oddities at once, still give a model that agrees with its graph."""

import numpy as np
import pandas as pd
import pytest
from conftest import create_context

from testing.models.made_up_lender import write_channel
from training.data.training_set import load_training_set, require_enough_outcomes
from training.export.onnx_model import build_onnx_model, serialise
from training.export.parity import check_parity
from training.models.calibration import LOWEST_PD
from training.models.kinds import KINDS
from training.selection import cross_validation
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.search_settings import search_settings

NUMBERS = ("amount", "huge", "tiny", "whole", "constant", "never_known", "almost_never_known", "flag")
WORDS = ("branch", "product", "always_same", "blank")


def odd_rows(rows: int, bad: int) -> pd.DataFrame:
    """`bad` defaults among `rows`; hundreds of levels, long tails, columns without information."""
    random = np.random.default_rng(rows)
    defaulted = (np.arange(rows) < bad).astype(int)[random.permutation(rows)]
    almost = np.full(rows, np.nan)
    almost[:3] = 1.0, 2.0, 3.0
    return pd.DataFrame(
        {
            "application_id": [f"A{i}" for i in range(rows)],
            "as_of": "2024-01-01 00:00:00+00",
            "amount": random.lognormal(8 + 0.8 * defaulted, 1.0).round(2),
            "huge": random.choice([-1e30, -1e12, 0.0, 1e12, 1e30], rows),
            "tiny": random.normal(0, 1e-30, rows),
            "whole": random.integers(0, 3, rows),
            "constant": 7.0,
            "never_known": np.nan,
            "almost_never_known": almost,
            "flag": random.integers(0, 2, rows),
            "branch": [f"branch {i}" for i in random.integers(0, 300, rows)],
            "product": random.choice(["a", "b", 'c "quoted", with comma', "ü"], rows),
            "always_same": "yes",
            "blank": "",
            "sex": random.choice(["f", "m"], rows),
            "defaulted": defaulted,
        }
    )


@pytest.mark.parametrize(("rows", "bad"), [(200, 20), (2000, 40)])
def test_odd_data_give_models_that_agree_with_their_graphs(tmp_path, monkeypatch, rows, bad):
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 1)
    data = load_training_set(write_channel(tmp_path / "train", odd_rows(rows, bad), NUMBERS, WORDS))
    require_enough_outcomes(data)
    training = create_context(data)
    candidates = evaluate_candidates(training, search_settings(training))
    assert [candidate.model.kind for candidate in candidates] == list(KINDS)
    for candidate in candidates:
        assert np.isfinite(candidate.pd).all()
        assert ((candidate.pd >= LOWEST_PD) & (candidate.pd <= 1 - LOWEST_PD)).all()
        graph = serialise(build_onnx_model(candidate.model))
        parity = check_parity(candidate.model, graph, data.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
        assert parity["decision_flips"] == 0
