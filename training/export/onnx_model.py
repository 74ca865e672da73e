"""The fitted model as Python and as ONE ONNX graph: raw features in, calibrated probability of default out."""

from dataclasses import dataclass
from functools import singledispatch

import numpy as np
import onnx
from scipy.special import expit
from sklearn.base import ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from training.data.preparation import Preparation
from training.data.standardiser import CLIP
from training.data.training_set import Inputs
from training.models import calibration, trees
from training.models.algorithms import log_odds, raw_score
from training.models.calibration import Calibrator
from training.models.scorecard import Scorecard
from training.onnx_graph import Graph


@dataclass(frozen=True)
class FittedModel:
    """Preparation, estimator and calibrator, each fitted: raw features → PD."""

    kind: str
    preparation: Preparation
    estimator: ClassifierMixin
    calibrator: Calibrator

    def predict(self, inputs: Inputs) -> np.ndarray:
        """Calibrated PD, float64 [rows]."""
        prepared = self.preparation.transform(inputs)
        odds = log_odds(self.estimator, prepared)
        return self.calibrator.apply(raw_score(self.estimator, prepared) if odds is None else expit(odds), odds)


def to_onnx(model: FittedModel) -> onnx.ModelProto:
    """The graph of the model: inputs num, cat; outputs pd, raw, prepared. The same model gives the same bytes."""
    graph = Graph()
    prepared = model.preparation.emit(graph)
    score = emit_estimator(model.estimator, graph, prepared)
    odds = None if isinstance(model.estimator, RandomForestClassifier) else score
    raw = graph.node("Identity" if odds is None else "Sigmoid", score, name="raw")
    calibration.emit(graph, model.calibrator, raw, odds)
    return graph.model(model.preparation.num_width, max(1, len(model.preparation.levels)), model.preparation.width)


@singledispatch
def emit_estimator(estimator, graph: Graph, prepared: str) -> str:
    """Adds the estimator's nodes and gives the name of its log-odds [N, 1]; a forest's probability."""
    raise NotImplementedError(f"no ONNX form of {type(estimator).__name__}")


@emit_estimator.register
def _(estimator: RandomForestClassifier, graph: Graph, prepared: str) -> str:
    return trees.emit_trees(graph, prepared, trees.forest_trees(estimator), 0.0, "BRANCH_LEQ")


@emit_estimator.register
def _(estimator: HistGradientBoostingClassifier, graph: Graph, prepared: str) -> str:
    return trees.emit_trees(graph, prepared, *trees.boosting_trees(estimator), "BRANCH_LEQ")


@emit_estimator.register
def _(estimator: XGBClassifier, graph: Graph, prepared: str) -> str:
    return trees.emit_trees(graph, prepared, *trees.xgboost_trees(estimator), "BRANCH_LT")


@emit_estimator.register
def _(estimator: Scorecard, graph: Graph, prepared: str) -> str:
    return trees.emit_trees(graph, prepared, *estimator.trees(), "BRANCH_LEQ")


@emit_estimator.register
def _(estimator: Pipeline, graph: Graph, prepared: str) -> str:
    """Logistic regression behind its standardiser."""
    standardiser, regression = (step for _, step in estimator.steps)
    centred = graph.node("Sub", prepared, graph.constant(standardiser.mean_[None]))
    scaled = graph.node("Div", centred, graph.constant(standardiser.scale_[None]))
    clipped = graph.node("Clip", scaled, graph.constant(-CLIP), graph.constant(CLIP))
    weights, intercept = graph.constant(regression.coef_.T), graph.constant(regression.intercept_)
    return graph.node("Gemm", clipped, weights, intercept)
