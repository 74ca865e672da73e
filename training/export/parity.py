"""Checks that the ONNX graph and the Python model agree: on every row and on made-up rows with extreme values."""

import numpy as np
import onnxruntime as ort

from training.data.preparation import LARGEST
from training.data.training_set import Inputs
from training.errors import ParityFailed
from training.models.fitted_model import FittedModel

CHUNK_ROWS = 50_000
MADE_UP_ROWS = 10_000
EXTREMES = np.array([-np.inf, -LARGEST, -1e30, -1.0, -0.0, 1e-45, 1e30, LARGEST, np.inf], np.float32)
"""No training row has these values, but a request may: the graph must answer as Python does."""


def check_parity(
    model: FittedModel, graph: bytes, inputs: Inputs, *, cut_off: float, tolerance: float, seed: int
) -> dict:
    """Compares the PDs on all rows and on made-up ones; raises ParityFailed when a PD or a decision differs."""
    session = open_session(graph)
    made_up = make_up_rows(inputs, seed)
    gaps, flips = zip(*(_compare(model, session, rows, cut_off) for rows in (inputs, made_up)), strict=True)
    result = {
        "rows": len(inputs),
        "injected_rows": len(made_up),
        "max_abs_difference": max(gaps),
        "decision_flips": sum(flips),
        "tolerance": tolerance,
    }
    if not max(gaps) <= tolerance or sum(flips):  # `not <=` also catches NaN
        raise ParityFailed(
            f"ONNX and Python differ by up to {max(gaps):.2e} (allowed {tolerance:.0e}) "
            f"and decide {sum(flips)} of {len(inputs) + len(made_up)} rows differently"
        )
    return result


def open_session(graph: bytes) -> ort.InferenceSession:
    """A session as serving opens it: one thread, so that sums have one order."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def predict_with_graph(session: ort.InferenceSession, inputs: Inputs) -> np.ndarray:
    """PDs of the graph, float32 [rows], computed in chunks."""
    chunks = [inputs.take(slice(i, i + CHUNK_ROWS)) for i in range(0, len(inputs), CHUNK_ROWS)]
    feeds = ({"num": chunk.num, "cat": chunk.categories()} for chunk in chunks)
    return np.concatenate([session.run(["pd"], feed)[0][:, 0] for feed in feeds])


def make_up_rows(inputs: Inputs, seed: int) -> Inputs:
    """A sample of rows with a fifth of the values unknown, a fifth of the categories unseen or empty, and some extreme
    numbers; one row in which everything is unknown, and one for each extreme in which every number is that extreme."""
    random = np.random.default_rng(seed)
    rows = inputs.take(np.sort(random.permutation(len(inputs))[:MADE_UP_ROWS]))
    num = rows.num.copy()
    num[random.random(num.shape) < 0.2] = np.nan
    is_extreme = random.random(num.shape) < 0.02
    num[is_extreme] = random.choice(EXTREMES, int(is_extreme.sum()))
    num[0] = np.nan
    for row, value in enumerate(EXTREMES[: len(num) - 1], start=1):
        num[row] = value
    codes, levels = rows.codes.copy(), []
    for j, known_levels in enumerate(rows.levels):
        levels.append((*known_levels, "", "never seen before"))
        is_changed = random.random(len(codes)) < 0.2
        codes[is_changed, j] = len(known_levels) + random.integers(0, 2, int(is_changed.sum()))
        codes[0, j] = len(known_levels)
    return Inputs(num, rows.has_indicator, codes, tuple(levels))


def _compare(model: FittedModel, session: ort.InferenceSession, inputs: Inputs, cut_off: float) -> tuple[float, int]:
    """(largest absolute difference of the PDs, number of rows on different sides of the cut-off)."""
    chunks = (inputs.take(slice(i, i + CHUNK_ROWS)) for i in range(0, len(inputs), CHUNK_ROWS))
    from_python = np.concatenate([model.predict(chunk) for chunk in chunks])
    from_graph = predict_with_graph(session, inputs).astype(np.float64)
    flips = int(((from_python >= cut_off) != (from_graph >= cut_off)).sum())
    return float(np.abs(from_python - from_graph).max()), flips
