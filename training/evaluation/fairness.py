"""Whether groups are treated alike by what the PD decides: at a cut-off, over the rows that were held out.

Approval rate ratio (adverse impact ratio): a group's approval rate over that of the group approved most often. Below
four fifths it is evidence of adverse impact: Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D), the
usual yardstick in lending too. Equal-opportunity difference: the gap in approval between those of two groups who repaid
(Hardt, Price & Srebro 2016). Only the PD counts here: hard rules and people decide after it.

Every figure follows from counts of (group, outcome, decision), so resampling rows is one multinomial draw of counts.
"""

import numpy as np

from training.evaluation.bootstrap import RESAMPLES, interval

FOUR_FIFTHS = 0.8
MIN_GROUP_ROWS = 30
"""A smaller group is shown with its counts and judged nowhere: its rates are noise."""
MIN_GROUP_SHARE = 0.02
"""Nor is a group below 2 % of the rows, as the Uniform Guidelines have it (29 CFR 1607.15(A)(2))."""
UNKNOWN = "unknown"


def measure(
    groups: dict[str, np.ndarray], defaulted: np.ndarray, pd: np.ndarray, approve_below: float, seed: int
) -> dict:
    """The manifest's `fairness` without `auc_worth`. groups: text [rows] by attribute; outcomes and PDs [rows]."""
    attributes = {name: _attribute(words, defaulted, pd < approve_below, seed) for name, words in groups.items()}
    return {"cut_off": approve_below, "min_group_rows": min_rows(len(pd)), "attributes": attributes}


def min_rows(rows: int) -> int:
    """Rows that a group needs to be judged, of so many."""
    return max(MIN_GROUP_ROWS, int(np.ceil(rows * MIN_GROUP_SHARE)))


def _attribute(words: np.ndarray, defaulted: np.ndarray, approved: np.ndarray, seed: int) -> dict:
    names, codes = np.unique(words.astype(str), return_inverse=True)
    cells = np.bincount(codes * 4 + (defaulted == 0) * 2 + approved, minlength=len(names) * 4)
    drawn = np.random.default_rng(seed).multinomial(len(codes), cells / len(codes), RESAMPLES)
    rates, drawn_rates = _rates(cells[None]), _rates(drawn)
    found = [_group(name or UNKNOWN, counts) for name, counts in zip(names, cells.reshape(-1, 4), strict=True)]
    for i, group in enumerate(found):
        group["approval_rate_interval"] = interval(drawn_rates["approval"][:, i])
    judged = [i for i, group in enumerate(found) if group["rows"] >= min_rows(len(codes)) and names[i]]
    return {
        "groups": found,
        "approval_rate_ratio": _lowest_to_highest(found, judged, rates["approval"], drawn_rates["approval"], np.divide),
        "equal_opportunity_difference": _lowest_to_highest(
            found,
            [i for i in judged if found[i]["repaid"] >= MIN_GROUP_ROWS],
            rates["repaid"],
            drawn_rates["repaid"],
            lambda low, high: high - low,
        ),
    }


def _rates(cells: np.ndarray) -> dict[str, np.ndarray]:
    """Approval rates of all and of those who repaid: [resamples, groups], from counts [resamples, groups × 4]."""
    counts = cells.reshape(len(cells), -1, 4)
    with np.errstate(divide="ignore", invalid="ignore"):
        approval = (counts[..., 1] + counts[..., 3]) / counts.sum(axis=2)
        return {"approval": approval, "repaid": counts[..., 3] / (counts[..., 2] + counts[..., 3])}


def _group(name: str, cell: np.ndarray) -> dict:
    defaulted_declined, defaulted_approved, repaid_declined, repaid_approved = (int(count) for count in cell)
    rows, repaid = int(cell.sum()), repaid_declined + repaid_approved
    approved = defaulted_approved + repaid_approved
    counts = {"rows": rows, "repaid": repaid, "approved": approved, "repaid_approved": repaid_approved}
    return {
        "group": name,
        **counts,
        "default_rate": 1 - repaid / rows,
        "approval_rate": approved / rows,
        "approval_rate_of_repaid": repaid_approved / repaid if repaid else None,
    }


def _lowest_to_highest(found: list[dict], judged: list[int], rates, drawn, compare) -> dict | None:
    """The group with the lowest rate against that with the highest; the interval keeps the two groups of the value."""
    if len(judged) < 2:
        return None
    low, high = (judged[pick(rates[0, judged])] for pick in (np.argmin, np.argmax))
    if rates[0, high] == 0:
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        value, values = float(compare(rates[0, low], rates[0, high])), compare(drawn[:, low], drawn[:, high])
    bounds = interval(np.where(np.isfinite(values), values, np.nan))
    compared = {"value": value, "low": bounds[0], "high": bounds[1]}
    return compared | {"group": found[low]["group"], "reference": found[high]["group"]}
