import re
from pathlib import Path

import numpy as np
import pytest
from xgboost import XGBClassifier

from training.errors import MissingInput
from training.models import device

LOCKS = Path(__file__).parents[2]


def test_the_processor_unless_the_image_says_otherwise(monkeypatch):
    monkeypatch.delenv("TRAINING_DEVICE", raising=False)
    device.require()
    assert (device.classifier(), device.package()) == (XGBClassifier, "xgboost-cpu")


def test_a_gpu_that_is_not_there_is_refused_before_any_work(monkeypatch):
    monkeypatch.setenv("TRAINING_DEVICE", "cuda")
    monkeypatch.setattr(device, "_device_used", lambda: "cpu")
    with pytest.raises(MissingInput, match="TRAINING_DEVICE is cuda, but XGBoost .* can only use the cpu"):
        device.require()
    monkeypatch.setenv("TRAINING_DEVICE", "gpu")
    with pytest.raises(MissingInput, match="it can be cpu or cuda"):
        device.require()


def test_what_is_learned_on_a_gpu_is_scored_on_the_processor(monkeypatch):
    """Without one XGBoost learns on the processor: the same trees then."""
    monkeypatch.setenv("TRAINING_DEVICE", "cuda")
    rows = np.random.default_rng(1).random((200, 3), np.float32)
    outcome = (rows[:, 0] > 0.5).astype(int)
    settings = {"n_estimators": 3, "random_state": 1, "verbosity": 0}
    learned = device.classifier()(**settings).fit(rows, outcome)
    assert learned.get_params()["device"] == "cpu"
    if device._device_used() == "cpu":
        plain = XGBClassifier(**settings).fit(rows, outcome)
        np.testing.assert_array_equal(learned.predict_proba(rows), plain.predict_proba(rows))


def test_both_images_have_the_same_xgboost():
    cpu = re.search(r"^xgboost-cpu==(\S+)", (LOCKS / "requirements.txt").read_text(), re.M)
    cuda = re.search(r"^xgboost==(\S+)", (LOCKS / "requirements-cuda.txt").read_text(), re.M)
    assert cpu[1] == cuda[1]
