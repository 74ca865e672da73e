"""The split into training rows and holdout: in time where that is possible, else by outcome, with the reason."""

import numpy as np
import pytest

from training.data.training_set import TrainingSet
from training.selection.holdout import HoldoutSplit, split_holdout


def split(data: TrainingSet, as_of: np.ndarray | None = None, defaulted: np.ndarray | None = None) -> HoldoutSplit:
    """A fifth of the rows held out, other times or outcomes where they are given."""
    outcomes, times = data.defaulted if defaulted is None else defaulted, data.as_of if as_of is None else as_of
    return split_holdout(outcomes, times, share=0.2, seed=7, min_per_class=20)


def spread_times(days: int) -> np.ndarray:
    """Times of 600 applications, evenly over so many days, in the order of the rows."""
    return np.datetime64("2020-01-01", "s") + (np.arange(600) * days * 86_400 // 599).astype("timedelta64[s]")


def test_split_is_stratified_and_complete(lender):
    training, holdout = split(lender).training, split(lender).holdout
    assert sorted([*training, *holdout]) == list(range(600))
    assert len(holdout) == 120
    assert lender.defaulted[holdout].mean() == pytest.approx(lender.defaulted.mean(), abs=0.01)


def test_applications_of_more_than_one_outcome_period_are_split_in_time(lender):
    as_of = spread_times(900)
    in_time = split(lender, as_of)
    assert in_time.kind == "out_of_time"
    assert "900 days" in in_time.reason
    assert as_of[in_time.training].max() < as_of[in_time.holdout].min() == np.datetime64(in_time.holdout_from[:-1])
    assert len(in_time.holdout) == pytest.approx(120, abs=1)
    assert sorted([*in_time.training, *in_time.holdout]) == list(range(600))


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        (lambda lender: spread_times(300), "span 300 days, not more than one outcome period"),
        (lambda lender: spread_times(900)[(np.arange(600) >= 200) * 599], "share one time"),
        (lambda lender: np.where(lender.defaulted == 1, *spread_times(900)[[0, 599]]), "share one time"),
        (lambda lender: np.full(600, np.datetime64("NaT")), "not every application has a time"),
    ],
)
def test_otherwise_they_are_split_by_outcome_and_the_reason_is_stated(lender, as_of, reason):
    by_outcome = split(lender, as_of(lender))
    assert by_outcome.kind == "stratified"
    assert reason in by_outcome.reason
    assert by_outcome.describe() == {"split": "stratified", "why": by_outcome.reason}


def test_a_part_in_time_needs_both_outcomes(lender):
    early_defaults = np.sort(lender.defaulted)[::-1].copy()
    by_outcome = split(lender, spread_times(900), early_defaults)
    assert by_outcome.kind == "stratified"
    assert "too few rows of one outcome (0)" in by_outcome.reason


def repeat_groups(size: int) -> np.ndarray:
    """Groups of so many rows, spread over the 600 rows."""
    return np.arange(600) % (600 // size)


@pytest.mark.parametrize("days", [300, 900])
def test_a_group_is_on_one_side(lender, days):
    groups, as_of = repeat_groups(3), spread_times(days)
    parts = split_holdout(lender.defaulted, as_of, share=0.2, seed=7, min_per_class=20, groups=groups)
    assert parts.kind == ("stratified" if days == 300 else "out_of_time")
    assert not set(groups[parts.training]) & set(groups[parts.holdout])
    assert sorted([*parts.training, *parts.holdout]) == list(range(600))
    assert len(parts.holdout) == pytest.approx(120, abs=3)
    if days == 900:
        assert as_of[parts.training].max() < np.datetime64(parts.holdout_from[:-1])


def test_groups_of_one_row_change_nothing(lender):
    alone = split_holdout(
        lender.defaulted, lender.as_of, share=0.2, seed=7, min_per_class=20, groups=np.arange(600)[::-1]
    )
    np.testing.assert_array_equal(alone.holdout, split(lender).holdout)
