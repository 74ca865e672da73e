"""What an attribute is worth: much where the outcome depends on it, nothing where it is noise."""

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation import attribute_worth
from training.models.algorithms import CANDIDATES, Recipe

RECIPE = Recipe("logistic_regression", CANDIDATES["logistic_regression"].defaults(600))


@pytest.fixture(scope="module")
def found(lender):
    random = np.random.default_rng(1)
    groups = {"noise": random.choice(["a", "b", ""], 600), "telling": np.where(lender.defaulted == 1, "x", "y")}
    groups["telling"][random.random(600) < 0.3] = "x"
    data = replace(lender, groups={name: words.astype(object) for name, words in groups.items()})
    return attribute_worth.measure(data, np.arange(600), RECIPE, 7, 1)


def test_an_attribute_that_tells_the_outcome_is_worth_much(found):
    assert found["telling"]["low"] > 0.02
    assert found["telling"]["worth"] == pytest.approx(found["telling"]["with"] - found["telling"]["without"])
    assert found["telling"]["low"] < found["telling"]["worth"] < found["telling"]["high"]


def test_an_attribute_without_effect_is_worth_nothing(found):
    assert found["noise"]["low"] < 0.005
    assert abs(found["noise"]["worth"]) < 0.02


def test_age_is_taken_away_where_it_is_an_input(lender, monkeypatch):
    monkeypatch.setattr(attribute_worth, "AGE", "utilisation")  # stands for age: a number that tells much
    data = replace(lender, groups={"age_group": lender.groups["sex"]})
    worth = attribute_worth.measure(data, np.arange(600), RECIPE, 7, 1)["age_group"]
    assert worth["worth"] > 0.02
    assert worth["with"] - worth["without"] == pytest.approx(worth["worth"])


def test_the_data_stay_as_they_are(lender):
    before = lender.inputs.num.copy()
    attribute_worth.measure(lender, np.arange(600), RECIPE, 7, 1)
    np.testing.assert_array_equal(lender.inputs.num, before)


def test_where_nothing_is_left_without_age_nothing_is_said(lender):
    only = replace(lender.inputs, num=lender.inputs.num[:, 1:2], indicated=lender.inputs.indicated[1:2])
    only = replace(only, codes=only.codes[:, :0], levels=(), directions=np.zeros(1, np.int8))
    document = replace(lender.document, features=[{"name": "age_years", "type": "number"}])
    data = replace(lender, document=document, inputs=only, groups={"age_group": lender.groups["sex"]})
    assert attribute_worth.measure(data, np.arange(600), RECIPE, 7, 1) == {}
