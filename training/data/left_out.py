"""Finds attributes of the lender that no model can learn from: identifiers and free text. Training leaves them out.

The catalogue's own features are never judged. An identifier ranks rows that the model has seen and says nothing about
the next one; where it follows the time of the application, it gives the period away.
"""

import numpy as np
from scipy.stats import spearmanr

from training.data.training_set_document import TrainingSetDocument

MIN_KNOWN = 50
"""Values that a judgement needs."""
UNIQUE_SHARE = 0.95
"""An identifier has at least this many different values per known one."""
FILLED_SHARE = 0.5
"""Running numbers take at least this share of the whole numbers between the smallest and the largest."""
FOLLOWS = 0.99
"""Rank correlation with the order or the time of the rows from which a number follows it."""
TEXT_WORDS, TEXT_LETTERS = 4, 30
"""Free text has at least so many words, or so many letters, on average."""
TEXT_UNIQUE_SHARE = 0.5
"""And so many different values per known one."""


def find_left_out(
    document: TrainingSetDocument,
    numbers: dict[str, np.ndarray],
    categories: dict[str, tuple[np.ndarray, tuple[str, ...]]],
    as_of: np.ndarray,
) -> list[dict]:
    """{feature, label, code, why} of each attribute to leave out. categories: codes and levels by name."""
    found = []
    for feature in document.features:
        name = feature["name"]
        if not feature.get("attribute", False):
            continue
        verdict = _judge_number(numbers[name], as_of) if name in numbers else _judge_category(*categories[name])
        if verdict is not None:
            code, why = verdict
            found.append({"feature": name, "label": feature["label"], "code": code, "why": why})
    return found


def _judge_number(values: np.ndarray, as_of: np.ndarray) -> tuple[str, str] | None:
    known = ~np.isnan(values)
    numbers = values[known].astype(np.float64)
    if len(numbers) < MIN_KNOWN or (numbers != np.round(numbers)).any():
        return None
    distinct, low, high = len(np.unique(values[known])), numbers.min(), numbers.max()
    # float32 tells fewer whole numbers apart the larger they are: of 8-digit ones every eighth.
    readable = (high - low) / max(1.0, float(np.spacing(np.float32(high)))) + 1
    if distinct < UNIQUE_SHARE * min(len(numbers), readable) or distinct < MIN_KNOWN:
        return None
    if distinct >= FILLED_SHARE * readable and distinct >= UNIQUE_SHARE * len(numbers):
        return "identifier", f"{distinct:,} of {len(numbers):,} values differ and number the rows from {low:,.0f} on"
    if _follows(numbers, np.flatnonzero(known)) or _follows(numbers, as_of[known].astype(np.int64)):
        return (
            "identifier",
            f"{distinct:,} of {len(numbers):,} values differ and rise with the order of the applications",
        )
    return None


def _follows(numbers: np.ndarray, order: np.ndarray) -> bool:
    """Whether the numbers rise or fall with the order; a day that many rows share cannot show it."""
    if len(np.unique(order)) < MIN_KNOWN:
        return False
    return abs(spearmanr(numbers, order).statistic) >= FOLLOWS


def _judge_category(codes: np.ndarray, levels: tuple[str, ...]) -> tuple[str, str] | None:
    rows = np.bincount(codes, minlength=len(levels))
    texts = [(level, count) for level, count in zip(levels, rows, strict=True) if level and count]
    known = sum(count for _, count in texts)
    if known < MIN_KNOWN:
        return None
    share = len(texts) / known
    words = sum(len(level.split()) * count for level, count in texts) / known
    letters = sum(len(level) * count for level, count in texts) / known
    if share >= TEXT_UNIQUE_SHARE and (words >= TEXT_WORDS or letters >= TEXT_LETTERS):
        return "free_text", f"{len(texts):,} of {known:,} texts differ, with {words:.0f} words on average"
    if share >= UNIQUE_SHARE:
        return "identifier", f"{len(texts):,} of {known:,} values differ"
    return None
