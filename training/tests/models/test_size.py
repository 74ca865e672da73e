"""The cost model of reasons: what it grows with, and that the bounds of the search obey it."""

import numpy as np
import pytest

from training.models.margin import Margin
from training.models.size import (
    BACKGROUND_ROWS,
    MAX_BOOSTING_LEAVES,
    MAX_DEPTH,
    MAX_FOREST_LEAVES,
    MAX_PATH_FEATURES,
    MAX_REASON_MS,
    choose_background_rows,
    count_tree_leaves,
    estimate_reason_ms,
    limit_trees,
    measure_depth,
)
from training.models.trees import Tree

SIZES = (1_280, 10_240, 12_800, 20_480, 28_160)


def grow_tree(depth: int) -> Tree:
    """A balanced tree."""
    nodes = 2 ** (depth + 1) - 1
    is_leaf = np.arange(nodes) >= nodes // 2
    children = 2 * np.arange(nodes)
    zeros = np.zeros(nodes)
    return Tree(children + 1, children + 2, zeros.astype(np.int64), zeros, zeros, is_leaf)


def grow_trees(leaves: int, depth: int) -> Margin:
    return Margin(base=0.0, trees=[grow_tree(depth)] * (leaves // 2**depth))


def test_the_depth_is_that_of_the_longest_path():
    chain = Tree(
        *(np.array(child) for child in ([1, 0, 3, 0, 0], [2, 0, 4, 0, 0])),
        *[np.zeros(5)] * 3,
        np.array([0, 1, 0, 1, 1]),
    )
    assert [measure_depth(tree) for tree in (grow_tree(0), grow_tree(5), chain)] == [0, 5, 2]


def test_reasons_take_longer_with_more_leaves_and_more_background_rows():
    small, large = grow_trees(6_400, 5), grow_trees(12_800, 5)
    assert estimate_reason_ms(large, 64) == pytest.approx(2 * estimate_reason_ms(small, 64))
    times = [estimate_reason_ms(large, rows) for rows in reversed(BACKGROUND_ROWS)]
    assert times == sorted(times)
    assert times[0] < times[2]


def test_more_background_rows_than_a_path_has_cases_take_no_more_time():
    shallow = grow_trees(800, 3)
    assert estimate_reason_ms(shallow, 256) == estimate_reason_ms(shallow, 16)


@pytest.mark.parametrize(("leaves", "depth"), [(MAX_BOOSTING_LEAVES, 5), (MAX_FOREST_LEAVES, 9)])
def test_a_model_at_the_bounds_of_the_search_can_be_explained_in_time(leaves, depth):
    largest = grow_trees(leaves, depth)
    assert estimate_reason_ms(largest, BACKGROUND_ROWS[-1]) <= MAX_REASON_MS
    assert choose_background_rows(largest) == BACKGROUND_ROWS[-1]
    assert estimate_reason_ms(grow_trees(2 * leaves, depth), BACKGROUND_ROWS[-1]) > MAX_REASON_MS
    assert MAX_DEPTH <= MAX_PATH_FEATURES


def test_the_background_is_as_large_as_the_time_allows():
    chosen = [choose_background_rows(grow_trees(leaves, 8)) for leaves in SIZES]
    assert chosen == [256, 128, 64, 32, 16]
    assert choose_background_rows(Margin(base=0.0)) == 256
    for leaves in SIZES:
        margin = grow_trees(leaves, 8)
        assert estimate_reason_ms(margin, choose_background_rows(margin)) <= MAX_REASON_MS


def test_trees_are_limited_by_the_leaves_that_each_can_have():
    assert count_tree_leaves({"max_depth": 6, "max_leaves": 40}) == 40
    assert limit_trees({"num_leaves": 100}) == MAX_BOOSTING_LEAVES // 100
