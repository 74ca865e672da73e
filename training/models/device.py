"""Where XGBoost and JAX fit: the processor, or a GPU where the image was built for one (training/Dockerfile).

The other kinds use the processor. A model that was fitted on a GPU predicts on the processor, in training as in
serving. The job fails before any work when TRAINING_DEVICE is cuda and there is no GPU: both libraries themselves would
continue on the processor of an instance that is paid for its GPU.
"""

import json
import os
import warnings
from types import ModuleType

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


def load_jax() -> ModuleType:
    """JAX, on the device of the environment and on one thread: the processes of a training share the cores.

    The import takes seconds, and XLA reads its flags once.
    """
    single = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    if single not in (flags := os.environ.get("XLA_FLAGS", "")):
        os.environ["XLA_FLAGS"] = f"{flags} {single}".strip()
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # processes and XGBoost share the GPU's memory
    import jax

    jax.config.update("jax_platforms", "cuda" if read_device() == "cuda" else "cpu")
    return jax


def require_device() -> None:
    """Raises MissingInput where the environment says cuda, and XGBoost or JAX does not find a GPU."""
    if read_device() != "cuda":
        return
    if (device := _find_usable_device()) != "cuda":
        build = "with" if xgboost.build_info().get("USE_CUDA") else "without"
        raise MissingInput(f"TRAINING_DEVICE is cuda, but XGBoost (built {build} CUDA) can only use the {device}")
    try:
        load_jax().devices()
    except RuntimeError as error:
        raise MissingInput(f"TRAINING_DEVICE is cuda, but JAX finds no GPU: {error}") from error


def _find_usable_device() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing GPU, which require_device reports
        model = XGBClassifier(device="cuda", n_estimators=1, verbosity=0)
        model.fit(np.arange(4, dtype=np.float32)[:, None], np.array([0, 0, 1, 1]))
    device = json.loads(model.get_booster().save_config())["learner"]["generic_param"]["device"]
    return device.split(":")[0]
