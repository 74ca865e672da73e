"""Copies the registry to MLflow: `python -m training.mlflow.sync_registry`.

Models that MLflow does not have are logged; then aliases and tags are set to the lifecycle stages of the database. The
database is the registry; serving reads nothing else, and nothing is read back from MLflow. The job can run any number
of times, in any order: each document has the number of the newest lifecycle change in it, and a document older than the
last one written to MLflow changes no stage.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from mlflow import MlflowClient
from mlflow.entities.model_registry import RegisteredModel
from mlflow.exceptions import MlflowException

from training.errors import ModelFolderChanged
from training.mlflow.tracking import REGISTERED_MODEL, TAG_LENGTH, log_model
from training.mlflow.tracking_job import run_tracking_job

ALIASES = ("champion", "challenger")
SEQUENCE_TAG = "database_sequence"

Download = Callable[[Mapping, Path], None]
"""Writes the folder of a model to a local folder."""


def sync_models(client: MlflowClient, document: Mapping, download: Download) -> list[str]:
    """Logs models, then writes tags and aliases; returns a line for each new model and each change of an alias.

    Raises ModelFolderChanged when a model cannot be logged, after everything else is written.
    """
    lines, faults = _log_missing_models(client, document["models"], download)
    lines += _write_stages(client, document)
    if faults:
        raise ModelFolderChanged("; ".join(faults))
    return lines


def _write_stages(client: MlflowClient, document: Mapping) -> list[str]:
    registered = _find_registered_model(client, REGISTERED_MODEL)
    if registered is None:
        return []
    if int(registered.tags.get(SEQUENCE_TAG, 0)) > document["sequence"]:
        return [f"{REGISTERED_MODEL}: MLflow has been told of a newer change already"]
    numbers = _list_numbers_by_version(client)
    models = [model for model in document["models"] if model["version"] in numbers]
    for model in models:
        _set_tags(client, numbers[model["version"]], model)
    lines = list(_set_aliases(client, models, numbers, registered))
    client.set_registered_model_tag(REGISTERED_MODEL, SEQUENCE_TAG, str(document["sequence"]))
    return lines


def _log_missing_models(client: MlflowClient, models: list[Mapping], download: Download) -> tuple[list[str], list[str]]:
    """A line for each model that was logged, and for each that cannot be."""
    lines, faults = [], []
    known = _list_numbers_by_version(client)
    for model in models:
        if model["version"] in known:
            continue
        try:
            with TemporaryDirectory() as folder:
                download(model, Path(folder))
                number = log_model(client, Path(folder), model["job_name"])
            lines.append(f"{REGISTERED_MODEL}: {model['version']} is version {number}")
        except ModelFolderChanged as error:
            faults.append(str(error))
    return lines, faults


def _list_numbers_by_version(client: MlflowClient) -> dict[str, str]:
    """MLflow's number of each version, by the tag with our version; the oldest where two jobs logged one at once."""
    numbers: dict[str, int] = {}
    token = None
    while True:
        page = client.search_model_versions(f"name = '{REGISTERED_MODEL}'", page_token=token)
        for found in page:
            version = found.tags.get("version")
            if version is not None:
                numbers[version] = min(int(found.version), numbers.get(version, int(found.version)))
        token = page.token
        if not token:
            return {version: str(number) for version, number in numbers.items()}


def _find_registered_model(client: MlflowClient, name: str) -> RegisteredModel | None:
    try:
        return client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return None


def _set_tags(client: MlflowClient, number: str, model: Mapping) -> None:
    current = client.get_model_version(REGISTERED_MODEL, number).tags
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
            client.set_model_version_tag(REGISTERED_MODEL, number, tag, value)


def _set_aliases(
    client: MlflowClient, models: list[Mapping], numbers: Mapping[str, str], registered: RegisteredModel
) -> Iterator[str]:
    """Moves each alias that points to another version; yields a line for each move."""
    for alias in ALIASES:
        holder = next((model for model in models if model["stage"] == alias), None)
        target = numbers[holder["version"]] if holder else None
        current = registered.aliases.get(alias)  # a number or its text, depending on the server's store
        if (None if current is None else str(current)) == target:
            continue
        if holder is None:
            client.delete_registered_model_alias(REGISTERED_MODEL, alias)
            yield f"{REGISTERED_MODEL}: nobody is {alias}"
        else:
            client.set_registered_model_alias(REGISTERED_MODEL, alias, target)
            yield f"{REGISTERED_MODEL}: version {target} is {alias} ({holder['version']})"


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Runs the job that the environment describes; returns the exit status."""

    def download(model: Mapping, folder: Path) -> None:
        from training.mlflow.model_download import download_model  # boto3 takes half a second to import

        download_model(environ["MODEL_BUCKET"], model, folder)

    return run_tracking_job(partial(sync_models, download=download), environ, channel="registry", content="the models")


if __name__ == "__main__":
    sys.exit(main())
