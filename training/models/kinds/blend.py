"""The blend: the weighted sum of the margins of some kinds, as log-odds. It is built from them and not searched.

Its settings are the members with their weights: {members: [{kind, params, constrained, smote, weight}], base}.
"""

from collections.abc import Sequence

import numpy as np
from optuna import Trial
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin

from training.data.preparation import Preparation
from training.data.resampling import resample
from training.models.kinds import BLEND, KINDS
from training.models.kinds.kind import DataShape, Kind
from training.models.margin import Margin, weigh_margins


class Blend(ClassifierMixin, BaseEstimator):
    """Fits every member on the same rows; a member with SMOTE on synthetic ones too."""

    def __init__(self, members: list[dict], base: float, seed: int, preparation: Preparation):
        self.members = members
        self.base = base
        self.seed = seed
        self.preparation = preparation

    def fit(self, prepared: np.ndarray, outcomes: np.ndarray) -> "Blend":
        """Fits the members one after the other."""
        resampled = None
        estimators = []
        for member in self.members:
            rows = prepared, outcomes
            if member["smote"]:
                resampled = resampled or resample(self.preparation, prepared, outcomes, self.seed)
                rows = resampled
            kind = KINDS[member["kind"]]
            model = kind.build(member["params"], self.seed, self.preparation, member["constrained"])
            estimators.append(model.fit(*rows))
        return self.adopt(estimators)

    def adopt(self, estimators: Sequence[ClassifierMixin]) -> "Blend":
        """Takes fitted estimators of the members, in their order."""
        self.estimators_ = list(estimators)
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, prepared: np.ndarray) -> np.ndarray:
        """Log-odds, float64 [rows]."""
        margins = (
            member["weight"] * KINDS[member["kind"]].predict_margin(estimator, prepared)
            for member, estimator in zip(self.members, self.estimators_, strict=True)
        )
        return sum(margins, np.full(len(prepared), self.base))

    def predict_proba(self, prepared: np.ndarray) -> np.ndarray:
        """Probabilities of both outcomes, float64 [rows, 2]."""
        pd = expit(self.decision_function(prepared))
        return np.column_stack([1 - pd, pd])

    def read_margin(self) -> Margin:
        """The weighted sum of the members' margins."""
        margins = [
            KINDS[member["kind"]].read_margin(estimator)
            for member, estimator in zip(self.members, self.estimators_, strict=True)
        ]
        return weigh_margins(margins, [member["weight"] for member in self.members], self.base)


def _propose_nothing(_: Trial, __: DataShape) -> dict:
    raise NotImplementedError("a blend is built from the best kinds, not searched")


BLEND_KIND = Kind(
    name=BLEND,
    list_starts=lambda shape: [],
    propose_settings=_propose_nothing,
    build=lambda params, seed, preparation, constrained: Blend(params["members"], params["base"], seed, preparation),
    predict_margin=lambda model, prepared: model.decision_function(prepared),
    read_margin=lambda model: model.read_margin(),
    can_be_constrained=False,
)
