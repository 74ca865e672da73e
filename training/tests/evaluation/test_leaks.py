"""An input that lifts the model far above what the others reach is suspected; honest strong inputs are not."""

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation.leaks import find_leaks, is_suspicious
from training.models.specification import ModelSpecification

ROWS = np.arange(600)
SPECIFICATION = ModelSpecification("logistic_regression", {"C": 0.1})


def put_number(lender, position: int, values):
    """The lender with these values in the place of one of its numbers."""
    num = lender.inputs.num.copy()
    num[:, position] = values
    return replace(lender, inputs=replace(lender.inputs, num=num))


def leak_of(lender, share: float):
    """A collection fee of this share of the defaults, and of nobody else; 0 for the others."""
    random = np.random.default_rng(1)
    return random.uniform(10, 500, 600) * ((lender.defaulted == 1) & (random.random(600) < share))


@pytest.fixture
def weak_lender(lender):
    """The lender without its strongest honest input."""
    return put_number(lender, 1, np.nan)


def find(data, *names, auc=0.95):
    found = find_leaks(data, ROWS, SPECIFICATION, list(names), auc=auc, seed=7, workers=1)
    return [leak["feature"] for leak in found]


def test_an_input_of_most_defaults_is_found_though_alone_it_says_less(weak_lender):
    data = put_number(weak_lender, 3, leak_of(weak_lender, 0.8))
    assert find(data, "savings", "months_late") == ["savings"]


def test_two_columns_that_repeat_each_other_do_not_hide_each_other(weak_lender):
    fees = leak_of(weak_lender, 0.8)
    data = put_number(put_number(weak_lender, 3, fees), 4, 2 * fees)
    assert find(data, "savings") == ["savings"]


def test_honest_inputs_are_not_suspected(lender):
    assert find(lender, "utilisation", "months_late") == []
    assert find(lender, "utilisation", auc=0.7) == []


@pytest.mark.parametrize(
    ("auc", "drop", "suspected"),
    [
        (0.80, 0.15, False),  # a bureau score where nothing else is known
        (0.97, 0.04, False),  # the strongest of many honest inputs
        (0.95, 0.20, True),
        (0.90, 0.21, True),
        (0.99, 0.03, False),
        (1.0, 0.061, True),
    ],
)
def test_the_rule(auc, drop, suspected):
    assert is_suspicious(auc, drop, drop - 0.01) == suspected
