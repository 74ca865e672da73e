"""An interrupted job resumes from its finished work, and never from the work of another training."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from training.selection.checkpoints import open_checkpoints


def test_checkpoints_are_read_by_the_same_training_only(tmp_path):
    checkpoints = open_checkpoints(tmp_path, "data", 7)
    checkpoints.write_arrays("fold", raw=np.arange(3.0))
    checkpoints.write_document("search", {"trials": [1]})
    same, other = open_checkpoints(tmp_path, "data", 7), open_checkpoints(tmp_path, "data", 8)
    np.testing.assert_array_equal(same.read_arrays("fold")["raw"], np.arange(3.0))
    assert same.read_document("search") == {"trials": [1]}
    assert other.read_arrays("fold") is None
    assert other.read_document("search") is None


def test_a_file_is_complete_or_absent(tmp_path):
    checkpoints = open_checkpoints(tmp_path, "data")
    checkpoints.write_document("search", {"trials": [1]})
    with contextlib.suppress(TypeError):
        checkpoints.write_document("search", {"trials": object()})
    assert checkpoints.read_document("search") == {"trials": [1]}
    assert [path.suffix for path in checkpoints.folder.iterdir()] == [".json"]


def test_without_a_folder_nothing_is_kept():
    checkpoints = open_checkpoints(None, "data")
    checkpoints.write_arrays("fold", raw=np.arange(3.0))
    assert checkpoints.read_arrays("fold") is None


def run(folder, channel, **options) -> subprocess.Popen:
    environment = os.environ | {
        "SM_CHANNEL_TRAIN": str(channel),
        "SM_MODEL_DIR": str(folder / "model"),
        "SM_OUTPUT_DATA_DIR": str(folder / "output/data"),
        "SM_CHECKPOINT_DIR": str(folder / "checkpoints"),
        "SM_HPS": json.dumps({"folds": 2, "workers": 1, "budget_seconds": 0}),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    return subprocess.Popen([sys.executable, "-m", "training.train"], cwd=folder, env=environment, **options)


def test_a_killed_job_resumes_and_gives_the_same_graph(tmp_path, channel):
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
