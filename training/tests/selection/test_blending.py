"""Weights of a blend: never negative, found where they are known, and honest where a figure comes from them."""

import numpy as np
import pytest
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from training.models.kinds import BLEND
from training.models.specification import ModelSpecification
from training.selection.blending import (
    LEAST_SHARE,
    MAX_MEMBERS,
    cross_fit,
    describe_member,
    learn_weights,
    list_members,
    specify_blend,
)

ROWS = 4_000


def draw_outcomes(odds: np.ndarray, seed: int = 1) -> np.ndarray:
    return (np.random.default_rng(seed).random(len(odds)) < expit(odds)).astype(np.int8)


def draw_margins(columns: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, (ROWS, columns))


@pytest.mark.parametrize("seed", range(3))
def test_known_weights_are_found(seed):
    margins = draw_margins(2, seed)
    defaulted = draw_outcomes(margins @ [1.0, 0.5] - 1.5, seed)
    weights = learn_weights(margins, defaulted)
    assert weights.members == [0, 1]
    assert weights.weights == pytest.approx([1.0, 0.5], abs=0.12)
    assert weights.base == pytest.approx(-1.5, abs=0.15)
    assert roc_auc_score(defaulted, weights.apply(margins)) > roc_auc_score(defaulted, margins[:, 0])


@pytest.mark.parametrize("seed", range(3))
def test_no_weight_is_negative_and_what_does_not_matter_is_dropped(seed):
    margins = draw_margins(3, seed)
    defaulted = draw_outcomes(margins @ [1.0, -0.7, 0.0], seed)
    weights = learn_weights(margins, defaulted)
    assert 0 in weights.members
    assert 1 not in weights.members
    assert (weights.weights >= 0).all()
    everything = learn_weights(margins, defaulted, keeps_all=True)
    assert everything.members == [0, 1, 2]
    assert everything.weights[1] == 0


def test_there_are_few_members_and_each_has_its_share():
    margins = draw_margins(7)
    defaulted = draw_outcomes(margins.sum(axis=1))
    weights = learn_weights(margins, defaulted)
    strengths = weights.weights * margins[:, weights.members].std(axis=0)
    assert len(weights.members) == MAX_MEMBERS
    assert (strengths / strengths.sum() >= LEAST_SHARE).all()


def test_two_equal_members_share_the_weight():
    margin = draw_margins(1)
    defaulted = draw_outcomes(margin[:, 0])
    weights = learn_weights(np.column_stack([margin, margin]), defaulted).weights
    assert weights[0] == pytest.approx(weights[1], rel=1e-3)


def test_the_scale_of_a_column_does_not_change_the_blend():
    """A forest's margin is a probability, which moves a tenth as much as log-odds do."""
    margins = draw_margins(2)
    defaulted = draw_outcomes(margins @ [1.0, 1.0])
    as_probability = margins * [1.0, 0.1] + [0.0, 0.3]
    both = [learn_weights(columns, defaulted).apply(columns) for columns in (margins, as_probability)]
    assert both[0] == pytest.approx(both[1], abs=1e-3)


def split_folds(folds: int) -> list[np.ndarray]:
    return np.array_split(np.random.default_rng(2).permutation(ROWS), folds)


def test_no_row_has_a_say_in_the_weights_that_it_is_tested_with():
    margins, tests = draw_margins(3), split_folds(4)
    defaulted = draw_outcomes(margins @ [1.0, 0.3, 0.0])
    by_fold = [margins[test] for test in tests]
    honest = cross_fit(by_fold, tests, defaulted, 4)
    spoiled = defaulted.copy()
    spoiled[tests[2]] = 1 - spoiled[tests[2]]
    after = cross_fit(by_fold, tests, spoiled, 4)
    assert np.array_equal(honest[2], after[2])
    assert not np.array_equal(honest[1], after[1])


def test_a_blend_of_noise_gains_nothing_out_of_fold():
    margins, tests = draw_margins(6), split_folds(5)
    defaulted = draw_outcomes(np.zeros(ROWS))
    blended = cross_fit([margins[test] for test in tests], tests, defaulted, 5)
    auc = np.mean([roc_auc_score(defaulted[test], margin) for test, margin in zip(tests, blended, strict=True)])
    assert auc == pytest.approx(0.5, abs=0.03)


def test_each_repetition_of_the_folding_has_weights_of_its_own():
    tests = [*split_folds(2), *np.array_split(np.arange(ROWS), 2)]
    margins = draw_margins(2)
    defaulted = draw_outcomes(margins @ [1.0, 0.5])
    by_fold = [margins[test] for test in tests]
    together = cross_fit(by_fold, tests, defaulted, 2)
    assert np.array_equal(together[2], cross_fit(by_fold[2:], tests[2:], defaulted, 2)[0])


def test_a_recipe_names_its_members_and_gives_them_back():
    members = [
        ModelSpecification("logistic_regression", {"C": 0.1}),
        ModelSpecification("scorecard", {"bins": 20}),
        ModelSpecification("xgboost", {"max_depth": 3}, constrained=True, smote=True),
    ]
    margins = draw_margins(3)
    weights = learn_weights(margins[:, [0, 1, 2]], draw_outcomes(margins @ [1.0, 0.0, 1.0]))
    recipe = specify_blend(members, weights)
    assert recipe.kind == BLEND
    assert weights.members == [0, 2]
    assert list_members(recipe) == [members[0], members[2]]
    assert recipe.params["members"][1] == describe_member(members[2]) | {"weight": weights.weights[1]}
    assert list_members(members[0]) == [members[0]]
    assert hash(recipe) == hash(specify_blend(members, weights))
