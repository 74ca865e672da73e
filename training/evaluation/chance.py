"""Whether a cross-validated AUC is clearly above chance: its standard error by DeLong.

E. DeLong, D. DeLong & Clarke-Pearson, Comparing the areas under two or more correlated receiver operating
characteristic curves (Biometrics 1988), computed with mid-ranks (Sun & Xu 2014). The spread of the folds' AUCs is no
standard error of their mean, because their training rows overlap (Bengio & Grandvalet 2004).
"""

import numpy as np
from scipy.stats import norm, rankdata

CONFIDENCE = 0.95


def compute_standard_error(defaulted: np.ndarray, scores: np.ndarray) -> float:
    """DeLong's standard error of the AUC of these scores."""
    bad, good = scores[defaulted == 1], scores[defaulted == 0]
    ranks = rankdata(np.concatenate([bad, good]))
    above_good = (ranks[: len(bad)] - rankdata(bad)) / len(good)
    below_bad = 1 - (ranks[len(bad) :] - rankdata(good)) / len(bad)
    return float(np.sqrt(above_good.var(ddof=1) / len(bad) + below_bad.var(ddof=1) / len(good)))


def compute_lower_bound(auc: float, standard_error: float) -> float:
    """Lower end of the two-sided interval of an AUC."""
    return auc - norm.ppf((1 + CONFIDENCE) / 2) * standard_error
