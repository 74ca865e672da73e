"""Makes MLflow say of every model what the database says: `python -m training.mlflow.sync_registry`.

The database is the truth: serving reads nothing else, and what is written here is never read back into it. The job
can run any number of times, in any order: each document carries the number of the newest change it knows of, and one
that is older than what MLflow has been told is left aside.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from mlflow import MlflowClient
from mlflow.entities.model_registry import RegisteredModel
from mlflow.exceptions import MlflowException

from training.environment import SAGEMAKER_ROOT, failure_file
from training.errors import MissingInput, NotInMlflow, TrackingUnavailable, TrainingError
from training.mlflow.client import client_of

ALIASES = ("champion", "challenger")
SEQUENCE_TAG = "database_sequence"
TAG_LENGTH = 4000


def follow(client: MlflowClient, document: Mapping) -> list[str]:
    """Writes tags and aliases; gives a line for each thing done.

    Raises NotInMlflow when MLflow does not have the champion or challenger, after everything else is written.
    """
    lines, missing = [], []
    models = [model for model in document["models"] if (model.get("mlflow") or {}).get("model_version")]
    for name in sorted({model["mlflow"]["model_name"] for model in models}):
        registered = _registered(client, name)
        if registered is None:
            missing += [m["version"] for m in models if m["mlflow"]["model_name"] == name and m["stage"] in ALIASES]
            continue
        if int(registered.tags.get(SEQUENCE_TAG, 0)) > document["sequence"]:
            lines.append(f"{name}: MLflow has been told of a newer change already")
            continue
        of_name = [model for model in models if model["mlflow"]["model_name"] == name]
        for model in of_name:
            if not _tag(client, name, model) and model["stage"] in ALIASES:
                missing.append(model["version"])
        lines += _alias(client, name, of_name, registered, set(missing))
        client.set_registered_model_tag(name, SEQUENCE_TAG, str(document["sequence"]))
    if missing:
        raise NotInMlflow(f"MLflow does not have {', '.join(missing)}")
    return lines


def _registered(client: MlflowClient, name: str) -> RegisteredModel | None:
    try:
        return client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return None


def _tag(client: MlflowClient, name: str, model: Mapping) -> bool:
    """Whether MLflow has this version."""
    number = str(model["mlflow"]["model_version"])
    try:
        known = client.get_model_version(name, number).tags
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return False
    wanted = {
        "version": model["version"],
        "kind": model["kind"],
        "onnx_sha256": model["onnx_sha256"],
        "job_name": model["job_name"],
        "stage": model["stage"],
        "stage_reasons": "; ".join(model["stage_reasons"])[:TAG_LENGTH],
    }
    for tag, value in wanted.items():
        if known.get(tag) != value:
            client.set_model_version_tag(name, number, tag, value)
    return True


def _alias(
    client: MlflowClient, name: str, models: list[Mapping], registered: RegisteredModel, missing: set[str]
) -> Iterator[str]:
    for alias in ALIASES:
        holder = next((m for m in models if m["stage"] == alias and m["version"] not in missing), None)
        wanted = str(holder["mlflow"]["model_version"]) if holder else None
        held = registered.aliases.get(alias)  # a number or its text, as the server's store has it
        if (None if held is None else str(held)) == wanted:
            continue
        if holder is None:
            client.delete_registered_model_alias(name, alias)
            yield f"{name}: nobody is {alias}"
        else:
            client.set_registered_model_alias(name, alias, wanted)
            yield f"{name}: version {wanted} is {alias} ({holder['version']})"


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Runs the job that the environment describes; gives the exit status."""
    try:
        file = Path(environ.get("SM_CHANNEL_REGISTRY", SAGEMAKER_ROOT / "input/data/registry")) / "registry.json"
        if not file.exists():
            raise MissingInput(f"{file} is not there")
        document = json.loads(file.read_text(encoding="utf-8"))
        try:
            lines = follow(client_of(environ.get("MLFLOW_TRACKING_URI", "")), document)
        except (MlflowException, OSError) as error:
            raise TrackingUnavailable(f"MLflow did not take the stages: {error}") from error
    except TrainingError as error:
        print(error.line(), file=sys.stderr)
        failure = failure_file(environ)
        failure.parent.mkdir(parents=True, exist_ok=True)
        failure.write_text(error.line() + "\n", encoding="utf-8")
        return 1
    print("\n".join(lines) or "MLflow is in step already")
    return 0


if __name__ == "__main__":
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    sys.exit(main())
