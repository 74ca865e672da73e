"""Fairness between groups: their approval rates at a cut-off, over the rows of the holdout.

Approval rate ratio (adverse impact ratio): a group's approval rate over that of the group approved most often. Below
four fifths it is evidence of adverse impact: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D), the
usual yardstick in lending too. Equal opportunity difference: the difference in approval between those of two groups who
repaid (Hardt, Price & Srebro 2016). Only the PD counts here: hard rules and people decide after it.

Every figure follows from counts of (group, outcome, decision), so resampling rows is one multinomial draw of counts.
"""

from collections.abc import Callable

import numpy as np

from training.evaluation.bootstrap import RESAMPLES, compute_interval

FOUR_FIFTHS = 0.8
MIN_GROUP_ROWS = 30
"""A smaller group is shown with its counts and compared nowhere, because its rates are noise."""
MIN_GROUP_SHARE = 0.02
"""Nor is a group below 2 % of the rows compared (29 CFR 1607.15(A)(2))."""
UNKNOWN = "unknown"


def measure_fairness(
    groups: dict[str, np.ndarray], defaulted: np.ndarray, pd: np.ndarray, *, approve_below: float, seed: int
) -> dict:
    """The manifest's `fairness` without `auc_worth`. groups: by attribute, the group of each row as text [rows]."""
    attributes = {
        name: _measure_attribute(row_groups, defaulted, pd < approve_below, seed) for name, row_groups in groups.items()
    }
    return {"cut_off": approve_below, "min_group_rows": count_min_rows(len(pd)), "attributes": attributes}


def count_min_rows(rows: int) -> int:
    """Rows that a group needs to be compared, of so many in all."""
    return max(MIN_GROUP_ROWS, int(np.ceil(rows * MIN_GROUP_SHARE)))


def _measure_attribute(row_groups: np.ndarray, defaulted: np.ndarray, approved: np.ndarray, seed: int) -> dict:
    names, codes = np.unique(row_groups.astype(str), return_inverse=True)
    cells = np.bincount(codes * 4 + (defaulted == 0) * 2 + approved, minlength=len(names) * 4)
    drawn = np.random.default_rng(seed).multinomial(len(codes), cells / len(codes), RESAMPLES)
    rates, drawn_rates = _compute_rates(cells[None]), _compute_rates(drawn)
    groups = [_describe_group(_name_group(name), cell) for name, cell in zip(names, cells.reshape(-1, 4), strict=True)]
    for i, group in enumerate(groups):
        group["approval_rate_interval"] = compute_interval(drawn_rates["approval"][:, i])
    large = [i for i, group in enumerate(groups) if group["rows"] >= count_min_rows(len(codes)) and names[i]]
    large_repaid = [i for i in large if groups[i]["repaid"] >= MIN_GROUP_ROWS]
    return {
        "groups": groups,
        "approval_rate_ratio": _compare_extremes(groups, large, rates["approval"], drawn_rates["approval"], np.divide),
        "equal_opportunity_difference": _compare_extremes(
            groups, large_repaid, rates["repaid"], drawn_rates["repaid"], lambda low, high: high - low
        ),
    }


def _name_group(name: str) -> str:
    """The name of a group; a lender's own group of the name that stands for unknown is quoted."""
    if not name:
        return UNKNOWN
    return f'"{name}"' if name.lower() == UNKNOWN or name.startswith('"') else name


def _compute_rates(cells: np.ndarray) -> dict[str, np.ndarray]:
    """Approval rates of all and of those who repaid: [resamples, groups], from counts [resamples, groups × 4]."""
    counts = cells.reshape(len(cells), -1, 4)
    with np.errstate(divide="ignore", invalid="ignore"):
        approval = (counts[..., 1] + counts[..., 3]) / counts.sum(axis=2)
        return {"approval": approval, "repaid": counts[..., 3] / (counts[..., 2] + counts[..., 3])}


def _describe_group(name: str, cell: np.ndarray) -> dict:
    defaulted_declined, defaulted_approved, repaid_declined, repaid_approved = (int(count) for count in cell)
    rows, repaid = int(cell.sum()), repaid_declined + repaid_approved
    approved = defaulted_approved + repaid_approved
    return {
        "group": name,
        "rows": rows,
        "repaid": repaid,
        "approved": approved,
        "repaid_approved": repaid_approved,
        "default_rate": 1 - repaid / rows,
        "approval_rate": approved / rows,
        "approval_rate_of_repaid": repaid_approved / repaid if repaid else None,
    }


def _compare_extremes(
    groups: list[dict], compared: list[int], rates: np.ndarray, drawn_rates: np.ndarray, compare: Callable
) -> dict | None:
    """Compares the group with the lowest rate with that of the highest; the interval keeps the two groups."""
    if len(compared) < 2:
        return None
    low, high = (compared[pick(rates[0, compared])] for pick in (np.argmin, np.argmax))
    if rates[0, high] == 0:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(compare(rates[0, low], rates[0, high]))
        drawn_values = compare(drawn_rates[:, low], drawn_rates[:, high])
    bounds = compute_interval(np.where(np.isfinite(drawn_values), drawn_values, np.nan))
    comparison = {"value": value, "low": bounds[0], "high": bounds[1]}
    return comparison | {"group": groups[low]["group"], "reference": groups[high]["group"]}
