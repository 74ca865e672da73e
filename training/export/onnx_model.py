"""A fitted model as ONE ONNX graph: raw features in, calibrated PD out. Open it when an algorithm is added."""

from functools import singledispatch

import onnx
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.pipeline import Pipeline
from xgboost import XGBClassifier

from training.data.standardiser import CLIP_DEVIATIONS
from training.models import trees
from training.models.calibration import emit_calibrator
from training.models.fitted_model import FittedModel
from training.models.scorecard import Scorecard
from training.onnx_graph import GraphBuilder


def build_onnx_model(model: FittedModel) -> onnx.ModelProto:
    """The graph of the model. Inputs: num, cat. Outputs: pd, raw, prepared. The same model gives the same bytes."""
    graph = GraphBuilder()
    prepared = model.preparation.emit(graph)
    output = emit_estimator(model.estimator, graph, prepared)
    log_odds = None if isinstance(model.estimator, RandomForestClassifier) else output
    raw = graph.add_node("Identity" if log_odds is None else "Sigmoid", output, name="raw")
    emit_calibrator(graph, model.calibrator, raw, log_odds)
    return graph.build(
        num_width=model.preparation.num_width,
        cat_width=max(1, len(model.preparation.levels)),
        prepared_width=model.preparation.width,
    )


def serialise(model: onnx.ModelProto) -> bytes:
    """The graph's bytes; the same graph gives the same bytes."""
    return model.SerializeToString(deterministic=True)


@singledispatch
def emit_estimator(estimator, graph: GraphBuilder, prepared: str) -> str:
    """Adds the estimator's nodes and returns the name of its log-odds [N, 1]; for a forest, of its probability."""
    raise NotImplementedError(f"no ONNX form of {type(estimator).__name__}")


@emit_estimator.register
def _(estimator: RandomForestClassifier, graph: GraphBuilder, prepared: str) -> str:
    forest = trees.read_forest_trees(estimator)
    return trees.emit_trees(graph, prepared, forest, base=0.0, mode="BRANCH_LEQ")


@emit_estimator.register
def _(estimator: HistGradientBoostingClassifier, graph: GraphBuilder, prepared: str) -> str:
    boosting, base = trees.read_boosting_trees(estimator)
    return trees.emit_trees(graph, prepared, boosting, base=base, mode="BRANCH_LEQ")


@emit_estimator.register
def _(estimator: XGBClassifier, graph: GraphBuilder, prepared: str) -> str:
    boosting, base = trees.read_xgboost_trees(estimator)
    return trees.emit_trees(graph, prepared, boosting, base=base, mode="BRANCH_LT")


@emit_estimator.register
def _(estimator: Scorecard, graph: GraphBuilder, prepared: str) -> str:
    characteristics, base = estimator.build_trees()
    return trees.emit_trees(graph, prepared, characteristics, base=base, mode="BRANCH_LEQ")


@emit_estimator.register
def _(estimator: Pipeline, graph: GraphBuilder, prepared: str) -> str:
    """Logistic regression after its standardiser."""
    standardiser, regression = (step for _, step in estimator.steps)
    centred = graph.add_node("Sub", prepared, graph.add_constant(standardiser.mean_[None]))
    scaled = graph.add_node("Div", centred, graph.add_constant(standardiser.scale_[None]))
    bounds = graph.add_constant(-CLIP_DEVIATIONS), graph.add_constant(CLIP_DEVIATIONS)
    clipped = graph.add_node("Clip", scaled, *bounds)
    weights, intercept = graph.add_constant(regression.coef_.T), graph.add_constant(regression.intercept_)
    return graph.add_node("Gemm", clipped, weights, intercept)
