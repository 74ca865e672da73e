"""The folders and settings of a training job, read from SageMaker's folders and variables. Nothing else reads them.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from training.errors import MissingInput

SAGEMAKER_ROOT = Path("/opt/ml")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Hyperparameters of a job, each read by its name from SM_HPS or from SageMaker's hyperparameters.json.

    budget_seconds: wall time of the search for settings; 0 takes the default settings of each algorithm. trials: number
    of trials by algorithm, as `search` of a model manifest has it; repeats that search and ignores budget_seconds.
    selection_rows: cross-validation reads at most this many rows (a stratified sample); the final fits read all.
    workers: processes that share the work; 0 = one for each core. memory_gib: final fits run at the same time only
    while they fit in this memory; one always runs. leave_out_kinds: kinds of model that are not trained, besides those
    of the configuration.
    """

    budget_seconds: float
    job_name: str = "training"
    folds: int = 5
    holdout_share: float = 0.2
    trials: dict | None = None
    selection_rows: int = 100_000
    workers: int = 0
    memory_gib: float = 8.0
    leave_out_kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """The folders of one job and its settings.

    checkpoint_dir: finished work is kept here for a job that starts again; None keeps nothing.
    """

    train_dir: Path
    model_dir: Path
    checkpoint_dir: Path | None
    settings: Settings


def read_job(environ: Mapping[str, str] = os.environ) -> Job:
    """Reads the job that the environment describes; raises MissingInput with the name of what is missing."""
    return Job(
        train_dir=Path(environ.get("SM_CHANNEL_TRAIN", SAGEMAKER_ROOT / "input/data/train")),
        model_dir=Path(environ.get("SM_MODEL_DIR", SAGEMAKER_ROOT / "model")),
        checkpoint_dir=_checkpoint_dir(environ),
        settings=_parse_settings(_read_hyperparameters(environ)),
    )


def read_device(environ: Mapping[str, str] = os.environ) -> str:
    """Where XGBoost fits: `cpu` or `cuda`. The image sets it, because it is built for one of the two."""
    device = environ.get("TRAINING_DEVICE", "cpu")
    if device not in ("cpu", "cuda"):
        raise MissingInput(f"TRAINING_DEVICE is {device}; it can be cpu or cuda")
    return device


def write_failure(line: str, environ: Mapping[str, str] = os.environ) -> None:
    """Writes the reason of a failure to the file `failure` next to the output folder, where SageMaker reads it."""
    file = Path(environ.get("SM_OUTPUT_FAILURE", _output_dir(environ).parent / "failure"))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(line + "\n", encoding="utf-8")


def _output_dir(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("SM_OUTPUT_DATA_DIR", SAGEMAKER_ROOT / "output/data"))


def _checkpoint_dir(environ: Mapping[str, str]) -> Path | None:
    """SageMaker's folder exists when the job has a CheckpointConfig."""
    folder = Path(environ.get("SM_CHECKPOINT_DIR", SAGEMAKER_ROOT / "checkpoints"))
    return folder if folder.is_dir() else None


def _read_hyperparameters(environ: Mapping[str, str]) -> dict:
    file = SAGEMAKER_ROOT / "input/config/hyperparameters.json"
    text = environ.get("SM_HPS") or (file.read_text() if file.exists() else "{}")
    hyperparameters = json.loads(text)
    if "TRAINING_JOB_NAME" in environ:
        hyperparameters.setdefault("job_name", environ["TRAINING_JOB_NAME"])
    return hyperparameters


def _parse_settings(hyperparameters: dict) -> Settings:
    parsers = {field.name: field.type for field in fields(Settings)} | {
        "trials": _parse_trials,
        "leave_out_kinds": _parse_kinds,
    }
    unknown = sorted(set(hyperparameters) - set(parsers))
    if unknown:
        raise MissingInput(f"unknown hyperparameters {', '.join(unknown)}; known: {', '.join(sorted(parsers))}")
    if "budget_seconds" not in hyperparameters:
        raise MissingInput("the hyperparameter budget_seconds is not given")
    try:
        # SageMaker passes every hyperparameter as a string
        return Settings(**{name: parsers[name](value) for name, value in hyperparameters.items()})
    except (ValueError, AttributeError) as error:
        raise MissingInput(f"a hyperparameter has the wrong type: {error}") from error


def _parse_trials(trials: str | dict) -> dict[str, int]:
    """Number of trials by algorithm, from JSON or from a dict."""
    counts = json.loads(trials) if isinstance(trials, str) else trials
    return {str(kind): int(count) for kind, count in counts.items()}


def _parse_kinds(kinds: str | list) -> tuple[str, ...]:
    """Names of kinds, from JSON or from a list; sorted, because their order changes no result."""
    names = json.loads(kinds) if isinstance(kinds, str) else kinds
    return tuple(sorted(str(name) for name in names))
