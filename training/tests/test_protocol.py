"""What makes the figures honest: nothing that a model is judged on has touched what it learned from."""

import dataclasses

import numpy as np
import pytest

from training import calibration, pipeline, protocol
from training.candidates import CANDIDATES
from training.data import Inputs, TrainingSet
from training.environment import Settings
from training.export import to_onnx
from training.model_folder import onnx_bytes
from training.progress import Progress

SETTINGS = Settings(folds=2, workers=1)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Two of the four kinds show the protocol."""
    two = {kind: CANDIDATES[kind] for kind in ("logistic_regression", "xgboost")}
    for module in (protocol, pipeline):
        monkeypatch.setattr(module, "CANDIDATES", two)


def spoiled(inputs: Inputs, rows: np.ndarray) -> Inputs:
    """The same inputs with nonsense in the given rows."""
    num, codes = inputs.num.copy(), inputs.codes.copy()
    num[rows] = 1e6
    codes[rows] = 0
    return dataclasses.replace(inputs, num=num, codes=codes)


def compete(data: TrainingSet):
    training, holdout = protocol.split(data.defaulted, 0.2, 7)
    return pipeline.compete(data, training, holdout, SETTINGS, Progress(99))


def test_split_is_stratified_and_complete(lender):
    training, holdout = protocol.split(lender.defaulted, 0.2, 7)
    assert sorted([*training, *holdout]) == list(range(600))
    assert len(holdout) == 120
    assert lender.defaulted[holdout].mean() == pytest.approx(lender.defaulted.mean(), abs=0.01)


def test_no_test_row_reaches_preparation_or_smote(lender):
    learn, test = np.arange(0, 600, 2), np.arange(1, 600, 2)
    for smote in (False, True):
        _, before, _ = protocol.learning_matrix(lender.inputs, lender.defaulted, learn, smote, 7)
        _, after, _ = protocol.learning_matrix(spoiled(lender.inputs, test), lender.defaulted, learn, smote, 7)
        np.testing.assert_array_equal(before, after)


def test_no_holdout_row_reaches_any_choice(lender):
    _, holdout = protocol.split(lender.defaulted, 0.2, 7)
    honest = compete(lender)
    blind = compete(dataclasses.replace(lender, inputs=spoiled(lender.inputs, holdout)))
    for one, other in zip(honest, blind, strict=True):
        assert one.record["cv"] == other.record["cv"]
        assert one.record["cv_smote"] == other.record["cv_smote"]
        assert onnx_bytes(to_onnx(one.model)) == onnx_bytes(to_onnx(other.model))
        assert one.record["holdout"] != other.record["holdout"]


def test_calibration_sees_every_training_row_once_and_none_that_was_made(lender, monkeypatch):
    seen = []
    fit = calibration.fit
    monkeypatch.setattr(pipeline, "_better_way", lambda validations, kind: True)  # SMOTE for all
    monkeypatch.setattr(calibration, "fit", lambda raw, outcome, seed: seen.append(outcome) or fit(raw, outcome, seed))
    candidates = compete(lender)
    training, _ = protocol.split(lender.defaulted, 0.2, 7)
    assert all(candidate.record["smote"] for candidate in candidates)
    for outcome in seen:
        np.testing.assert_array_equal(outcome, lender.defaulted[training])
    for candidate in candidates:
        assert candidate.pd.mean() == pytest.approx(lender.defaulted.mean(), abs=0.06)


def test_every_row_is_scored_by_a_model_that_did_not_learn_from_it(lender):
    """With outcomes that are pure chance, honest out-of-fold scores can't rank; scores on known rows would."""
    chance = np.random.default_rng(5).permutation(lender.defaulted)
    validations = protocol.cross_validate(lender.inputs, chance, 5, 7, 1, lambda text: None)
    for validation in validations.values():
        assert validation.cv["auc_mean"] == pytest.approx(0.5, abs=0.08)
        assert len(validation.out_of_fold) == 600


def test_large_sets_are_sampled_by_outcome(lender):
    rows = protocol.sample(lender.defaulted, 200, 7)
    assert len(rows) == len(set(rows)) == 200
    assert lender.defaulted[rows].mean() == pytest.approx(lender.defaulted.mean(), abs=0.01)
    np.testing.assert_array_equal(protocol.sample(lender.defaulted, 600, 7), np.arange(600))
