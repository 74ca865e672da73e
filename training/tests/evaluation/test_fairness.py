"""Fairness between groups: a case computed by hand, intervals, and groups too small to be judged."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.data.training_set_document import FairnessBounds
from training.evaluation import fairness
from training.evaluation.fairness_verdict import judge_gap


def build_rows(counts_by_group: dict[str, tuple[int, int, int, int]]):
    """Rows of groups with (repaid approved, repaid declined, defaulted approved, defaulted declined) each."""
    groups, defaulted, pd = [], [], []
    for name, counts in counts_by_group.items():
        for rows, bad, low in zip(counts, (0, 0, 1, 1), (0.1, 0.4, 0.1, 0.4), strict=True):
            groups += [name] * rows
            defaulted += [bad] * rows
            pd += [low] * rows
    return {"sex": np.array(groups, object)}, np.array(defaulted, np.int8), np.array(pd)


def measure_sex(counts_by_group: dict[str, tuple[int, int, int, int]]) -> dict:
    """Fairness between these groups at an approval cut-off of 0.3."""
    return fairness.measure_fairness(*build_rows(counts_by_group), approve_below=0.3, seed=7)["attributes"]["sex"]


def test_a_hand_made_case():
    attribute = measure_sex({"female": (300, 100, 40, 60), "male": (200, 200, 40, 60)})
    female = {"rows": 500, "repaid": 400, "approved": 340, "repaid_approved": 300, "approval_rate": 0.68}
    female |= {"default_rate": pytest.approx(0.2), "approval_rate_of_repaid": 0.75, "group": "female"}
    assert {name: attribute["groups"][0][name] for name in female} == female
    low, high = attribute["groups"][0]["approval_rate_interval"]
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.68 * 0.32 / 500), rel=0.1)
    ratio, gap = attribute["approval_rate_ratio"], attribute["equal_opportunity_difference"]
    assert (ratio["group"], ratio["reference"]) == ("male", "female")
    assert ratio["value"] == pytest.approx(240 / 340)
    assert gap["value"] == pytest.approx(0.75 - 0.5)
    # the delta method's standard errors of a ratio of two shares and of a difference of two
    log_ratio_error = np.sqrt(0.52 / 240 + 0.32 / 340)
    assert np.log(ratio["high"] / ratio["low"]) == pytest.approx(2 * 1.96 * log_ratio_error, rel=0.1)
    gap_error = np.sqrt(0.75 * 0.25 / 400 + 0.5 * 0.5 / 400)
    assert gap["high"] - gap["low"] == pytest.approx(2 * 1.96 * gap_error, rel=0.1)


def test_groups_treated_alike_have_an_interval_around_none():
    attribute = measure_sex({"a": (300, 100, 40, 60), "b": (300, 100, 40, 60)})
    assert attribute["approval_rate_ratio"]["value"] == 1
    assert attribute["equal_opportunity_difference"]["low"] <= 0 <= attribute["equal_opportunity_difference"]["high"]


def test_a_group_named_unknown_is_apart_from_the_unknown_ones():
    counts = (50, 0, 0, 10)
    names = [group["group"] for group in measure_sex({"": counts, "unknown": counts, '"unknown"': counts})["groups"]]
    assert names == ["unknown", '""unknown""', '"unknown"']


def test_small_and_unknown_groups_are_shown_and_not_judged():
    counts = {"a": (300, 100, 40, 60), "b": (280, 120, 40, 60), "few": (0, 9, 0, 9), "": (0, 400, 0, 0)}
    attribute = measure_sex(counts)
    assert [group["group"] for group in attribute["groups"]] == ["unknown", "a", "b", "few"]
    assert attribute["approval_rate_ratio"]["group"] == "b"
    assert fairness.count_min_rows(1000) == 30
    assert fairness.count_min_rows(10_000) == 200


@pytest.mark.parametrize("counts_by_group", [{"a": (300, 100, 40, 60)}, {"a": (0, 100, 0, 60), "b": (0, 100, 0, 60)}])
def test_where_nothing_can_be_compared_nothing_is_claimed(counts_by_group):
    attribute = measure_sex(counts_by_group)
    assert attribute["approval_rate_ratio"] is None
    assert attribute["equal_opportunity_difference"] is None
    json.dumps(attribute, allow_nan=False)


def test_nobody_approved_in_one_group_is_a_ratio_of_zero():
    attribute = measure_sex({"a": (300, 100, 40, 60), "b": (0, 100, 0, 60)})
    assert attribute["approval_rate_ratio"]["value"] == attribute["approval_rate_ratio"]["high"] == 0


CASES = json.loads((Path(__file__).parents[3] / "testing/models/fairness-verdicts.json").read_text())


@pytest.mark.parametrize("case", CASES["cases"])
def test_a_gap_is_judged_as_the_gate_judges_it(case):
    assert judge_gap(case["figure"], case, FairnessBounds(**CASES["bounds"])) == case["verdict"]
