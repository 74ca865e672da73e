"""The difference of two AUCs on the same rows, with its standard error (DeLong, paired).

DeLong, DeLong and Clarke-Pearson, Comparing the areas under two or more correlated ROC curves, Biometrics 44 (1988).
Two models err on the same rows, so their difference is known far better than either AUC. The search ends losers by it,
and every threshold of the search is a multiple of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata


@dataclass(frozen=True)
class Ranking:
    """How a model ranks the rows of a fold's test part.

    defaulted: float32 [defaults], the share of repaid rows below each default; its mean is the AUC.
    repaid: float32 [repaid], the share of defaults above each repaid row.
    """

    defaulted: np.ndarray
    repaid: np.ndarray

    @property
    def auc(self) -> float:
        """Area under the ROC curve."""
        return float(np.mean(self.defaulted, dtype=np.float64))


@dataclass(frozen=True)
class AucDifference:
    """Mean over the folds of both models, and the standard error that the number of rows leaves."""

    value: float
    standard_error: float


def rank_rows(defaulted: np.ndarray, margin: np.ndarray) -> Ranking:
    """The ranking of the rows by margin; ties count half."""
    is_default = defaulted == 1
    defaults, repaid = int(is_default.sum()), int((~is_default).sum())
    ranks = rankdata(margin)
    below = (ranks[is_default] - rankdata(margin[is_default])) / repaid
    above = 1 - (ranks[~is_default] - rankdata(margin[~is_default])) / defaults
    return Ranking(below.astype(np.float32), above.astype(np.float32))


def compare_rankings(first: Sequence[Ranking], second: Sequence[Ranking], folds: int) -> AucDifference:
    """AUC of the first minus that of the second, on the folds of both.

    folds: of one folding. A repetition of the folding tests the same rows again, so it adds none to the standard error.
    """
    pairs = list(zip(first, second, strict=False))
    value = float(np.mean([one.auc - other.auc for one, other in pairs]))
    variance = float(np.mean([_estimate_variance(one, other) for one, other in pairs]))
    return AucDifference(value, float(np.sqrt(variance / min(folds, len(pairs)))))


def _estimate_variance(first: Ranking, second: Ranking) -> float:
    differences = (first.defaulted - second.defaulted, first.repaid - second.repaid)
    return sum(float(np.var(part, ddof=1)) / len(part) if len(part) > 1 else 0.0 for part in differences)
