"""A job that was cut off goes on with what it had finished, and only with that of the same training."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from training.selection import checkpoints


def test_what_is_kept_is_found_by_the_same_training_only(tmp_path):
    kept = checkpoints.connect(tmp_path, "data", 7)
    kept.keep_arrays("fold", raw=np.arange(3.0))
    kept.keep_document("search", {"trials": [1]})
    same, other = checkpoints.connect(tmp_path, "data", 7), checkpoints.connect(tmp_path, "data", 8)
    np.testing.assert_array_equal(same.arrays("fold")["raw"], np.arange(3.0))
    assert same.document("search") == {"trials": [1]}
    assert other.arrays("fold") is None
    assert other.document("search") is None


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    kept = checkpoints.connect(tmp_path, "data")
    kept.keep_document("search", {"trials": [1]})
    with contextlib.suppress(TypeError):
        kept.keep_document("search", {"trials": object()})
    assert kept.document("search") == {"trials": [1]}
    assert [path.suffix for path in kept.folder.iterdir()] == [".json"]


def test_without_a_folder_nothing_is_kept():
    kept = checkpoints.connect(None, "data")
    kept.keep_arrays("fold", raw=np.arange(3.0))
    assert kept.arrays("fold") is None


def run(folder, channel, **options) -> subprocess.Popen:
    environment = os.environ | {
        "SM_CHANNEL_TRAIN": str(channel),
        "SM_MODEL_DIR": str(folder / "model"),
        "SM_OUTPUT_DATA_DIR": str(folder / "output/data"),
        "SM_CHECKPOINT_DIR": str(folder / "checkpoints"),
        "MLFLOW_TRACKING_URI": f"sqlite:///{folder}/mlflow.db",
        "SM_HPS": json.dumps({"folds": 2, "workers": 1, "budget_seconds": 0}),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    # MLflow leaves a file where it runs
    return subprocess.Popen([sys.executable, "-m", "training.train"], cwd=folder, env=environment, **options)


def test_a_killed_job_goes_on_and_gives_what_an_undisturbed_one_gives(tmp_path, channel):
    graphs = []
    for name, disturbed in (("whole", False), ("killed", True)):
        folder = tmp_path / name
        (folder / "checkpoints").mkdir(parents=True)
        if disturbed:
            job = run(folder, channel, stdout=subprocess.DEVNULL)
            while job.poll() is None and len(list(folder.glob("checkpoints/*/fold-*.npz"))) < 2:
                time.sleep(0.05)
            job.send_signal(signal.SIGKILL)
            job.wait()
            assert not (folder / "model").exists()
            before = {path: path.stat().st_mtime_ns for path in folder.glob("checkpoints/*/fold-*.npz")}
            assert len(before) >= 2
        assert run(folder, channel, stdout=subprocess.DEVNULL).wait() == 0
        graphs.append((folder / "model/model.onnx").read_bytes())
        if disturbed:
            assert all(path.stat().st_mtime_ns == written for path, written in before.items())
    assert graphs[0] == graphs[1]
