"""Other lenders' data: everything that may be odd about them at once still gives a model that agrees with its graph."""

import numpy as np
import pandas as pd
import pytest
from conftest import write_channel

from training import pipeline
from training.data.training_set import load, validate
from training.environment import Settings
from training.export import parity
from training.export.model_folder import onnx_bytes
from training.export.onnx_model import to_onnx
from training.models import calibration
from training.models.algorithms import CANDIDATES
from training.progress import Progress
from training.selection import cross_validation
from training.selection.checkpoints import Checkpoints

NUMBERS = ("amount", "huge", "tiny", "whole", "constant", "never_known", "almost_never_known", "flag")
WORDS = ("branch", "product", "always_same", "blank")


def odd_rows(rows: int, bad: int) -> pd.DataFrame:
    """`bad` defaults among `rows`; hundreds of words, long tails, columns that say nothing."""
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
    data = load(write_channel(tmp_path / "train", odd_rows(rows, bad), NUMBERS, WORDS))
    settings = Settings(folds=2, workers=1, budget_seconds=0)
    validate(data)
    split = cross_validation.split(data.defaulted, data.as_of, 0.2, 7, data.document.minimum.per_class)
    training = pipeline.Training(data, split, settings, Progress(99), Checkpoints())
    candidates = pipeline.compete(training, pipeline.search(training)[0])
    assert [candidate.model.kind for candidate in candidates] == list(CANDIDATES)
    for candidate in candidates:
        assert np.isfinite(candidate.pd).all()
        assert ((candidate.pd >= calibration.SMALLEST) & (candidate.pd <= 1 - calibration.SMALLEST)).all()
        graph = onnx_bytes(to_onnx(candidate.model))
        agreed = parity.check(candidate.model, graph, data.inputs, cut_off=0.3, tolerance=1e-5, seed=7)
        assert agreed["decision_flips"] == 0
