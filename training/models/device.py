"""Where XGBoost fits: the processor, or a GPU where the image was built for one (training/Dockerfile).

The other algorithms have no GPU version in scikit-learn and use the processor. A model that was fitted on a GPU
predicts on the processor, in training as in serving. The job fails before any work when TRAINING_DEVICE is cuda and
there is no GPU: XGBoost itself would continue on the processor of an instance that is paid for its GPU.
"""

import json
import warnings

import numpy as np
import xgboost
from xgboost import XGBClassifier

from training.environment import read_device
from training.errors import MissingInput


class GpuFittedXGBClassifier(XGBClassifier):
    """Fits on the GPU and predicts on the processor."""

    def fit(self, *args, **kwargs) -> "GpuFittedXGBClassifier":
        """As XGBClassifier does."""
        self.set_params(device="cuda")
        super().fit(*args, **kwargs)
        self.set_params(device="cpu")
        return self


def xgboost_class() -> type[XGBClassifier]:
    """The class that fits on the device of the environment."""
    return GpuFittedXGBClassifier if read_device() == "cuda" else XGBClassifier


def xgboost_package() -> str:
    """The package that XGBoost comes from: the build with CUDA, or the smaller one without."""
    return "xgboost" if read_device() == "cuda" else "xgboost-cpu"


def require_device() -> None:
    """Raises MissingInput where the environment says cuda and XGBoost does not find a GPU."""
    if read_device() == "cuda" and (device := _find_usable_device()) != "cuda":
        build = "with" if xgboost.build_info().get("USE_CUDA") else "without"
        raise MissingInput(f"TRAINING_DEVICE is cuda, but XGBoost (built {build} CUDA) can only use the {device}")


def _find_usable_device() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing GPU, which require_device reports
        model = XGBClassifier(device="cuda", n_estimators=1, verbosity=0)
        model.fit(np.arange(4, dtype=np.float32)[:, None], np.array([0, 0, 1, 1]))
    device = json.loads(model.get_booster().save_config())["learner"]["generic_param"]["device"]
    return device.split(":")[0]
