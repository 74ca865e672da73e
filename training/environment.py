"""Where a job reads and writes, and its settings: SageMaker's folders and variables, nowhere else read.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from training.errors import MissingInput

SAGEMAKER_ROOT = Path("/opt/ml")


@dataclass(frozen=True)
class Settings:
    """Hyperparameters of a job. Each can be given in SM_HPS (or SageMaker's hyperparameters.json) under its name."""

    job_name: str = "training"
    folds: int = 5
    holdout_share: float = 0.2
    budget_seconds: float = 120.0
    """Wall time of the search for settings; 0 = the sound settings of training/models/algorithms.py."""
    trials: dict | None = None
    """Trials by kind, as a manifest's candidates tell: makes that search again, whatever the clock says."""
    selection_rows: int = 100_000
    """Cross-validation uses at most this many rows (a stratified sample); the candidates are then fitted on all."""
    workers: int = 0
    """Processes that share the work; 0 = one a core."""
    memory_gib: float = 8.0
    """Memory a training may take: as many of the final fits go on at once as have room in it, but always one."""
    experiment: str = "loan-default"
    registered_model: str = "loan-default-pd"


@dataclass(frozen=True)
class Job:
    """The folders of one job and its settings."""

    train_dir: Path
    model_dir: Path
    output_dir: Path
    failure_file: Path
    checkpoint_dir: Path | None
    """Where finished stages are kept for a job that starts again; None keeps nothing."""
    tracking_uri: str
    settings: Settings


def read_job(environ: Mapping[str, str] = os.environ) -> Job:
    """The job that the environment describes; raises MissingInput with the name of what is missing."""
    output_dir = Path(environ.get("SM_OUTPUT_DATA_DIR", SAGEMAKER_ROOT / "output/data"))
    return Job(
        train_dir=Path(environ.get("SM_CHANNEL_TRAIN", SAGEMAKER_ROOT / "input/data/train")),
        model_dir=Path(environ.get("SM_MODEL_DIR", SAGEMAKER_ROOT / "model")),
        output_dir=output_dir,
        failure_file=failure_file(environ),
        checkpoint_dir=_checkpoint_dir(environ),
        tracking_uri=environ.get("MLFLOW_TRACKING_URI", ""),
        settings=_settings(_hyperparameters(environ)),
    )


def device(environ: Mapping[str, str] = os.environ) -> str:
    """`cpu` or `cuda`, what XGBoost learns on: said by the image, which is built for the one or the other."""
    asked = environ.get("TRAINING_DEVICE", "cpu")
    if asked not in ("cpu", "cuda"):
        raise MissingInput(f"TRAINING_DEVICE is {asked}; it can be cpu or cuda")
    return asked


def failure_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the reason of a failure goes: `failure` beside the output data folder, as SageMaker has it."""
    output_dir = Path(environ.get("SM_OUTPUT_DATA_DIR", SAGEMAKER_ROOT / "output/data"))
    return Path(environ.get("SM_OUTPUT_FAILURE", output_dir.parent / "failure"))


def _checkpoint_dir(environ: Mapping[str, str]) -> Path | None:
    """SageMaker's folder is there when the job has a CheckpointConfig."""
    folder = Path(environ.get("SM_CHECKPOINT_DIR", SAGEMAKER_ROOT / "checkpoints"))
    return folder if folder.is_dir() else None


def _hyperparameters(environ: Mapping[str, str]) -> dict:
    file = SAGEMAKER_ROOT / "input/config/hyperparameters.json"
    text = environ.get("SM_HPS") or (file.read_text() if file.exists() else "{}")
    given = json.loads(text)
    if "TRAINING_JOB_NAME" in environ:
        given.setdefault("job_name", environ["TRAINING_JOB_NAME"])
    return given


def _settings(given: dict) -> Settings:
    known = {field.name: field.type for field in fields(Settings)} | {"trials": _trials}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise MissingInput(f"unknown hyperparameters {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    try:
        # SageMaker hands every hyperparameter over as a string
        return Settings(**{name: known[name](value) for name, value in given.items()})
    except (ValueError, AttributeError) as error:
        raise MissingInput(f"a hyperparameter has the wrong type: {error}") from error


def _trials(given: str | dict) -> dict[str, int]:
    """Trials by kind, as JSON or already read."""
    read = json.loads(given) if isinstance(given, str) else given
    return {str(kind): int(number) for kind, number in read.items()}
