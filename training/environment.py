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
    min_rows: int = 200
    min_rows_per_class: int = 20
    selection_rows: int = 100_000
    """Cross-validation uses at most this many rows (a stratified sample); the candidates are then fitted on all."""
    workers: int = 0
    """Processes that share the work; 0 = one a core."""
    experiment: str = "loan-default"
    registered_model: str = "loan-default-pd"


@dataclass(frozen=True)
class Job:
    """The folders of one job and its settings."""

    train_dir: Path
    model_dir: Path
    output_dir: Path
    failure_file: Path
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
        tracking_uri=environ.get("MLFLOW_TRACKING_URI", ""),
        settings=_settings(_hyperparameters(environ)),
    )


def failure_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the reason of a failure goes: `failure` beside the output data folder, as SageMaker has it."""
    output_dir = Path(environ.get("SM_OUTPUT_DATA_DIR", SAGEMAKER_ROOT / "output/data"))
    return Path(environ.get("SM_OUTPUT_FAILURE", output_dir.parent / "failure"))


def _hyperparameters(environ: Mapping[str, str]) -> dict:
    file = SAGEMAKER_ROOT / "input/config/hyperparameters.json"
    text = environ.get("SM_HPS") or (file.read_text() if file.exists() else "{}")
    given = json.loads(text)
    if "TRAINING_JOB_NAME" in environ:
        given.setdefault("job_name", environ["TRAINING_JOB_NAME"])
    return given


def _settings(given: dict) -> Settings:
    known = {field.name: field.type for field in fields(Settings)}
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise MissingInput(f"unknown hyperparameters {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    try:
        # SageMaker hands every hyperparameter over as a string
        return Settings(**{name: known[name](value) for name, value in given.items()})
    except ValueError as error:
        raise MissingInput(f"a hyperparameter has the wrong type: {error}") from error
