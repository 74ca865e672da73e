"""Splits the rows into training rows and holdout. All other modules of selection/ get the training rows alone."""

from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import train_test_split

from training.selection.row_units import RowUnits, require_independent_outcomes

OUTCOME_PERIOD_DAYS = 365
"""The usual performance window: applications further apart belong to different outcome periods."""
OUT_OF_TIME_SHARES = (0.5, 2.0)
"""An out-of-time holdout may have so many times the given share, where many applications have the same time."""


@dataclass(frozen=True)
class HoldoutSplit:
    """Positions of the training rows and of the holdout rows, ascending, with the kind of the split and its reason."""

    training: np.ndarray
    holdout: np.ndarray
    kind: str
    reason: str
    holdout_from: str | None = None

    def describe(self) -> dict:
        """For the manifest's `protocol`."""
        description = {"split": self.kind, "why": self.reason}
        return description | ({"holdout_from": self.holdout_from} if self.holdout_from else {})


def split_holdout(
    defaulted: np.ndarray,
    as_of: np.ndarray,
    *,
    share: float,
    seed: int,
    min_per_class: int,
    groups: np.ndarray | None = None,
) -> HoldoutSplit:
    """Out of time where the applications span more than one outcome period, else stratified by outcome.

    share: of the rows, for the holdout. min_per_class: rows of each outcome that the whole set needs. groups: rows of
    one group are all training rows or all holdout rows. A cut in time takes a group by its newest row, so that no
    training row is newer than the cut.
    """
    reason = _find_reason_against_time(as_of)
    if reason is None:
        newest = _find_newest(as_of, groups)
        start = np.sort(newest)[int(len(newest) * (1 - share))]
        is_late = newest >= start
        reason = _find_reason_against_cut(is_late, defaulted, share, min_per_class)
        if reason is None:
            days = int((as_of.max() - as_of.min()) / np.timedelta64(1, "D"))
            reason = f"the applications span {days} days, more than one outcome period of {OUTCOME_PERIOD_DAYS} days"
            return HoldoutSplit(np.flatnonzero(~is_late), np.flatnonzero(is_late), "out_of_time", reason, f"{start}Z")
    units = RowUnits(defaulted, groups)
    require_independent_outcomes(units, int(np.ceil(1 / share)), "a holdout")
    training, holdout = train_test_split(
        np.arange(len(units.defaulted)), test_size=share, stratify=units.defaulted, random_state=seed
    )
    return HoldoutSplit(units.list_rows(training), units.list_rows(holdout), "stratified", reason)


def _find_newest(as_of: np.ndarray, groups: np.ndarray | None) -> np.ndarray:
    """The time of the newest row of each row's group."""
    if groups is None:
        return as_of
    _, numbers = np.unique(groups, return_inverse=True)
    newest = np.full(numbers.max() + 1, as_of.min())
    np.maximum.at(newest, numbers, as_of)
    return newest[numbers]


def _find_reason_against_time(as_of: np.ndarray) -> str | None:
    """Why these times allow no out-of-time holdout; None where they do."""
    if len(as_of) == 0 or np.isnat(as_of).any():
        return "not every application has a time"
    days = (as_of.max() - as_of.min()) / np.timedelta64(1, "D")
    if days <= OUTCOME_PERIOD_DAYS:
        span = "1 day" if round(float(days)) == 1 else f"{days:.0f} days"
        return f"the applications span {span}, not more than one outcome period of {OUTCOME_PERIOD_DAYS} days"
    return None


def _find_reason_against_cut(
    is_late: np.ndarray, defaulted: np.ndarray, share: float, min_per_class: int
) -> str | None:
    """Why this cut in time gives no usable holdout; None where it does."""
    least, most = (factor * share for factor in OUT_OF_TIME_SHARES)
    if not least <= is_late.mean() <= most:
        return f"the newest applications share one time: no cut leaves between {least:.0%} and {most:.0%} of them"
    # Each part needs its share of what the whole set needs: the training part enough for every fold.
    for part, part_share in ((is_late, share), (~is_late, 1 - share)):
        fewest = np.bincount(defaulted[part], minlength=2).min()
        if fewest < max(2, min_per_class * part_share):
            return f"a cut in time would leave a part with too few rows of one outcome ({fewest})"
    return None
