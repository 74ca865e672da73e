"""The gate between Python and ONNX: every row, and rows with unknown, unseen and extreme values, must agree."""

import numpy as np
import onnxruntime as ort

from training.data.preparation import LARGEST
from training.data.training_set import Inputs
from training.errors import ParityFailed
from training.export.onnx_model import FittedModel

BATCH_ROWS = 50_000
INJECTED_ROWS = 10_000
EXTREMES = np.array([-np.inf, -LARGEST, -1e30, -1.0, -0.0, 1e-45, 1e30, LARGEST, np.inf], np.float32)
"""What no training row has, and a request may have all the same: the graph must answer as Python does."""


def check(
    model: FittedModel, onnx_bytes: bytes, inputs: Inputs, *, cut_off: float, tolerance: float, seed: int
) -> dict:
    """Compares both on all rows and on injected ones; raises ParityFailed when a PD or a decision differs."""
    session = open_session(onnx_bytes)
    injected = inject(inputs, seed)
    gaps, flips = zip(*(_compare(model, session, rows, cut_off) for rows in (inputs, injected)), strict=True)
    result = {
        "rows": len(inputs),
        "injected_rows": len(injected),
        "max_abs_difference": max(gaps),
        "decision_flips": sum(flips),
        "tolerance": tolerance,
    }
    if not max(gaps) <= tolerance or sum(flips):  # `not <=` also catches NaN
        raise ParityFailed(
            f"ONNX and Python differ by up to {max(gaps):.2e} (allowed {tolerance:.0e}) "
            f"and decide {sum(flips)} of {len(inputs) + len(injected)} rows differently"
        )
    return result


def open_session(onnx_bytes: bytes) -> ort.InferenceSession:
    """A session as serving makes it: one thread, so that sums have one order."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return ort.InferenceSession(onnx_bytes, options, providers=["CPUExecutionProvider"])


def onnx_pd(session: ort.InferenceSession, inputs: Inputs) -> np.ndarray:
    """PD of the graph, float32 [rows], computed in batches."""
    parts = [inputs.take(slice(i, i + BATCH_ROWS)) for i in range(0, len(inputs), BATCH_ROWS)]
    return np.concatenate([session.run(["pd"], {"num": p.num, "cat": p.cat()})[0][:, 0] for p in parts])


def inject(inputs: Inputs, seed: int) -> Inputs:
    """A sample of rows with a fifth of the values unknown, a fifth of the words unseen or empty, some extreme numbers;
    one row in which everything is unknown, and one for each extreme in which every number is it."""
    random = np.random.default_rng(seed)
    rows = inputs.take(np.sort(random.permutation(len(inputs))[:INJECTED_ROWS]))
    num = rows.num.copy()
    num[random.random(num.shape) < 0.2] = np.nan
    extreme = random.random(num.shape) < 0.02
    num[extreme] = random.choice(EXTREMES, int(extreme.sum()))
    num[0] = np.nan
    for row, value in enumerate(EXTREMES[: len(num) - 1], start=1):
        num[row] = value
    codes, levels = rows.codes.copy(), []
    for j, words in enumerate(rows.levels):
        levels.append((*words, "", "never seen before"))
        changed = random.random(len(codes)) < 0.2
        codes[changed, j] = len(words) + random.integers(0, 2, int(changed.sum()))
        codes[0, j] = len(words)
    return Inputs(num, rows.indicated, codes, tuple(levels))


def _compare(model: FittedModel, session: ort.InferenceSession, inputs: Inputs, cut_off: float) -> tuple[float, int]:
    """(largest absolute difference of the PD, number of rows on different sides of the cut-off)."""
    python = np.concatenate(
        [model.predict(inputs.take(slice(i, i + BATCH_ROWS))) for i in range(0, len(inputs), BATCH_ROWS)]
    )
    served = onnx_pd(session, inputs).astype(np.float64)
    return float(np.abs(python - served).max()), int(((python >= cut_off) != (served >= cut_off)).sum())
