"""Background rows are no customer's, and are distributed like the customers'."""

import numpy as np
import pytest

from training.data.training_set import Inputs
from training.export.made_up_rows import AVERAGED_ROWS, average_neighbours, make_up_background


def make_inputs(rows: int = 400) -> Inputs:
    """A column of amounts that all differ, one with unknown numbers, one with a single outlier, and two categories."""
    random = np.random.default_rng(3)
    num = random.normal(size=(rows, 3)).astype(np.float32)
    num[random.random(rows) < 0.3, 1] = np.nan
    num[:, 2] = 1
    num[7, 2] = 1_000_000
    codes = random.integers(0, 5, (rows, 2)).astype(np.int32)
    levels = (tuple("abcde"), tuple("vwxyz"))
    return Inputs(num, np.zeros(3, bool), codes, levels)


def test_no_row_and_no_rare_number_remains():
    inputs = make_inputs()
    made_up = make_up_background(inputs, np.random.default_rng(7))
    rows = {tuple(row) for row in inputs.num.tolist()}
    assert not rows & {tuple(row) for row in made_up.num.tolist()}
    assert not set(inputs.num[:, 0].tolist()) & set(made_up.num[:, 0].tolist())
    values, counts = np.unique(made_up.num[:, 0], return_counts=True)
    assert counts.min() >= AVERAGED_ROWS
    assert made_up.num[:, 2].max() <= 1_000_000 / AVERAGED_ROWS + 1


def test_columns_keep_their_distribution_and_what_is_unknown():
    inputs = make_inputs()
    made_up = make_up_background(inputs, np.random.default_rng(7))
    assert np.isnan(made_up.num).sum(axis=0).tolist() == np.isnan(inputs.num).sum(axis=0).tolist()
    np.testing.assert_allclose(np.nanmean(made_up.num, axis=0), np.nanmean(inputs.num, axis=0), rtol=1e-5)
    for column in range(2):
        assert np.bincount(made_up.codes[:, column]).tolist() == np.bincount(inputs.codes[:, column]).tolist()


def test_a_few_rows_and_no_columns_of_one_kind_are_possible():
    few = make_inputs().take(slice(0, 3))
    assert len(make_up_background(few, np.random.default_rng(7))) == 3
    numbers_only = Inputs(few.num, few.has_indicator, few.codes[:, :0], ())
    words_only = Inputs(few.num[:, :0], few.has_indicator[:0], few.codes, few.levels)
    for inputs in (numbers_only, words_only):
        assert len(make_up_background(inputs, np.random.default_rng(7))) == 3


@pytest.mark.filterwarnings("error")
def test_a_column_without_any_known_number_stays_unknown():
    assert np.isnan(average_neighbours(np.full(30, np.nan, np.float32))).all()
