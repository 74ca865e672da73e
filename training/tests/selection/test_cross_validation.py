"""What makes the figures honest: nothing that a model is judged on has touched what it learned from."""

import dataclasses

import numpy as np
import pytest

from training import pipeline
from training.data.training_set import Inputs, TrainingSet
from training.environment import Settings
from training.export.model_folder import onnx_bytes
from training.export.onnx_model import to_onnx
from training.models import calibration
from training.models.algorithms import CANDIDATES, Recipe
from training.progress import Progress
from training.selection import cross_validation
from training.selection.checkpoints import Checkpoints

SETTINGS = Settings(folds=2, workers=1, budget_seconds=0)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Three of the five kinds show the cross_validation, and one folding is enough for it."""
    kept = ("logistic_regression", "scorecard", "xgboost")
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 1)
    every = dict(CANDIDATES)
    for kind in set(every) - set(kept):
        del CANDIDATES[kind]
    yield
    CANDIDATES.clear()
    CANDIDATES.update(every)


def flattering_smote(course, recipes, validate=cross_validation.cross_validate):
    """Cross-validation by which SMOTE always helps."""
    told = validate(course, recipes)
    return [
        dataclasses.replace(one, cv=one.cv | {"auc_mean": one.cv["auc_mean"] + recipe.smote})
        for one, recipe in zip(told, recipes, strict=True)
    ]


def spoiled(inputs: Inputs, rows: np.ndarray) -> Inputs:
    """The same inputs with nonsense in the given rows."""
    num, codes = inputs.num.copy(), inputs.codes.copy()
    num[rows] = 1e6
    codes[rows] = 0
    return dataclasses.replace(inputs, num=num, codes=codes)


def split(data: TrainingSet) -> cross_validation.Split:
    return cross_validation.split(data.defaulted, data.as_of, 0.2, 7, 20)


def compete(data: TrainingSet):
    training = pipeline.Training(data, split(data), SETTINGS, Progress(99), Checkpoints())
    return pipeline.compete(training, pipeline.search(training)[0])


def test_split_is_stratified_and_complete(lender):
    training, holdout = split(lender).training, split(lender).holdout
    assert sorted([*training, *holdout]) == list(range(600))
    assert len(holdout) == 120
    assert lender.defaulted[holdout].mean() == pytest.approx(lender.defaulted.mean(), abs=0.01)


def test_no_test_row_reaches_preparation_or_smote(lender):
    learn, test = np.arange(0, 600, 2), np.arange(1, 600, 2)
    for smote in (False, True):
        _, before, _ = cross_validation.learning_matrix(lender.inputs, lender.defaulted, learn, smote, 7)
        _, after, _ = cross_validation.learning_matrix(spoiled(lender.inputs, test), lender.defaulted, learn, smote, 7)
        np.testing.assert_array_equal(before, after)


def test_no_holdout_row_reaches_any_choice(lender):
    holdout = split(lender).holdout
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
    monkeypatch.setattr(calibration, "fit", lambda raw, outcome, seed: seen.append(outcome) or fit(raw, outcome, seed))
    monkeypatch.setattr(cross_validation, "cross_validate", flattering_smote)
    candidates = compete(lender)
    training = split(lender).training
    assert all(candidate.record["smote"] for candidate in candidates)
    assert seen
    for outcome in seen:
        np.testing.assert_array_equal(outcome, lender.defaulted[training])
    for candidate in candidates:
        assert candidate.pd.mean() == pytest.approx(lender.defaulted.mean(), abs=0.06)


def test_every_row_is_scored_by_a_model_that_did_not_learn_from_it(lender):
    """With outcomes that are pure chance, honest out-of-fold scores can't rank; scores on known rows would."""
    chance = np.random.default_rng(5).permutation(lender.defaulted)
    course = cross_validation.Course(lender.inputs, chance, 5, 7, 1, lambda text: None, Checkpoints())
    recipes = [Recipe(kind, CANDIDATES[kind].defaults(600), smote=smote) for kind in CANDIDATES for smote in (0, 1)]
    for validation in cross_validation.cross_validate(course, recipes):
        assert validation.cv["auc_mean"] == pytest.approx(0.5, abs=0.08)
        assert len(validation.out_of_fold) == 600


def test_large_sets_are_sampled_by_outcome(lender):
    rows = cross_validation.sample(lender.defaulted, 200, 7)
    assert len(rows) == len(set(rows)) == 200
    assert lender.defaulted[rows].mean() == pytest.approx(lender.defaulted.mean(), abs=0.01)
    np.testing.assert_array_equal(cross_validation.sample(lender.defaulted, 600, 7), np.arange(600))


def test_final_fits_go_on_at_once_as_far_as_memory_has_room(lender):
    def at_once(rows: int, smote: bool = False, memory_gib: float = 8.0) -> int:
        many = dataclasses.replace(lender.inputs, num=np.broadcast_to(np.float32(1), (rows, 50)), indicated=np.ones(50))
        return cross_validation.fits_at_once(many, smote, 4, memory_gib)

    assert at_once(30_000) == 4
    assert (at_once(2_000_000), at_once(2_000_000, smote=True)) == (2, 1)
    assert at_once(20_000_000) == 1  # one always has to
    assert at_once(2_000_000, memory_gib=32.0) == 4


def spread(lender, days: int) -> np.ndarray:
    """Times of application, evenly over so many days, in the order of the rows."""
    return np.datetime64("2020-01-01", "s") + (np.arange(600) * days * 86_400 // 599).astype("timedelta64[s]")


def test_applications_of_more_than_one_outcome_period_are_split_in_time(lender):
    as_of = spread(lender, 900)
    found = cross_validation.split(lender.defaulted, as_of, 0.2, 7, 20)
    assert found.kind == "out_of_time"
    assert "900 days" in found.why
    assert as_of[found.training].max() < as_of[found.holdout].min() == np.datetime64(found.holdout_from[:-1])
    assert len(found.holdout) == pytest.approx(120, abs=1)
    assert sorted([*found.training, *found.holdout]) == list(range(600))


@pytest.mark.parametrize(
    ("as_of", "why"),
    [
        (lambda lender: spread(lender, 300), "span 300 days, not more than one outcome period"),
        (lambda lender: spread(lender, 900)[(np.arange(600) >= 200) * 599], "share one time"),
        (lambda lender: np.where(lender.defaulted == 1, *spread(lender, 900)[[0, 599]]), "share one time"),
        (lambda lender: np.full(600, np.datetime64("NaT")), "not every application has a time"),
    ],
)
def test_else_they_are_split_by_outcome_and_it_says_why(lender, as_of, why):
    found = cross_validation.split(lender.defaulted, as_of(lender), 0.2, 7, 20)
    assert found.kind == "stratified"
    assert why in found.why
    assert found.describe() == {"split": "stratified", "why": found.why}


def test_a_part_in_time_needs_both_outcomes(lender):
    outcome = np.sort(lender.defaulted)[::-1].copy()  # every default is early
    found = cross_validation.split(outcome, spread(lender, 900), 0.2, 7, 20)
    assert found.kind == "stratified"
    assert "only 0 rows of one outcome" in found.why


def test_small_sets_are_folded_several_times_over(lender, monkeypatch):
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 3)
    parts = cross_validation.folds(lender.defaulted, 5, 7)
    assert len(parts) == 15
    for first in (0, 5, 10):
        assert sorted(np.concatenate([test for _, test in parts[first : first + 5]])) == list(range(600))
    assert cross_validation.repeats(5_000) == 1


def test_directions_bind_where_they_cost_little(lender):
    """Income lowers the risk here: binding that is free, binding the opposite is not."""
    right, wrong = (
        dataclasses.replace(lender.inputs, directions=np.array([way, 0, 0, 0, 0, 0], np.int8)) for way in (-1, 1)
    )
    records = {}
    for name, inputs in (("right", right), ("wrong", wrong)):
        records[name] = {
            candidate.record["kind"]: candidate.record["monotone"]
            for candidate in compete(dataclasses.replace(lender, inputs=inputs))
        }
    assert records["right"]["xgboost"]["applied"] is True
    assert records["right"]["xgboost"]["auc_cost"] < 0.002
    assert records["wrong"]["xgboost"]["applied"] is False
    assert records["wrong"]["xgboost"]["auc_cost"] > 0.002
    assert records["right"]["scorecard"] == {"applied": True, "auc_cost": None}
    assert records["right"]["logistic_regression"] == {"applied": False, "auc_cost": None}
