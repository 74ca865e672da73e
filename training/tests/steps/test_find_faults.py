"""Findings of a training: each fault is named with its figures, and an honest lender has none."""

from dataclasses import replace

import numpy as np
from conftest import create_context

from training.data.row_groups import find_row_groups
from training.data.training_set import TrainingSet
from training.models.specification import ModelSpecification
from training.steps.evaluate_candidates import Candidate
from training.steps.find_faults import find_faults

SPECIFICATION = ModelSpecification("logistic_regression", {"C": 0.1})


def choose(training, scores: np.ndarray, auc: float) -> Candidate:
    """A candidate with these out-of-fold PDs of all rows."""
    training_rows, holdout = training.split.training, training.split.holdout
    record = {"smote": False, "cv": {"auc_mean": auc}, "holdout": {"auc": auc}}
    return Candidate(
        model=None,
        specification=SPECIFICATION,
        result=None,
        record=record,
        pd=scores[holdout],
        folded=training_rows,
        out_of_fold=scores[training_rows],
    )


def find(data: TrainingSet, *, skill: float = 1.0, auc: float = 0.8, single_inputs=(), needed="utilisation") -> list:
    scores = np.random.default_rng(2).normal(skill * data.defaulted, 1)
    training = create_context(data)
    return find_faults(training, choose(training, scores, auc), list(single_inputs), {needed: {"auc_drop": 0.1}})


def test_an_honest_lender_has_no_finding(lender):
    assert find(lender, auc=0.89, single_inputs=[{"feature": "months_late", "of": "values", "auc": 0.7}]) == []


def test_an_input_that_gives_the_outcome_away_alone_holds(lender):
    [found] = find(lender, single_inputs=[{"feature": "savings", "of": "gaps", "auc": 0.96}])
    assert (found["code"], found["feature"], found["holds"]) == ("leak", "savings", True)
    assert found["figures"] == {"by": "alone", "of": "gaps", "auc": 0.96}
    assert "savings alone nearly gives the outcome away (AUC 0.9600 by its gaps)" in found["text"]


def test_an_input_without_which_the_model_falls_far_holds(lender):
    num = lender.inputs.num.copy()
    num[:, 1] = np.nan
    num[:, 3] = np.random.default_rng(1).uniform(1, 9, 600) * lender.defaulted * (np.arange(600) % 10 < 8)
    data = replace(lender, inputs=replace(lender.inputs, num=num))
    [found] = find(data, auc=0.95, needed="savings")
    assert (found["code"], found["feature"], found["holds"], found["figures"]["by"]) == (
        "leak",
        "savings",
        True,
        "drop",
    )
    assert "Without savings the model reaches an AUC of 0." in found["text"]


def test_a_model_that_chance_explains_waits(lender):
    [found] = find(lender, skill=0.0, auc=0.53)
    assert (found["code"], found["holds"]) == ("weak", True)
    assert found["figures"]["low"] < 0.5
    assert "not clearly above chance: on 150 defaults" in found["text"]
    assert find(lender, skill=0.4, auc=0.61) == []


def test_dependent_rows_are_told_with_the_figures_without_them(lender):
    num, codes, defaulted = lender.inputs.num.copy(), lender.inputs.codes.copy(), lender.defaulted.copy()
    num[400:], codes[400:], defaulted[400:] = num[:200], codes[:200], defaulted[:200]
    groups = find_row_groups(num, codes)
    data = replace(lender, inputs=replace(lender.inputs, num=num, codes=codes), defaulted=defaulted, row_groups=groups)
    [found] = find(data)
    figures = found["figures"]
    assert (found["code"], found["holds"]) == ("near_duplicates", False)
    assert 360 <= figures["rows"] == figures["copied_rows"] <= 400
    assert 0.6 < figures["cv_auc_without"] < 0.9
    assert figures["auc_at_random"] != figures["auc_together"]
    assert f"{figures['rows']} of 600 rows depend on another one" in found["text"]


def test_attributes_that_are_left_out_are_told(lender):
    record = {"feature": "customer_line", "label": "Line", "code": "identifier", "why": "600 of 600 values differ"}
    [found] = find(replace(lender, left_out=[record]))
    assert (found["code"], found["feature"], found["holds"]) == ("identifier", "customer_line", False)
    assert "looks like an identifier (600 of 600 values differ). Declare it with `use: ignore`" in found["text"]
