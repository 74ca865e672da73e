"""The effect of each feature: the mean SHAP value of rows of the holdout, by the feature's value.

A bin with fewer than MIN_BIN_ROWS rows is left out, the outer ends are open, and an end between two bins is a round
number between their values unless MIN_BIN_ROWS rows share the value: so nothing here is a person's.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from training.evaluation.importance import Attribution

BINS = 10
MAX_SINGLE_VALUES = 20
MIN_VALUE_SHARE = 0.02
MIN_BIN_ROWS = 5
OTHERS = "(all others)"
"""Stands for the levels of a category beyond the most frequent ones, and for rare ones."""
SMALLEST_SHARE = 1e-4
"""A forest's output nearer to 0 or 1 than this counts as this near: its log odds would be infinite."""


def measure_effects(attribution: Attribution, categories: dict[str, np.ndarray]) -> dict[str, list[dict]]:
    """By feature, its bins in the order of the values, unknown values last.

    categories: by feature, the texts of the explained rows; '' is unknown. A bin has `from` and `to` (both included;
    None is open) or `category`, and `is_missing`, `rows`, `mean_contribution` (log odds).
    """
    contributions = _to_log_odds(attribution)
    effects = {}
    for column, name in enumerate(attribution.feature_names):
        if name in categories:
            bins = _list_levels(categories[name], contributions[:, column])
        else:
            bins = _list_ranges(attribution.raw[:, column], contributions[:, column])
        effects[name] = [described for described in bins if described["rows"] >= MIN_BIN_ROWS]
    return effects


def _to_log_odds(attribution: Attribution) -> np.ndarray:
    """Contributions in log odds; those of a forest, in probability, are scaled so that each row's sum is right."""
    if attribution.scale == "log_odds":
        return attribution.values
    sums = attribution.values.sum(axis=1)
    base, output = (
        np.clip(share, SMALLEST_SHARE, 1 - SMALLEST_SHARE) for share in (attribution.base, attribution.base + sums)
    )
    slope_at_base = 1 / (base * (1 - base))
    change = np.log(output / (1 - output)) - np.log(base / (1 - base))
    factor = np.divide(change, sums, out=np.full_like(sums, slope_at_base), where=np.abs(sums) > SMALLEST_SHARE)
    return attribution.values * factor[:, None]


def _list_ranges(values: np.ndarray, contributions: np.ndarray) -> Iterator[dict]:
    known = ~np.isnan(values)
    bins = _split_values(values[known])
    ends = [_name_ends(values, below[1], above[0]) for below, above in pairwise(bins)]
    lows, highs = [None, *(low for _, low in ends)], [*(high for high, _ in ends), None]
    for (least, most), low, high in zip(bins, lows, highs, strict=False):  # no bin, where no value is known
        chosen = known & (values >= least) & (values <= most)
        yield _describe_bin(contributions[chosen], low=low, high=high)
    yield from _list_unknown(contributions[~known])


def _split_values(values: np.ndarray) -> list[tuple[float, float]]:
    """Lowest and highest value of each bin: about equally many rows each, and equal values in one.

    Where there are few values, such as months, each has its own bin unless it is rare.
    """
    distinct, counts = np.unique(values, return_counts=True)
    share = MIN_VALUE_SHARE if len(distinct) <= MAX_SINGLE_VALUES else 1 / BINS
    wanted = max(MIN_BIN_ROWS, len(values) * share)
    bins, start, rows = [], 0, 0
    for position, count in enumerate(counts):
        rows += count
        if rows >= wanted or position == len(counts) - 1:
            bins.append((distinct[start], distinct[position], rows))
            start, rows = position + 1, 0
    if len(bins) > 1 and bins[-1][2] < max(MIN_BIN_ROWS, wanted / 2):
        *bins, (low, _, _), (_, high, _) = bins
        bins.append((low, high, 0))
    return [(low, high) for low, high, _ in bins]


def _name_ends(values: np.ndarray, most: np.float32, least: np.float32) -> tuple[float, float]:
    """The upper end of a bin whose largest value is `most`, and the lower end of the next, which begins at `least`."""
    between = _find_round_number(_to_number(most), _to_number(least))
    return tuple(_to_number(value) if (values == value).sum() >= MIN_BIN_ROWS else between for value in (most, least))


def _find_round_number(low: float, high: float) -> float:
    """The number with the fewest digits near the middle of two numbers that lies between them."""
    middle = (low + high) / 2
    candidates = (float(f"{middle:.{digits}g}") for digits in range(1, 17))
    return next((number for number in candidates if low < number < high), middle)


def _list_levels(texts: np.ndarray, contributions: np.ndarray) -> Iterator[dict]:
    names, counts = np.unique(texts[texts != ""], return_counts=True)
    order = np.lexsort((names, -counts))
    shown = [str(names[i]) for i in order if counts[i] >= MIN_BIN_ROWS][:BINS]
    for name in shown:
        yield _describe_bin(contributions[texts == name], category=name)
    others = (texts != "") & ~np.isin(texts, shown)
    if others.any():
        yield _describe_bin(contributions[others], category=OTHERS)
    yield from _list_unknown(contributions[texts == ""])


def _list_unknown(contributions: np.ndarray) -> Iterator[dict]:
    if len(contributions):
        yield _describe_bin(contributions, is_missing=True)


def _describe_bin(
    contributions: np.ndarray,
    *,
    low: float | None = None,
    high: float | None = None,
    category: str | None = None,
    is_missing: bool = False,
) -> dict:
    return {
        "from": low,
        "to": high,
        "category": category,
        "is_missing": is_missing,
        "rows": len(contributions),
        "mean_contribution": float(contributions.mean()),
    }


def _to_number(value: np.float32) -> float:
    """The number as its shortest text has it: 0.1, not the float32's 0.10000000149."""
    return float(np.format_float_positional(np.float32(value), unique=True))
