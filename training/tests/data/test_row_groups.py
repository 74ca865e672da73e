"""Rows that depend on each other get one group; rows that agree by chance do not."""

import numpy as np
import pytest

from training.data import row_groups
from training.data.row_groups import find_row_groups, is_grouped

ROWS = 400


def draw_inputs(rows: int = ROWS, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Five fine numbers, of which one has gaps, a coarse one and a category."""
    random = np.random.default_rng(seed)
    num = random.lognormal(8, 1, (rows, 6)).astype(np.float32)
    num[random.random(rows) < 0.2, 0] = np.nan
    num[:, 5] = random.integers(0, 3, rows)
    return num, random.integers(0, 4, (rows, 1)).astype(np.int32)


def append_copies(num: np.ndarray, codes: np.ndarray, copies: int, jitter: float) -> tuple[np.ndarray, np.ndarray]:
    """Repeats the first rows; each fine number differs by about `jitter` of itself."""
    changed = num[:copies].copy()
    changed[:, :5] *= 1 + jitter * np.random.default_rng(2).uniform(-1, 1, (copies, 5)).astype(np.float32)
    return np.concatenate([num, changed]), np.concatenate([codes, codes[:copies]])


def test_independent_rows_are_alone():
    found = find_row_groups(*draw_inputs())
    np.testing.assert_array_equal(found.groups, np.arange(ROWS))
    assert (found.borrower_rows, found.copied_rows, found.near_rows) == (0, 0, 0)


@pytest.mark.parametrize(("jitter", "counted"), [(0, "copied_rows"), (0.01, "near_rows")])
def test_copies_and_near_twins_are_found(jitter, counted):
    found = find_row_groups(*append_copies(*draw_inputs(), 60, jitter))
    np.testing.assert_array_equal(found.groups[ROWS:], np.arange(60))
    assert getattr(found, counted) == 120
    assert is_grouped(found.groups).sum() == 120


def test_copies_are_found_in_sets_too_large_for_near_twins(monkeypatch):
    monkeypatch.setattr(row_groups, "MAX_NEAR_ROWS", 100)
    assert find_row_groups(*append_copies(*draw_inputs(), 60, 0.0)).copied_rows == 120
    assert find_row_groups(*append_copies(*draw_inputs(), 60, 0.01)).near_rows == 0


def test_rows_of_coarse_inputs_agree_by_chance():
    random = np.random.default_rng(3)
    num, codes = random.integers(0, 5, (ROWS, 4)).astype(np.float32), random.integers(0, 3, (ROWS, 3)).astype(np.int32)
    assert not is_grouped(find_row_groups(num, codes).groups).any()


def test_numbers_that_follow_from_one_another_are_no_more_evidence_than_one():
    """A third of the rows asks for a standard loan, from which three numbers follow."""
    random = np.random.default_rng(4)
    amount = np.where(random.random(ROWS) < 0.3, random.integers(1, 40, ROWS) * 100, random.integers(1000, 90000, ROWS))
    num = np.column_stack([amount, amount * 12, amount / 3, amount + 1]).astype(np.float32)
    assert not is_grouped(find_row_groups(num, np.zeros((ROWS, 0), np.int32)).groups).any()


def test_many_equal_rows_are_a_kind_of_applicant():
    num, codes = draw_inputs()
    num[:50], codes[:50] = num[0], codes[0]
    assert not is_grouped(find_row_groups(num, codes).groups).any()


def test_applications_of_one_borrower_are_one_group():
    borrowers = np.arange(ROWS)
    borrowers[[3, 17, 40]] = 7
    found = find_row_groups(*draw_inputs(), borrowers)
    np.testing.assert_array_equal(found.groups[[3, 7, 17, 40]], 3)
    assert found.borrower_rows == is_grouped(found.groups).sum() == 4


def test_the_order_of_the_rows_does_not_change_who_belongs_together():
    num, codes = append_copies(*draw_inputs(), 60, 0.005)
    order = np.random.default_rng(5).permutation(len(num))
    groups, shuffled = find_row_groups(num, codes).groups, find_row_groups(num[order], codes[order]).groups
    pairs = {frozenset(rows) for rows in map(tuple, _list_groups(groups))}
    assert {frozenset(order[list(rows)]) for rows in _list_groups(shuffled)} == pairs


def _list_groups(groups: np.ndarray) -> list[list[int]]:
    return [np.flatnonzero(groups == group).tolist() for group in np.unique(groups[is_grouped(groups)])]
