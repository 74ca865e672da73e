"""A fitted model in Python: raw features in, calibrated PD out. export/onnx_model.py turns it into the served graph."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from sklearn.base import ClassifierMixin

from training.data.preparation import Preparation
from training.data.training_set import Inputs
from training.models.calibration import Calibrator
from training.models.margin import Margin
from training.models.specification import find_kind, predict_raw_output


@dataclass(frozen=True)
class FittedModel:
    """Preparation, estimator and calibrator, each fitted."""

    kind: str
    preparation: Preparation
    estimator: ClassifierMixin
    calibrator: Calibrator

    def predict(self, inputs: Inputs) -> np.ndarray:
        """Calibrated PD, float64 [rows]."""
        prepared = self.preparation.transform(inputs)
        if find_kind(self.kind).scale == "probability":
            return self.calibrator.apply(predict_raw_output(self.estimator, prepared))
        log_odds = find_kind(self.kind).predict_margin(self.estimator, prepared)
        return self.calibrator.apply(expit(log_odds), log_odds)

    def read_margin(self) -> Margin:
        """What the estimator adds up before its link."""
        return find_kind(self.kind).read_margin(self.estimator)

    def group_columns(self, num_names: list[str], cat_names: list[str]) -> dict[str, list[int]]:
        """Prepared columns by the raw feature that they come from, in the order of the columns."""
        columns: dict[str, list[int]] = {}
        for column, (_, feature) in enumerate(self.preparation.name_columns(num_names, cat_names)):
            columns.setdefault(feature, []).append(column)
        return columns
