"""The worth of an attribute: high where the outcome depends on it, zero where it is noise."""

from dataclasses import replace

import numpy as np
import pytest

from training.evaluation import attribute_worth
from training.models.specification import ModelSpecification

SPECIFICATION = ModelSpecification("logistic_regression", {"C": 0.1})


@pytest.fixture(scope="module")
def worths(lender):
    random = np.random.default_rng(1)
    groups = {"noise": random.choice(["a", "b", ""], 600), "telling": np.where(lender.defaulted == 1, "x", "y")}
    groups["telling"][random.random(600) < 0.3] = "x"
    data = replace(lender, fairness_groups={name: values.astype(object) for name, values in groups.items()})
    return attribute_worth.measure_attribute_worth(data, np.arange(600), SPECIFICATION, seed=7, workers=1)


def test_an_attribute_that_tells_the_outcome_is_worth_much(worths):
    assert worths["telling"]["low"] > 0.02
    assert worths["telling"]["worth"] == pytest.approx(worths["telling"]["with"] - worths["telling"]["without"])
    assert worths["telling"]["low"] < worths["telling"]["worth"] < worths["telling"]["high"]


def test_an_attribute_without_effect_is_worth_nothing(worths):
    assert worths["noise"]["low"] < 0.005
    assert abs(worths["noise"]["worth"]) < 0.02


def test_age_is_taken_away_where_it_is_an_input(lender, monkeypatch):
    monkeypatch.setattr(attribute_worth, "AGE", "utilisation")  # stands for age: a number that tells much
    data = replace(lender, fairness_groups={"age_group": lender.fairness_groups["sex"]})
    worth = attribute_worth.measure_attribute_worth(data, np.arange(600), SPECIFICATION, seed=7, workers=1)["age_group"]
    assert worth["worth"] > 0.02
    assert worth["with"] - worth["without"] == pytest.approx(worth["worth"])


def test_the_data_stay_as_they_are(lender):
    before = lender.inputs.num.copy()
    attribute_worth.measure_attribute_worth(lender, np.arange(600), SPECIFICATION, seed=7, workers=1)
    np.testing.assert_array_equal(lender.inputs.num, before)


def test_where_nothing_is_left_without_age_nothing_is_said(lender):
    only = replace(lender.inputs, num=lender.inputs.num[:, 1:2], has_indicator=lender.inputs.has_indicator[1:2])
    only = replace(only, codes=only.codes[:, :0], levels=(), directions=np.zeros(1, np.int8))
    document = replace(lender.document, features=[{"name": "age_years", "type": "number"}])
    data = replace(lender, document=document, inputs=only, fairness_groups={"age_group": lender.fairness_groups["sex"]})
    assert attribute_worth.measure_attribute_worth(data, np.arange(600), SPECIFICATION, seed=7, workers=1) == {}
