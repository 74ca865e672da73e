"""Difficult data, with all oddities at once, still give a model that agrees with its graph."""

import numpy as np
import pandas as pd
import pytest
from conftest import create_context

from testing.models.made_up_lender import write_channel
from training import pipeline
from training.data.training_set import load_training_set, require_enough_outcomes
from training.export.onnx_model import build_onnx_model, serialise
from training.export.parity import check_parity
from training.models.calibration import LOWEST_PD
from training.models.kinds import KINDS
from training.selection import cross_validation
from training.selection.cross_validation import build_folds
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.search_settings import search_settings

NUMBERS = ("amount", "huge", "beyond_float32", "tiny", "whole", "constant", "never_known", "almost_never_known", "flag")
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
            "beyond_float32": random.choice([-1e300, 0.0, 1.0, 1e39], rows),
            "tiny": random.normal(0, 1e-30, rows),
            "whole": random.integers(0, 3, rows),
            "constant": 7.0,
            "never_known": np.nan,
            "almost_never_known": almost,
            "flag": random.integers(0, 2, rows),
            "branch": [f"branch {i}" for i in random.integers(0, 300, rows)],
            "product": random.choice(["a", ",", 'c "quoted", with comma', "ü"], rows),
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


def train_oddly(job, folder, frame: pd.DataFrame, *, per_class: int = 20, **columns) -> tuple[int, str]:
    """Exit status of a whole job on these rows, and its line of failure."""
    minimum = {"outcomes": 50, "per_class": per_class}
    channel = write_channel(folder / "odd", frame.assign(**columns), NUMBERS, WORDS, minimum=minimum)
    status, out = job(folder.name, SM_CHANNEL_TRAIN=str(channel))
    failure = out / "output/failure"
    return status, failure.read_text() if failure.exists() else ""


@pytest.mark.usefixtures("quick_training")
@pytest.mark.parametrize(("rows", "bad"), [(50, 10), (2000, 10)])
def test_fifty_rows_and_one_default_in_two_hundred_end_with_a_model(job, tmp_path, rows, bad):
    assert train_oddly(job, tmp_path, odd_rows(rows, bad), per_class=10) == (0, "")


def refuse_to_search(*_, **__):
    raise AssertionError("the search began")


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (
            dict.fromkeys(NUMBERS, 1.0) | dict.fromkeys(WORDS, "same"),
            "NoUsableFeature: every input is unknown or the same in all rows; deliver one that differs between "
            "applications",
        ),
        (
            {"defaulted": (np.arange(300) < 19).astype(int)},
            "OneClass: 19 defaults and 281 repaid; at least 20 of each are needed: deliver more outcomes, or lower "
            "`minimum` in config/training.json",
        ),
        (
            {"borrower": np.minimum(np.arange(300), 200), "defaulted": (np.arange(300) >= 198).astype(int)},
            "OneClass: 3 independent defaults and 198 repaid; a holdout needs 5 of each. Rows of one borrower and "
            "copies of a row count once: deliver outcomes of more borrowers",
        ),
    ],
)
def test_what_cannot_be_learned_ends_in_one_line_before_the_search(job, tmp_path, monkeypatch, columns, line):
    monkeypatch.setattr(pipeline, "search_settings", refuse_to_search)
    assert train_oddly(job, tmp_path, odd_rows(300, 60), **columns) == (1, f"{line}\n")


def test_too_few_defaults_for_a_fold_of_an_out_of_time_split_give_another_split(tmp_path):
    """Almost all defaults are among the newest applications: the older ones have fewer than folds."""
    days = (np.arange(300) * 3).astype("timedelta64[D]")
    rows = np.arange(300)
    frame = odd_rows(300, 60).assign(
        as_of=(np.datetime64("2022-01-01") + days).astype(str), defaulted=((rows % 80 == 0) | (rows > 270)).astype(int)
    )
    data = load_training_set(write_channel(tmp_path / "train", frame, NUMBERS, WORDS))
    split = create_context(data).split
    assert split.kind == "stratified"
    assert "too few rows of one outcome (3)" in split.reason
    for _, test in build_folds(data.defaulted[split.training], 5, 7):
        assert data.defaulted[split.training][test].sum() > 0
