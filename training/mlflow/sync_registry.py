"""Sets MLflow's aliases and tags to the lifecycle stages of the database: `python -m training.mlflow.sync_registry`.

The database is the registry; serving reads nothing else, and nothing is read back from MLflow. The job can run any
number of times, in any order: each document has the number of the newest lifecycle change in it, and a document older
than the last one written to MLflow changes nothing.
"""

import os
import sys
from collections.abc import Iterator, Mapping

from mlflow import MlflowClient
from mlflow.entities.model_registry import RegisteredModel
from mlflow.exceptions import MlflowException

from training.errors import NotInMlflow
from training.mlflow.tracking_job import run_tracking_job

ALIASES = ("champion", "challenger")
SEQUENCE_TAG = "database_sequence"
TAG_LENGTH = 4000


def sync_models(client: MlflowClient, document: Mapping) -> list[str]:
    """Writes tags and aliases; returns a line for each change of an alias.

    Raises NotInMlflow when MLflow does not have the champion or challenger, after everything else is written.
    """
    lines, missing = [], []
    models = [model for model in document["models"] if (model.get("mlflow") or {}).get("model_version")]
    for name in sorted({model["mlflow"]["model_name"] for model in models}):
        versions = [model for model in models if model["mlflow"]["model_name"] == name]
        registered = _find_registered_model(client, name)
        if registered is None:
            missing += [model["version"] for model in versions if model["stage"] in ALIASES]
            continue
        if int(registered.tags.get(SEQUENCE_TAG, 0)) > document["sequence"]:
            lines.append(f"{name}: MLflow has been told of a newer change already")
            continue
        for model in versions:
            if not _set_tags(client, name, model) and model["stage"] in ALIASES:
                missing.append(model["version"])
        lines += _set_aliases(client, name, versions, registered, set(missing))
        client.set_registered_model_tag(name, SEQUENCE_TAG, str(document["sequence"]))
    if missing:
        raise NotInMlflow(f"MLflow does not have {', '.join(missing)}")
    return lines


def _find_registered_model(client: MlflowClient, name: str) -> RegisteredModel | None:
    try:
        return client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return None


def _set_tags(client: MlflowClient, name: str, model: Mapping) -> bool:
    """Sets the tags of a version; returns whether MLflow has this version."""
    number = str(model["mlflow"]["model_version"])
    try:
        current = client.get_model_version(name, number).tags
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return False
    tags = {
        "version": model["version"],
        "kind": model["kind"],
        "onnx_sha256": model["onnx_sha256"],
        "job_name": model["job_name"],
        "stage": model["stage"],
        "stage_reasons": "; ".join(model["stage_reasons"])[:TAG_LENGTH],
    }
    for tag, value in tags.items():
        if current.get(tag) != value:
            client.set_model_version_tag(name, number, tag, value)
    return True


def _set_aliases(
    client: MlflowClient, name: str, models: list[Mapping], registered: RegisteredModel, missing: set[str]
) -> Iterator[str]:
    """Moves each alias that points to another version; yields a line for each move."""
    for alias in ALIASES:
        holder = next((m for m in models if m["stage"] == alias and m["version"] not in missing), None)
        target = str(holder["mlflow"]["model_version"]) if holder else None
        current = registered.aliases.get(alias)  # a number or its text, depending on the server's store
        if (None if current is None else str(current)) == target:
            continue
        if holder is None:
            client.delete_registered_model_alias(name, alias)
            yield f"{name}: nobody is {alias}"
        else:
            client.set_registered_model_alias(name, alias, target)
            yield f"{name}: version {target} is {alias} ({holder['version']})"


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Runs the job that the environment describes; returns the exit status."""
    return run_tracking_job(sync_models, environ, channel="registry", content="the stages")


if __name__ == "__main__":
    sys.exit(main())
