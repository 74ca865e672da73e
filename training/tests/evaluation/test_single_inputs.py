"""Inputs that give the outcome away are found by their values, gaps and levels; honest and rare ones are not."""

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation.single_inputs import STRONGEST, measure_single_inputs

ROWS = 600


def with_number(lender, values):
    """The lender with these values in the place of its first number."""
    num = lender.inputs.num.copy()
    num[:, 0] = values
    return replace(lender, inputs=replace(lender.inputs, num=num))


def auc_of(data, of, feature=None):
    feature = feature or data.num_names[0]
    found = measure_single_inputs(data, np.arange(ROWS), 7)
    return next((entry["auc"] for entry in found if (entry["feature"], entry["of"]) == (feature, of)), None)


def test_no_honest_input_is_near_the_outcome(lender):
    found = measure_single_inputs(lender, np.arange(ROWS), 7)
    assert len(found) <= STRONGEST
    assert found == sorted(found, key=lambda entry: -entry["auc"])
    assert 0.5 <= found[0]["auc"] < 0.9


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_from_after_the_outcome_is_found_in_either_direction(lender, sign):
    recovered = np.random.default_rng(1).uniform(50, 5000, ROWS) * lender.defaulted
    assert auc_of(with_number(lender, sign * recovered), "values") == 1


def test_a_number_that_is_extreme_at_both_ends_for_defaults_is_found(lender):
    random = np.random.default_rng(1)
    sides = np.where(random.random(ROWS) < 0.5, -1, 1)
    values = np.where(lender.defaulted == 1, sides * random.uniform(10, 20, ROWS), random.uniform(-9, 9, ROWS))
    assert auc_of(with_number(lender, values), "values") > 0.95


def test_gaps_that_follow_the_outcome_are_found(lender):
    values = np.where(lender.defaulted == 1, np.random.default_rng(1).uniform(0, 1, ROWS), np.nan)
    data = with_number(lender, values)
    assert auc_of(data, "gaps") == 1
    assert auc_of(data, "values") is None  # of the known rows all defaulted


def test_a_level_from_after_the_outcome_is_found(lender):
    codes = lender.inputs.codes.copy()
    codes[:, 0] = lender.defaulted
    data = replace(lender, inputs=replace(lender.inputs, codes=codes))
    assert auc_of(data, "levels", data.cat_names[0]) == 1


def test_levels_of_single_rows_tell_nothing(lender):
    codes = lender.inputs.codes.copy()
    codes[:, 0] = np.arange(ROWS)
    levels = (tuple(f"{i:04}" for i in range(ROWS)), *lender.inputs.levels[1:])
    data = replace(lender, inputs=replace(lender.inputs, codes=codes, levels=levels))
    assert auc_of(data, "levels", data.cat_names[0]) in (0.5, None)


def test_a_few_known_rows_tell_nothing(lender):
    values = np.full(ROWS, np.nan)
    rows = np.concatenate([np.flatnonzero(lender.defaulted == outcome)[:15] for outcome in (0, 1)])
    values[rows] = lender.defaulted[rows]
    assert auc_of(with_number(lender, values), "values") is None


@pytest.mark.parametrize("defaults", [25, 14])
def test_a_small_lenders_leak_is_found(lender, defaults):
    values = lender.defaulted + np.random.default_rng(1).uniform(0, 0.9, ROWS)
    rows = np.concatenate(
        [np.flatnonzero(lender.defaulted == outcome)[:count] for outcome, count in ((0, 170), (1, defaults))]
    )
    found = measure_single_inputs(with_number(lender, values), rows, 7)
    assert found[0]["feature"] == lender.num_names[0]
    assert found[0]["auc"] == 1
