"""How large a model may be, so that one row's PD and exact reasons stay within the time that serving has."""

MAX_BOOSTING_LEAVES = 40_000
"""Leaves of all trees of a boosting."""
MAX_TREES = 1_500
MAX_FOREST_LEAVES = 60_000
"""Leaves of all trees of a forest."""
MAX_BLEND_LEAVES = 40_000
"""Leaves of all members of a blend: in its graph they are one ensemble."""

MAX_DEPTH = 24
"""Of a tree: a path that tests more than 31 columns has no exact reasons in serving."""

LEAF_SETTINGS = ("max_leaves", "num_leaves", "max_leaf_nodes")


def count_tree_leaves(params: dict) -> int:
    """The most leaves that a tree of these settings can have."""
    by_leaves = [params[name] for name in LEAF_SETTINGS if params.get(name, 0) > 0]
    by_depth = [2 ** params["max_depth"]] if params.get("max_depth", 0) > 0 else []
    return min([*by_leaves, *by_depth])


def limit_trees(params: dict) -> int:
    """The most trees that a boosting of these settings may have."""
    return max(1, min(MAX_TREES, MAX_BOOSTING_LEAVES // count_tree_leaves(params)))
