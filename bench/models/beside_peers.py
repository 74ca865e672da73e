"""Runs this training, AutoML systems and library defaults on the same rows, cores and seconds, and compares them.

`python -m bench.models.beside_peers DIR --peers-python PROGRAM --search-seconds 40`: outer splits of a training
channel, out of time where its training would split so. Of each split the training rows are a channel of their own,
which the whole training job learns from (it splits, searches, chooses, assesses and refits there). Every other system
gets the same rows, and an AutoML system the seconds that the whole job took. The test rows are only predicted: ours by
the exported graph. The last line is JSON; progress goes to stderr. Finished runs are kept in .cache/ under rows, code,
seconds and libraries, so that an interrupted comparison resumes.
"""

import argparse
import hashlib
import json
import math
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from bench.models.measured_process import ProgramFailed, print_line, run_measured
from bench.models.outer_splits import build_splits, measure_lead, read_truth, select_inputs, write_part
from training.data.training_set import TrainingSet, load_training_set
from training.evaluation.metrics import compute_metrics

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "bench/models/peers-requirements.txt"
PEER = ROOT / "bench/models/peer.py"
OURS, TRUTH = "this", "truth"
AUTOML = ("flaml", "autogluon")
DEFAULTS = ("lightgbm", "shallow_xgboost", "random_forest")
"""Library defaults: they take the time that they take."""
OTHERS = (*AUTOML, *DEFAULTS)
SECONDS_STEP = 10
"""An AutoML system gets our seconds rounded up to a multiple, so that a change of a second runs none of them again."""
FIGURES = ("auc", "log_loss", "brier", "ece")
LATENCY_ROWS, WARM_UP_ROWS = 500, 50
SMALLEST_PD = 1e-6
"""In the log loss, so that one certain and wrong PD of a forest does not decide it."""


@dataclass(frozen=True)
class Comparison:
    """One training set, and what every system gets. search_seconds: of this training, one part of its job."""

    folder: Path
    data: TrainingSet
    search_seconds: float
    cores: int
    peers_python: Path
    cache: Path


def main() -> None:
    """Compares, and prints one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers-python", type=Path, required=True)
    parser.add_argument("--search-seconds", type=float, default=40)
    parser.add_argument("--repeats", type=int, default=0, help="outer splits; 0 = three of few rows, else one")
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", nargs="*", default=[], choices=OTHERS, help="systems beside ours; none = all")
    options = parser.parse_args()
    data = load_training_set(options.folder)
    peers_python = options.peers_python.absolute()  # not resolved: the link makes the environment
    cache = ROOT / ".cache/bench-peers"
    cache.mkdir(parents=True, exist_ok=True)
    comparison = Comparison(options.folder, data, options.search_seconds, options.cores, peers_python, cache)
    truth = read_truth(options.folder)
    splits, is_out_of_time = build_splits(data, options.repeats, truth and truth.training_rows)
    runs: dict[str, list] = {name: [] for name in (OURS, *(options.only or OTHERS))}
    for i, split in enumerate(splits):
        runs[OURS].append(_run_system(comparison, OURS, comparison.search_seconds, i, *split))
        seconds = _round_up(runs[OURS][-1][0]["seconds"])
        for name in options.only or OTHERS:
            runs[name].append(_run_system(comparison, name, seconds if name in AUTOML else 0, i, *split))
    if truth:
        runs[TRUTH] = [({"chosen": ""}, truth.pd[test]) for _, test in splits]
    print(json.dumps(_summarise(data, splits, runs) | {"split": "out-of-time" if is_out_of_time else "random"}))


def _round_up(seconds: float) -> float:
    return SECONDS_STEP * math.ceil(seconds / SECONDS_STEP)


def _run_system(
    comparison: Comparison, name: str, seconds: float, repeat: int, training: np.ndarray, test: np.ndarray
) -> tuple[dict, np.ndarray]:
    """What a run cost, and its PDs of the test rows; of the cache, if it has finished before.

    seconds: of our search, or of all that an AutoML system does.
    """
    key = comparison.cache / _hash_run(comparison, name, seconds, training, test)
    if key.with_suffix(".json").exists():
        return json.loads(key.with_suffix(".json").read_text()), np.load(key.with_suffix(".npy"))
    started = time.monotonic()
    print(f"{comparison.folder.name}, split {repeat + 1}: {name}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="beside-peers-") as folder:
        run = _run_training if name == OURS else _run_peer
        try:
            costs, test_pd = run(comparison, name, seconds, training, test, Path(folder))
        except ProgramFailed as error:
            if name == OURS:
                raise
            print(error, file=sys.stderr, flush=True)
            return {"chosen": "failed"}, np.full(len(test), np.nan)
    costs |= {"wall_seconds": time.monotonic() - started, "load": os.getloadavg()[1]}
    np.save(key.with_suffix(".npy"), test_pd)
    key.with_suffix(".json").write_text(json.dumps(costs))
    return costs, test_pd


def _run_training(
    comparison: Comparison, name: str, seconds: float, training: np.ndarray, test: np.ndarray, folder: Path
) -> tuple[dict, np.ndarray]:
    """The whole training job on a channel of the training rows."""
    write_part(comparison.folder, training, folder / "train")
    settings = {"budget_seconds": str(seconds), "workers": str(comparison.cores)}
    environment = {
        "SM_CHANNEL_TRAIN": str(folder / "train"),
        "SM_MODEL_DIR": str(folder / "model"),
        "SM_OUTPUT_DATA_DIR": str(folder / "output/data"),
        "SM_HPS": json.dumps(settings),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }
    measured = run_measured([sys.executable, "-m", "training.train"], folder, environment, print_line)
    manifest = json.loads((folder / "model/manifest.json").read_text())
    graph = (folder / "model/model.onnx").read_bytes()
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    selected = select_inputs(comparison.data, manifest["inputs"]["num"], manifest["inputs"]["cat"], test)
    inputs = {"num": selected.num, "cat": selected.categories()}
    pd = session.run(["pd"], inputs)[0][:, 0].astype(np.float64)
    manifest_bytes = (folder / "model/manifest.json").stat().st_size
    costs = {
        "seconds": measured.seconds,
        "peak_gib": measured.peak_gib,
        "size_bytes": len(graph) + manifest_bytes,
        "chosen": _describe_choice(manifest),
        "timings": manifest.get("timings"),
    }
    return costs | _measure_latency(session, inputs), pd


def _run_peer(
    comparison: Comparison, name: str, seconds: float, training: np.ndarray, test: np.ndarray, folder: Path
) -> tuple[dict, np.ndarray]:
    """Another system, as a process in its own environment."""
    write_rows(comparison.data, training, test, folder)
    limits = ["--seconds", seconds, "--cores", comparison.cores]
    command = [comparison.peers_python, PEER, name, folder, *limits]
    measured = run_measured(command, folder, {"OMP_NUM_THREADS": str(comparison.cores), "PYTHONPATH": ""})
    costs = json.loads((folder / "figures.json").read_text())
    return costs | {"peak_gib": measured.peak_gib}, np.load(folder / "test_pd.npy")


def write_rows(data: TrainingSet, training: np.ndarray, test: np.ndarray, folder: Path) -> None:
    """What a peer reads: rows.npz with training and test rows, levels.json with the levels of each category."""
    rows = np.concatenate([training, test])
    inputs = data.inputs.take(rows)
    np.savez(
        folder / "rows.npz",
        num=inputs.num,
        codes=inputs.codes,
        defaulted=data.defaulted[rows],
        is_test=np.arange(len(rows)) >= len(training),
    )
    (folder / "levels.json").write_text(json.dumps(inputs.levels))


def _describe_choice(manifest: dict) -> str:
    members = [member["kind"] for member in manifest.get("members") or ()]
    return f"{manifest['kind']} of {', '.join(members)}" if members else manifest["kind"]


def _measure_latency(session: ort.InferenceSession, inputs: dict[str, np.ndarray]) -> dict:
    """Milliseconds of one row in the graph, one thread: median and 99th percentile."""
    milliseconds, rows = [], len(inputs["num"])
    for i in range(LATENCY_ROWS + WARM_UP_ROWS):
        row = {name: values[i % rows : i % rows + 1] for name, values in inputs.items()}
        start = time.perf_counter()
        session.run(["pd"], row)
        milliseconds.append(1000 * (time.perf_counter() - start))
    p50, p99 = np.percentile(milliseconds[WARM_UP_ROWS:], [50, 99])
    return {"row_p50_ms": float(p50), "row_p99_ms": float(p99)}


def _hash_run(comparison: Comparison, name: str, seconds: float, training: np.ndarray, test: np.ndarray) -> str:
    """Of all that a run depends on but the machine and its load."""
    settings = (name, comparison.data.sha256, seconds, comparison.cores)
    digest = hashlib.sha256(repr(settings).encode() + training.tobytes() + test.tobytes())
    if name == OURS:
        sources = [path for path in sorted((ROOT / "training").rglob("*.py")) if "tests" not in path.parts]
        sources += [ROOT / "training/requirements.txt"]
    else:
        sources = [PEER, LOCK]
    for source in sources:
        digest.update(source.read_bytes())
    return f"{name}-{digest.hexdigest()[:20]}"


def _summarise(data: TrainingSet, splits: list, runs: dict[str, list[tuple[dict, np.ndarray]]]) -> dict:
    outcomes = [data.defaulted[test] for _, test in splits]
    systems = [_summarise_system(name, outcomes, results) for name, results in runs.items()]
    compared = [system for system in systems if system["name"] != TRUTH]
    summary = {
        "training_rows": len(splits[0][0]),
        "test_rows": len(splits[0][1]),
        "default_rate": float(data.defaulted.mean()),
        "splits": len(splits),
        "systems": systems,
    }
    others = [system for system in compared if system["name"] != OURS and "auc" in system]
    if OURS in runs and others:
        best = max(others, key=lambda system: system["auc"])["name"]
        lead = measure_lead(outcomes, [pd for _, pd in runs[OURS]], [pd for _, pd in runs[best]])
        summary["lead"] = {"over": best, "auc": lead[0], "low": lead[1], "high": lead[2]}
    return summary


def _summarise_system(name: str, outcomes: list[np.ndarray], results: list[tuple[dict, np.ndarray]]) -> dict:
    """Means over the splits; the choice of each. One that failed has no figures."""
    if any(np.isnan(pd).any() for _, pd in results):
        return {"name": name, "chosen": ["failed"]}
    metrics = [
        compute_metrics(defaulted, np.clip(pd, SMALLEST_PD, 1 - SMALLEST_PD), 0.5)
        for defaulted, (_, pd) in zip(outcomes, results, strict=True)
    ]
    costs = [cost for cost, _ in results]
    measured = [key for key in ("seconds", "peak_gib", "size_bytes", "row_p50_ms", "row_p99_ms") if key in costs[0]]
    return {
        "name": name,
        **{key: float(np.mean([figures[key] for figures in metrics])) for key in FIGURES},
        "auc_by_split": [figures["auc"] for figures in metrics],
        **{key: float(np.mean([cost[key] for cost in costs])) for key in measured},
        "chosen": [cost["chosen"] for cost in costs],
        "load": max((cost.get("load", 0.0) for cost in costs), default=0.0),
    }


if __name__ == "__main__":
    main()
