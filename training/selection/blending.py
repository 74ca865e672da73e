"""Learns the weights of a blend: the weighted sum of the margins of some models, as log-odds.

The weights are those of a logistic regression over out-of-fold margins (stacking: Wolpert 1992; Breiman 1996, who found
that weights must not be negative). A kind whose margin is a probability counts as it is, so the sum stays one of trees
and columns. Weights are learned and tested on different folds wherever a figure comes from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.metrics import roc_auc_score

from training.models.kinds import BLEND
from training.models.specification import ModelSpecification
from training.selection.cross_validation import CrossValidationPlan, CrossValidationResult, summarise_aucs

MAX_MEMBERS = 4
"""More members cost time in every score and gained nothing (measured)."""
LEAST_ERRORS = 1.5
"""A blend is chosen where its AUC leads the best candidate's by more standard errors of the paired difference.
Measured with default settings on 750 to 3,000 rows, lead in standard errors and lead on other rows: 1.95 and +0.0035,
1.06 and -0.0110, 0.07 and +0.0011, -0.06 and -0.0003, -0.23 and -0.0003, -0.27 and +0.0028. A lead of one is chance."""
LEAST_SHARE = 0.05
"""A member that moves the sum by a smaller share is dropped."""
PENALTY = 5.0
"""Ridge penalty, of margins in standard deviations. Margins of good models differ little, so that without it the split
of the weight between two of them is mostly chance."""


@dataclass(frozen=True)
class BlendWeights:
    """members: columns of the margins. weights: never negative, one of each member. base: added to the sum."""

    members: list[int]
    weights: np.ndarray
    base: float

    def apply(self, margins: np.ndarray) -> np.ndarray:
        """Log-odds, float64 [rows], from the margins [rows, columns] of every column that was learned from."""
        return margins[:, self.members] @ self.weights + self.base


def learn_weights(margins: np.ndarray, defaulted: np.ndarray, *, keeps_all: bool = False) -> BlendWeights:
    """Weights of the members that matter, or of all. margins: [rows, columns]."""
    members = list(range(margins.shape[1]))
    while True:
        deviations = np.maximum(margins[:, members].std(axis=0), 1e-12)
        standardised = (margins[:, members] - margins[:, members].mean(axis=0)) / deviations
        strengths, base = _fit_logistic(standardised, defaulted)
        shares = strengths / max(strengths.sum(), 1e-12)
        weakest = int(shares.argmin())
        if keeps_all or len(members) == 1 or (shares[weakest] >= LEAST_SHARE and len(members) <= MAX_MEMBERS):
            weights = strengths / deviations
            return BlendWeights(members, weights, base - float(margins[:, members].mean(axis=0) @ weights))
        del members[weakest]


def cross_fit(
    margins: Sequence[np.ndarray],
    tests: Sequence[np.ndarray],
    defaulted: np.ndarray,
    folds: int,
    *,
    keeps_all: bool = False,
) -> list[np.ndarray]:
    """The blended margins of the test part of each fold, by weights learned on the other folds of its folding.

    margins: of the test part of each fold, [rows, columns]. tests: their rows. folds: of one folding.
    """
    blended = []
    for start in range(0, len(tests), folds):
        folding = range(start, start + folds)
        for fold in folding:
            others = [other for other in folding if other != fold]
            outcomes = np.concatenate([defaulted[tests[other]] for other in others])
            weights = learn_weights(np.concatenate([margins[other] for other in others]), outcomes, keeps_all=keeps_all)
            blended.append(weights.apply(margins[fold]))
    return blended


@dataclass(frozen=True)
class BlendedResult:
    """weights: learned on all rows. result: cross-validation of the blend, whose weights never saw the tested fold."""

    weights: BlendWeights
    result: CrossValidationResult


def blend_results(
    plan: CrossValidationPlan, results: Sequence[CrossValidationResult], *, keeps_all: bool = False
) -> BlendedResult:
    """The blend of some models that were cross-validated by the same plan."""
    tests = [test for _, test in plan.list_folds()]
    by_fold = [np.column_stack(margins) for margins in zip(*(result.fold_margins for result in results), strict=True)]
    blended = cross_fit(by_fold, tests, plan.defaulted, plan.folds, keeps_all=keeps_all)
    margins = np.empty(len(plan.defaulted))
    for test, margin in zip(tests[: plan.folds], blended, strict=False):
        margins[test] = margin
    aucs = [roc_auc_score(plan.defaulted[test], margin) for test, margin in zip(tests, blended, strict=True)]
    seconds = sum(result.seconds for result in results)
    result = CrossValidationResult(summarise_aucs(aucs), expit(margins), margins, blended, seconds)
    first_folding = np.column_stack([result.margins for result in results])
    return BlendedResult(learn_weights(first_folding, plan.defaulted, keeps_all=keeps_all), result)


def specify_blend(members: Sequence[ModelSpecification], weights: BlendWeights) -> ModelSpecification:
    """The recipe of a blend. members: a specification of each column of the weights."""
    described = [
        {**describe_member(members[column]), "weight": float(weight)}
        for column, weight in zip(weights.members, weights.weights, strict=True)
    ]
    return ModelSpecification(BLEND, {"members": described, "base": weights.base})


def describe_member(member: ModelSpecification) -> dict:
    """A member as the settings of a blend have it, without its weight."""
    return {"kind": member.kind, "params": member.params, "constrained": member.constrained, "smote": member.smote}


def list_members(specification: ModelSpecification) -> list[ModelSpecification]:
    """The models that a recipe fits: the members of a blend, or the one that it is."""
    if specification.kind != BLEND:
        return [specification]
    members = specification.params["members"]
    return [ModelSpecification(m["kind"], m["params"], m["constrained"], m["smote"]) for m in members]


def _fit_logistic(columns: np.ndarray, defaulted: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights (never negative) and intercept of a ridge logistic regression on standardised columns."""
    rate = float(np.clip(defaulted.mean(), 1e-6, 1 - 1e-6))

    def measure_loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, intercept = parameters[:-1], parameters[-1]
        odds = columns @ weights + intercept
        loss = np.logaddexp(0, odds).sum() - odds @ defaulted + PENALTY / 2 * weights @ weights
        gap = expit(odds) - defaulted
        return loss, np.append(columns.T @ gap + PENALTY * weights, gap.sum())

    width = columns.shape[1]
    start = np.append(np.full(width, 1 / width), logit(rate))
    bounds = [(0, None)] * width + [(None, None)]
    fitted = minimize(measure_loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return fitted[:-1], float(fitted[-1])
