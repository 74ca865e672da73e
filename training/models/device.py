"""What XGBoost learns on: the processor, or a GPU where the image was built for one (training/Dockerfile).

The other kinds have no GPU form in scikit-learn and stay on the processor's cores. A model learned on a GPU is scored
on the processor, in training as in serving. A GPU that was asked for and is not there fails the training before any
work: XGBoost itself would go on without one, on an instance that is paid for it.
"""

import json
import warnings

import numpy as np
import xgboost
from xgboost import XGBClassifier

from training.environment import device
from training.errors import MissingInput


class LearnedOnGpu(XGBClassifier):
    """Learns on the GPU, then comes back to the processor."""

    def fit(self, *args, **kwargs) -> "LearnedOnGpu":
        """As XGBClassifier does."""
        self.set_params(device="cuda")
        super().fit(*args, **kwargs)
        self.set_params(device="cpu")
        return self


def classifier() -> type[XGBClassifier]:
    """The class that learns on the device asked for."""
    return LearnedOnGpu if device() == "cuda" else XGBClassifier


def package() -> str:
    """The package that XGBoost comes from: a build with CUDA or a small one without."""
    return "xgboost" if device() == "cuda" else "xgboost-cpu"


def require() -> None:
    """Raises MissingInput where a GPU was asked for and XGBoost does not find one."""
    if device() == "cuda" and (used := _device_used()) != "cuda":
        build = "with" if xgboost.build_info().get("USE_CUDA") else "without"
        raise MissingInput(f"TRAINING_DEVICE is cuda, but XGBoost (built {build} CUDA) can only use the {used}")


def _device_used() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it found none is said above
        model = XGBClassifier(device="cuda", n_estimators=1, verbosity=0)
        model.fit(np.arange(4, dtype=np.float32)[:, None], np.array([0, 0, 1, 1]))
    told = json.loads(model.get_booster().save_config())["learner"]["generic_param"]["device"]
    return told.split(":")[0]
