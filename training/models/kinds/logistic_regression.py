"""Ridge logistic regression on standardised, clipped columns."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from training.data.preparation import Preparation
from training.data.standardiser import Standardiser
from training.models.kinds.kind import Kind
from training.models.margin import LinearPart, Margin


def _build(params: dict, seed: int, _: Preparation, constrained: bool) -> Pipeline:
    return make_pipeline(Standardiser(), LogisticRegression(**params, max_iter=1000, random_state=seed))


def _predict_margin(model: Pipeline, prepared: np.ndarray) -> np.ndarray:
    return model.decision_function(prepared).astype(np.float64)


def _read_margin(model: Pipeline) -> Margin:
    standardiser, regression = (step for _, step in model.steps)
    part = LinearPart(standardiser, regression.coef_[0])
    return Margin(base=float(regression.intercept_[0]), additive=[part])


LOGISTIC_REGRESSION = Kind(
    name="logistic_regression",
    list_starts=lambda shape: [{"C": 0.1}],
    propose_settings=lambda trial, shape: {"C": trial.suggest_float("C", 1e-3, 10.0, log=True)},
    build=_build,
    predict_margin=_predict_margin,
    read_margin=_read_margin,
    can_be_constrained=False,
)
