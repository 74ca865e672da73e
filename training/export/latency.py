"""Measures how long the graph takes for one application, as serving runs it: one row, one thread."""

import time

import numpy as np

from training.data.training_set import Inputs
from training.export.parity import open_session

ROWS = 500
WARM_UP_ROWS = 50


def measure_latency(graph: bytes, inputs: Inputs, seed: int) -> dict:
    """Milliseconds for a row, median and 99th percentile, over a sample of rows after a warm-up."""
    session = open_session(graph)
    sample = inputs.take(np.random.default_rng(seed).integers(0, len(inputs), ROWS + WARM_UP_ROWS))
    categories, milliseconds = sample.categories(), []
    for i in range(len(sample)):
        feed = {"num": sample.num[i : i + 1], "cat": categories[i : i + 1]}
        start = time.perf_counter()
        session.run(["pd"], feed)
        milliseconds.append(1000 * (time.perf_counter() - start))
    p50, p99 = np.percentile(milliseconds[WARM_UP_ROWS:], [50, 99])
    return {"rows": ROWS, "p50_ms": round(float(p50), 4), "p99_ms": round(float(p99), 4)}
