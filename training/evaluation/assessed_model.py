"""The chosen model with its holdout predictions, and the model that serves: what assessment.py measures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from training.data.training_set import TrainingSet
from training.evaluation.serving_model import PairedPds, ServingModel, pair_with_assessed
from training.models.fitted_model import FittedModel
from training.models.specification import ModelSpecification


@dataclass(frozen=True)
class AssessedModel:
    """The chosen model and the predictions that it is judged by.

    training, holdout: positions of rows. pds: PDs of the holdout from every candidate, by kind. out_of_fold: PDs of
    training rows (all or a sample), each from a model that did not learn from it. serving: the model that serves, which
    may have learned from the holdout: no figure of the holdout is its. workers: processes to share the work.
    """

    data: TrainingSet
    training: np.ndarray
    holdout: np.ndarray
    model: FittedModel
    specification: ModelSpecification
    pds: Mapping[str, np.ndarray]
    out_of_fold: np.ndarray
    serving: ServingModel
    workers: int

    @property
    def pd(self) -> np.ndarray:
        """The chosen model's PDs of the holdout."""
        return self.pds[self.model.kind]

    @property
    def other_pds(self) -> dict[str, np.ndarray]:
        """The other candidates' PDs of the holdout, by kind."""
        return {kind: pd for kind, pd in self.pds.items() if kind != self.model.kind}

    @property
    def defaulted(self) -> np.ndarray:
        """Outcomes of the holdout."""
        return self.data.defaulted[self.holdout]

    def pair_with_serving(self) -> PairedPds:
        """The holdout's rows with PDs of the assessed model and out-of-fold PDs of the serving model."""
        serving = self.serving
        return pair_with_assessed(self.data, self.holdout, self.pd, serving.folded, serving.out_of_fold)

    @property
    def seed(self) -> int:
        """Of every random choice."""
        return self.data.document.seed

    @property
    def cut_offs(self) -> dict[str, float]:
        """The policy's cut-offs, by what begins there."""
        document = self.data.document
        declines = {"declines from": document.cut_off}
        if document.approve_below == document.cut_off:
            return declines
        return {"approves below": document.approve_below} | declines
