"""Writes what monitoring measured of a day into MLflow: `python -m training.mlflow.record_monitoring`.

One MLflow run a model in the experiment `loan-default-monitoring`, found again by its tag `version`; a metric a figure,
with the day as its step, so that MLflow draws each as a line over the days. A day that is told again unchanged is left
aside; one whose figures have changed is written anew, and the later figure of a step counts.
"""

import hashlib
import json
import logging
import math
import os
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from mlflow import MlflowClient
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException

from training.environment import SAGEMAKER_ROOT, failure_file
from training.errors import MissingInput, TrackingUnavailable, TrainingError
from training.mlflow.client import client_of

EXPERIMENT = "loan-default-monitoring"
METRICS_A_CALL = 500
SECONDS_A_DAY = 86_400


def record(client: MlflowClient, document: Mapping) -> list[str]:
    """Writes the metrics of every model that the document speaks of; gives a line for each model."""
    day = datetime.fromisoformat(document["as_of"]).replace(tzinfo=UTC)
    experiment = _experiment(client)
    lines = []
    for version in sorted({result["model_version"] or document["model_version"] for result in document["results"]}):
        figures = _figures(document, version)
        run_id, told = _run(client, experiment, version)
        tag = f"measured_{document['as_of']}"
        digest = hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
        if told.get(tag) == digest:
            lines.append(f"{version}: {document['as_of']} is told already")
            continue
        now, step = int(datetime.now(UTC).timestamp() * 1000), int(day.timestamp() // SECONDS_A_DAY)
        metrics = [Metric(name, value, now, step) for name, value in figures.items()]
        for start in range(0, len(metrics), METRICS_A_CALL):
            client.log_batch(run_id, metrics=metrics[start : start + METRICS_A_CALL])
        own = [result for result in document["results"] if result["model_version"] in ("", version)]
        client.log_dict(run_id, {**document, "results": own}, f"{document['as_of']}.json")
        client.set_tag(run_id, tag, digest)  # last: what was cut off is written again
        lines.append(f"{version}: {len(metrics)} figures of {document['as_of']}")
    return lines


def _figures(document: Mapping, version: str) -> dict[str, float]:
    """Metric name: figure. Of no model, such as the pass rate, are told with the model that decides."""
    return {
        name: float(result["value"])
        for result in document["results"]
        if (result["model_version"] or document["model_version"]) == version
        and result["value"] is not None
        and math.isfinite(result["value"])
        for name in _names(result)
    }


def _names(result: Mapping) -> Iterator[str]:
    """MLflow takes letters, digits, `_-. /` in a name; whatever else a subject has becomes `_`."""
    subject = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "_-.") else "_" for letter in result["subject"]
    )
    yield f"{result['kind']}/{result['metric']}/{subject}"


def _experiment(client: MlflowClient) -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    if found:
        return found.experiment_id
    try:
        return client.create_experiment(EXPERIMENT)
    except MlflowException as error:  # another job was faster
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
        return client.get_experiment_by_name(EXPERIMENT).experiment_id


def _run(client: MlflowClient, experiment: str, version: str) -> tuple[str, Mapping[str, str]]:
    """The model's run, and its tags."""
    found = client.search_runs([experiment], filter_string=f"tags.version = '{version}'", max_results=1)
    if found:
        return found[0].info.run_id, found[0].data.tags
    run = client.create_run(experiment, run_name=version, tags={"version": version})
    return run.info.run_id, {}


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Runs the job that the environment describes; gives the exit status."""
    try:
        folder = Path(environ.get("SM_CHANNEL_MONITORING", SAGEMAKER_ROOT / "input/data/monitoring"))
        file = folder / "monitoring.json"
        if not file.exists():
            raise MissingInput(f"{file} is not there")
        document = json.loads(file.read_text(encoding="utf-8"))
        try:
            lines = record(client_of(environ.get("MLFLOW_TRACKING_URI", "")), document)
        except (MlflowException, OSError) as error:
            raise TrackingUnavailable(f"MLflow did not take the measures: {error}") from error
    except TrainingError as error:
        print(error.line(), file=sys.stderr)
        failure = failure_file(environ)
        failure.parent.mkdir(parents=True, exist_ok=True)
        failure.write_text(error.line() + "\n", encoding="utf-8")
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    sys.exit(main())
