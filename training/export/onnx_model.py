"""A fitted model as ONE ONNX graph: raw features in, calibrated PD out. What a kind adds up: models/margin.py."""

import onnx

from training.models.calibration import emit_calibrator
from training.models.fitted_model import FittedModel
from training.onnx_graph import GraphBuilder


def build_onnx_model(model: FittedModel) -> onnx.ModelProto:
    """The graph of the model. Inputs: num, cat. Outputs: pd, raw, prepared, and `parts` where the margin has additive
    parts beside others. The same model gives the same bytes."""
    graph = GraphBuilder()
    prepared = model.preparation.emit(graph)
    margin = model.read_margin()
    output = margin.emit(graph, prepared)
    log_odds = output if margin.scale == "log_odds" else None
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
