"""Identifiers and free text among the lender's attributes are left out; honest attributes are not."""

import numpy as np
import pytest

from testing.models.made_up_lender import NUMBERS, WORDS, make_rows, write_channel
from training.data.training_set import TrainingSet, load_training_set

ROWS = 300
RANDOM = np.random.default_rng(1)


def load_with(folder, values, *, is_number: bool, is_attribute: bool = True, **columns) -> TrainingSet:
    """The made-up lender with one more column, which is the lender's attribute."""
    frame = make_rows(ROWS).assign(extra=values, **columns)
    numbers, words = ((*NUMBERS, "extra"), WORDS) if is_number else (NUMBERS, (*WORDS, "extra"))
    channel = write_channel(folder / "train", frame, numbers, words, attributes=("extra",) if is_attribute else ())
    return load_training_set(channel)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.arange(ROWS) + 5001, "identifier"),
        (np.arange(ROWS) * 1000 + RANDOM.integers(0, 900, ROWS), "identifier"),
        (-(np.arange(ROWS) * 64 + 1e8), "identifier"),
        ([f"K-{i:05d}" for i in range(ROWS)], "identifier"),
        ([f"wants a loan for the roof of house number {i % 250}" for i in range(ROWS)], "free_text"),
    ],
)
def test_an_attribute_that_no_model_can_learn_from_is_left_out(tmp_path, values, code):
    data = load_with(tmp_path, values, is_number=not isinstance(values, list))
    assert [(record["feature"], record["code"]) for record in data.left_out] == [("extra", code)]
    assert "extra" not in [*data.num_names, *data.cat_names, *data.document.labels]
    assert data.inputs.num.shape[1] == len(data.num_names) == len(data.inputs.has_indicator)
    assert data.inputs.codes.shape[1] == len(data.cat_names) == len(data.inputs.levels)


@pytest.mark.parametrize(
    "values",
    [
        RANDOM.lognormal(10, 1, ROWS).round(2),
        RANDOM.lognormal(10, 1, ROWS).round(),
        RANDOM.integers(18, 70, ROWS),
        np.where(np.arange(ROWS) < 30, np.arange(ROWS), np.nan),
        [f"branch {i}" for i in RANDOM.integers(0, 80, ROWS)],
        RANDOM.choice(
            ["a loan to pay back several other older loans", "a loan for a car that is not new"], ROWS
        ).tolist(),
        ["" if i > 20 else f"K{i}" for i in range(ROWS)],
    ],
)
def test_honest_attributes_stay(tmp_path, values):
    data = load_with(tmp_path, values, is_number=not isinstance(values, list))
    assert data.left_out == []
    assert "extra" in [*data.num_names, *data.cat_names]


def test_numbers_that_follow_the_time_of_the_application_are_left_out(tmp_path):
    order = RANDOM.permutation(ROWS)
    as_of = np.datetime64("2023-01-01") + order.astype("timedelta64[D]")
    values = order * 1000 + RANDOM.integers(0, 1000, ROWS)
    assert load_with(tmp_path, values, is_number=True, as_of=as_of.astype(str)).left_out[0]["code"] == "identifier"


def test_the_catalogues_features_are_not_judged(tmp_path):
    assert load_with(tmp_path, np.arange(ROWS), is_number=True, is_attribute=False).left_out == []
