"""Verdict of a gap between groups against its bound, in the words of the fairness gate.

The gate itself is lambdas/training/promotion/fairness-gate.ts; testing/models/fairness-verdicts.json holds both to the
same cases.
"""

from training.data.training_set_document import FairnessBounds

FIGURES = {
    "approval_rate_ratio": ("approval rate ratio", "≥", "min_approval_rate_ratio"),
    "equal_opportunity_difference": ("equal-opportunity difference", "≤", "max_equal_opportunity_difference"),
}
"""By name: label, on which side of its bound the figure has to be, and the bound's name."""
VERDICT_WORDS = {
    "passed": "within the bound",
    "beyond_bound": "beyond the bound, not significant",
    "failed": "beyond the bound, significant",
}


def judge_gap(figure: str, gap: dict, bounds: FairnessBounds) -> str:
    """`passed`, `beyond_bound` (the value, but not the whole 95 % interval) or `failed`.

    figure: approval_rate_ratio or equal_opportunity_difference. gap: its value, low and high.
    """
    if figure == "approval_rate_ratio":
        value, nearest, bound = -gap["value"], -gap["high"], -bounds.min_approval_rate_ratio
    else:
        value, nearest, bound = gap["value"], gap["low"], bounds.max_equal_opportunity_difference
    if nearest > bound:
        return "failed"
    return "beyond_bound" if value > bound else "passed"


def add_verdicts(fairness: dict, bounds: FairnessBounds) -> None:
    """Adds the bounds to the manifest's `fairness`, and to each gap of it the verdict."""
    fairness["bounds"] = vars(bounds)
    for attribute in fairness["attributes"].values():
        for figure in FIGURES:
            if attribute[figure] is not None:
                attribute[figure]["verdict"] = judge_gap(figure, attribute[figure], bounds)
