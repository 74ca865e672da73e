"""How long the graph takes for one application, as serving asks it: one row, one thread."""

import time

import numpy as np

from training.data.training_set import Inputs
from training.export.parity import open_session

ROWS = 500
WARM_UP = 50


def measure(graph: bytes, inputs: Inputs, seed: int) -> dict:
    """Milliseconds a row at the median and the 99th percentile, over a sample of rows after a warm-up."""
    session = open_session(graph)
    chosen = inputs.take(np.random.default_rng(seed).integers(0, len(inputs), ROWS + WARM_UP))
    words, times = chosen.cat(), []
    for i in range(len(chosen)):
        feed = {"num": chosen.num[i : i + 1], "cat": words[i : i + 1]}
        start = time.perf_counter()
        session.run(["pd"], feed)
        times.append(1000 * (time.perf_counter() - start))
    median, slow = np.percentile(times[WARM_UP:], [50, 99])
    return {"rows": ROWS, "p50_ms": round(float(median), 4), "p99_ms": round(float(slow), 4)}
