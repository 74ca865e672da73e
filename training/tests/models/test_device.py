"""The device that XGBoost and JAX learn on, and that both images contain the same versions of them."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import numpy as np
import pytest
from xgboost import XGBClassifier

from training.errors import MissingInput
from training.models import device

LOCKS = Path(__file__).parents[2]


def test_the_processor_unless_the_image_says_otherwise(monkeypatch):
    monkeypatch.delenv("TRAINING_DEVICE", raising=False)
    device.require_device()
    assert (device.xgboost_class(), device.xgboost_package()) == (XGBClassifier, "xgboost-cpu")


def test_a_gpu_that_is_not_there_is_refused_before_any_work(monkeypatch):
    monkeypatch.setenv("TRAINING_DEVICE", "cuda")
    monkeypatch.setattr(device, "_find_usable_device", lambda: "cpu")
    with pytest.raises(MissingInput, match="TRAINING_DEVICE is cuda, but XGBoost .* can only use the cpu"):
        device.require_device()
    monkeypatch.setenv("TRAINING_DEVICE", "gpu")
    with pytest.raises(MissingInput, match="it can be cpu or cuda"):
        device.require_device()


def test_a_gpu_that_jax_does_not_find_is_refused_too(monkeypatch):
    def find_none() -> NoReturn:
        raise RuntimeError("Unable to initialize backend 'cuda'")

    monkeypatch.setenv("TRAINING_DEVICE", "cuda")
    monkeypatch.setattr(device, "_find_usable_device", lambda: "cuda")
    monkeypatch.setattr(device, "load_jax", lambda: SimpleNamespace(devices=find_none))
    with pytest.raises(MissingInput, match="JAX finds no GPU: Unable to initialize"):
        device.require_device()


def test_jax_runs_on_the_processor_and_on_one_thread():
    """In a process of its own, where no other library has imported JAX."""
    program = (
        "from training.models.device import load_jax; import os; print(load_jax().devices(), os.environ['XLA_FLAGS'])"
    )
    environment = {**os.environ, "XLA_FLAGS": "--xla_cpu_enable_fast_math=false", "TRAINING_DEVICE": "cpu"}
    output = subprocess.check_output([sys.executable, "-c", program], env=environment, text=True)
    assert re.fullmatch(r"\[CpuDevice\(id=0\)\] --xla_cpu_enable_fast_math=false .*parallelism_threads=1\n", output)


def test_a_model_fitted_on_a_gpu_predicts_on_the_processor(monkeypatch):
    """Without a GPU, XGBoost fits the same trees on the processor."""
    monkeypatch.setenv("TRAINING_DEVICE", "cuda")
    rows = np.random.default_rng(1).random((200, 3), np.float32)
    outcome = (rows[:, 0] > 0.5).astype(int)
    settings = {"n_estimators": 3, "random_state": 1, "verbosity": 0}
    model = device.xgboost_class()(**settings).fit(rows, outcome)
    assert model.get_params()["device"] == "cpu"
    if device._find_usable_device() == "cpu":
        plain = XGBClassifier(**settings).fit(rows, outcome)
        np.testing.assert_array_equal(model.predict_proba(rows), plain.predict_proba(rows))


def test_both_images_have_the_same_jax():
    cpu = re.search(r"^jax==(\S+)", (LOCKS / "requirements.txt").read_text(), re.M)
    cuda = (LOCKS / "requirements-cuda.txt").read_text()
    for package in ("jax", "jaxlib", "jax-cuda12-plugin", "jax-cuda12-pjrt"):
        assert re.search(rf"^{package}==(\S+)", cuda, re.M)[1] == cpu[1]


def test_both_images_have_the_same_xgboost():
    cpu = re.search(r"^xgboost-cpu==(\S+)", (LOCKS / "requirements.txt").read_text(), re.M)
    cuda = re.search(r"^xgboost==(\S+)", (LOCKS / "requirements-cuda.txt").read_text(), re.M)
    assert cpu[1] == cuda[1]
