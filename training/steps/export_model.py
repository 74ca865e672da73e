"""Step 6: exports the serving model as an ONNX graph, begins its manifest, and checks the graph against Python."""

from datetime import datetime

from training.evaluation.serving_model import ServingModel
from training.export.latency import measure_latency
from training.export.model_folder import choose_background, describe_model, describe_training
from training.export.onnx_model import build_onnx_model, serialise
from training.export.parity import check_parity
from training.models.kinds import BLEND
from training.models.size import estimate_reason_ms
from training.steps.context import TrainingContext


def export_model(training: TrainingContext, serving: ServingModel, started_at: datetime) -> tuple[dict, bytes]:
    """The first part of the manifest, and the graph."""
    data, model = training.data, serving.model
    graph = serialise(build_onnx_model(model))
    manifest = describe_model(data, model, graph, started_at)
    if model.kind == BLEND:
        manifest["members"] = serving.specification.params["members"]
    manifest["training"] = describe_training(data)
    manifest["background"] = choose_background(model, data.inputs.take(serving.rows), training.seed)
    auc, size_kib = serving.cv["auc_mean"], len(graph) // 1024
    training.progress.step(f"chose {model.kind} (AUC {auc:.4f} in cross-validation); graph of {size_kib} KiB")
    return manifest, graph


def check_graph(training: TrainingContext, serving: ServingModel, graph: bytes, background_rows: int) -> dict:
    """The manifest's `parity` and `latency`; raises ParityFailed when the graph differs from Python."""
    data = training.data
    parity = check_parity(
        serving.model,
        graph,
        data.inputs,
        cut_off=data.document.cut_off,
        tolerance=data.document.parity_tolerance,
        seed=training.seed,
    )
    gap = parity["max_abs_difference"]
    training.progress.step(f"parity on {parity['rows']:,} rows: largest difference {gap:.1e}")
    reasons = estimate_reason_ms(serving.model.read_margin(), background_rows)
    latency = measure_latency(graph, data.inputs, training.seed) | {"reasons_ms": round(reasons, 4)}
    return {"parity": parity, "latency": latency}
