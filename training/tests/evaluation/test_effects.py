"""Effects of features: bins of whole values with their means, missing apart, no bin of a few people, log odds."""

import numpy as np
import pytest

from training.evaluation.effects import MIN_BIN_ROWS, OTHERS, measure_effects
from training.evaluation.importance import Attribution


def measure_single(raw, values, scale="log_odds", base=0.0, categories=None) -> list[dict]:
    """The effects of one feature."""
    columns = [np.asarray(column, float).reshape(-1, 1) for column in (values, raw)]
    attribution = Attribution(["x"], columns[0], columns[1].astype(np.float32), base, scale)
    return measure_effects(attribution, {"x": np.array(categories)} if categories is not None else {})["x"]


def test_ten_bins_of_equal_count_with_open_ends_and_the_mean_of_their_rows():
    raw = np.random.default_rng(1).permutation(np.arange(500) / 10)
    bins = measure_single(raw, raw * 2)
    assert [found["rows"] for found in bins] == [50] * 10
    assert (bins[0]["from"], bins[0]["to"], bins[1]["from"], bins[-1]["to"]) == (None, 4.95, 4.95, None)
    assert [found["mean_contribution"] for found in bins] == pytest.approx([2 * (2.45 + 5 * i) for i in range(10)])
    assert not any(found["is_missing"] or found["category"] for found in bins)


def test_equal_values_stay_together_and_unknown_ones_are_apart():
    raw = [0] * 300 + [1] * 30 + [2] * 90 + [3] * 3 + [np.nan] * 7
    bins = measure_single(raw, [0.1] * 300 + [0.2] * 30 + [0.5] * 93 + [0.9] * 7)
    shown = [(found["from"], found["to"], found["is_missing"], found["rows"]) for found in bins]
    assert shown == [(None, 0, False, 300), (1, 1, False, 30), (2, None, False, 93), (None, None, True, 7)]
    assert bins[-1]["mean_contribution"] == pytest.approx(0.9)


def test_no_end_of_a_bin_is_the_value_of_a_single_person():
    raw = np.random.default_rng(2).lognormal(10, 0.5, 400).astype(np.float32)
    ends = {end for found in measure_single(raw, raw) for end in (found["from"], found["to"])} - {None}
    assert len(ends) == 9
    assert not {np.float32(end) for end in ends} & set(raw)
    assert all(len(f"{end:g}") <= 6 for end in ends)


def test_categories_by_frequency_with_the_rare_ones_together():
    texts = ["car"] * 50 + ["house"] * 30 + ["boat"] * 3 + ["kite"] * 4 + [""] * 8
    bins = measure_single([np.nan] * 95, [0.5] * 50 + [-0.5] * 30 + [1] * 7 + [2] * 8, categories=texts)
    shown = [(found["category"], found["is_missing"], found["rows"], found["mean_contribution"]) for found in bins]
    assert shown == [("car", False, 50, 0.5), ("house", False, 30, -0.5), (OTHERS, False, 7, 1), (None, True, 8, 2)]


@pytest.mark.parametrize("raw", [[1.0] * 50 + [np.nan] * 4, [1.0] * 4, [np.nan] * 3])
def test_no_bin_is_of_a_few_people(raw):
    assert all(found["rows"] >= MIN_BIN_ROWS for found in measure_single(raw, [1.0] * len(raw)))


def test_contributions_in_probability_become_log_odds_with_the_right_sum():
    values, raw = np.array([[0.2, 0.1], [-0.1, 0.0], [0.0, 0.0]] * 10), np.zeros((30, 2), np.float32)
    attribution = Attribution(["a", "b"], values, raw, 0.3, "probability")
    effects = measure_effects(attribution, {})
    outputs = 0.3 + values.sum(axis=1)
    expected = (np.log(outputs / (1 - outputs)) - np.log(0.3 / 0.7)).mean()
    total = sum(found["mean_contribution"] for bins in effects.values() for found in bins)
    assert total == pytest.approx(expected)


def test_a_trained_model_states_them_for_its_inputs_alone(trained):
    import json

    folder = trained / "model"
    effects = json.loads((folder / "evaluation.json").read_text())["effects"]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(effects) <= {*manifest["inputs"]["num"], *manifest["inputs"]["cat"]}
    assert "sex" not in effects
    risks = [found["mean_contribution"] for found in effects["utilisation"]]
    assert risks == sorted(risks)
    assert [found["is_missing"] for found in effects["income"]][-1] is True
    assert {found["category"] for found in effects["purpose"]} >= {"car", "travel"}
