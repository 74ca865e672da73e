"""Benchmarks of models: the part of a channel is the rows that were asked for, and nothing learns from a test row."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bench.models.outer_splits import build_splits, measure_lead, read_truth, select_inputs, write_part
from testing.models.made_up_lender import make_rows, write_channel
from testing.models.regimes import write_training_set
from training.data.training_set import load_training_set


@pytest.fixture
def channel(tmp_path):
    return write_channel(tmp_path / "all", make_rows(600))


def test_a_part_has_the_rows_that_were_asked_for(channel, tmp_path):
    data, rows = load_training_set(channel), np.array([3, 10, 400, 599])
    write_part(channel, rows, tmp_path / "part")
    part = load_training_set(tmp_path / "part")
    assert part.defaulted.tolist() == data.defaulted[rows].tolist()
    np.testing.assert_array_equal(part.inputs.num, data.inputs.num[rows])
    assert part.inputs.categories().tolist() == data.inputs.take(rows).categories().tolist()


def test_splits_repeat_with_other_rows_and_keep_test_rows_apart(channel):
    splits, is_out_of_time = build_splits(load_training_set(channel), repeats=2)
    assert not is_out_of_time
    assert all(np.intersect1d(training, test).size == 0 for training, test in splits)
    assert not np.array_equal(splits[0][1], splits[1][1])


def test_a_made_up_lender_learns_from_its_own_size_and_is_tested_after_its_training(tmp_path):
    write_training_set("drift", tmp_path, 12_000)
    data, truth = load_training_set(tmp_path), read_truth(tmp_path)
    [(training, test)], is_out_of_time = build_splits(data, 3, truth.training_rows)
    assert is_out_of_time
    assert len(training) == truth.training_rows == 7_200
    assert data.as_of[training].max() < data.as_of[test].min()
    assert len(truth.pd) == len(data.defaulted)


def test_columns_that_a_model_left_out_are_not_fed_to_it(channel):
    data = load_training_set(channel)
    inputs = select_inputs(data, ["savings", "income"], ["purpose"], np.array([5]))
    expected = [data.inputs.num[5, data.num_names.index(name)] for name in ("savings", "income")]
    np.testing.assert_array_equal(inputs.num[0], expected)
    assert inputs.categories().shape == (1, 1)


def test_the_lead_is_that_of_the_better_ranking():
    random = np.random.default_rng(1)
    outcomes = (random.random(400) < 0.3).astype(np.int8)
    good, noise = outcomes + random.normal(0, 0.5, 400).round(1), random.random(400)
    lead, low, high = measure_lead([outcomes], [good], [noise])
    assert low < lead < high
    assert low > 0.2
    assert lead == pytest.approx(roc_auc_score(outcomes, good) - roc_auc_score(outcomes, noise))
    assert measure_lead([outcomes], [noise], [noise]) == [0, 0, 0]
