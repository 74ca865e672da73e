"""Cross-validation is honest: nothing that a model is judged on has touched what it learned from."""

import dataclasses

import numpy as np
import pytest
from conftest import spoil_rows

from training.models.kinds import KINDS
from training.models.kinds.kind import DataShape
from training.models.specification import ModelSpecification
from training.selection import cross_validation
from training.selection.checkpoints import Checkpoints
from training.selection.cross_validation import (
    CrossValidationPlan,
    build_folds,
    count_repeats,
    cross_validate,
    cross_validate_leaders,
    prepare_rows,
    sample_rows,
    summarise_aucs,
)

pytestmark = pytest.mark.usefixtures("quick_training")


def test_no_test_row_reaches_preparation_or_smote(lender):
    learn, test = np.arange(0, 600, 2), np.arange(1, 600, 2)
    for smote in (False, True):
        _, before, _ = prepare_rows(lender.inputs, lender.defaulted, learn, smote=smote, seed=7)
        spoiled = spoil_rows(lender.inputs, test)
        _, after, _ = prepare_rows(spoiled, lender.defaulted, learn, smote=smote, seed=7)
        np.testing.assert_array_equal(before, after)


def test_every_row_is_predicted_by_a_model_that_did_not_learn_from_it(lender):
    """With random outcomes, honest out-of-fold outputs cannot rank; outputs of known rows would."""
    random_outcomes = np.random.default_rng(5).permutation(lender.defaulted)
    plan = CrossValidationPlan(
        inputs=lender.inputs,
        defaulted=random_outcomes,
        folds=5,
        seed=7,
        workers=1,
        progress=lambda text: None,
        checkpoints=Checkpoints(),
    )
    specifications = [
        ModelSpecification(kind, model_kind.list_starts(DataShape(600, 150, 12))[0], smote=smote)
        for kind, model_kind in KINDS.items()
        for smote in (False, True)
    ]
    for result in cross_validate(plan, specifications):
        assert result.auc == pytest.approx(0.5, abs=0.08)
        assert len(result.out_of_fold) == 600


def test_equal_specifications_have_equal_hashes():
    specification = ModelSpecification("xgboost", {"max_depth": 4, "learning_rate": 0.1})
    equal = ModelSpecification("xgboost", {"learning_rate": 0.1, "max_depth": 4})
    assert {specification: 1}[equal] == 1
    assert dataclasses.replace(specification, smote=True) not in {specification}


def test_large_sets_are_sampled_by_outcome(lender):
    rows = sample_rows(lender.defaulted, 200, 7)
    assert len(rows) == len(set(rows)) == 200
    assert lender.defaulted[rows].mean() == pytest.approx(lender.defaulted.mean(), abs=0.01)
    np.testing.assert_array_equal(sample_rows(lender.defaulted, 600, 7), np.arange(600))


def test_small_sets_are_folded_several_times(lender, monkeypatch):
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 3)
    folds = build_folds(lender.defaulted, 5, 7)
    assert len(folds) == 15
    for first in (0, 5, 10):
        assert sorted(np.concatenate([test for _, test in folds[first : first + 5]])) == list(range(600))
    assert count_repeats(5_000) == 1


def test_a_group_is_in_one_fold(lender):
    groups = np.arange(600) % 250
    folds = build_folds(lender.defaulted, 5, 7, groups)
    for learn, test in folds:
        assert not set(groups[learn]) & set(groups[test])
        assert len(learn) + len(test) == 600
        assert len(test) == pytest.approx(120, abs=10)
    alone = build_folds(lender.defaulted, 5, 7, np.arange(600))
    for (learn, test), (plain_learn, plain_test) in zip(alone, build_folds(lender.defaulted, 5, 7), strict=True):
        np.testing.assert_array_equal(learn, plain_learn)
        np.testing.assert_array_equal(test, plain_test)


def test_the_auc_of_the_folds_is_summarised():
    assert summarise_aucs([0.7, 0.8]) == {"auc_mean": 0.75, "auc_std": pytest.approx(0.05), "auc_folds": [0.7, 0.8]}


def test_only_specifications_within_reach_of_the_best_are_folded_again(lender, monkeypatch):
    monkeypatch.setattr(cross_validation, "SMALL_REPEATS", 2)
    plan = CrossValidationPlan(lender.inputs, lender.defaulted, 5, 7, 1, lambda text: None, Checkpoints())
    good = ModelSpecification("logistic_regression", {"C": 0.1})
    bad = ModelSpecification("scorecard", {"bins": 2, "min_share": 0.49, "penalty": 1e6})
    first, last = cross_validate_leaders(plan, [good, bad])
    assert [len(first.fold_margins), len(last.fold_margins)] == [10, 5]
    whole = cross_validate(plan, [good])[0]
    assert first.cv == whole.cv
    np.testing.assert_array_equal(first.out_of_fold, whole.out_of_fold)
    assert last.auc < first.auc
