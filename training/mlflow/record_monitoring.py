"""Writes a day's monitoring results to MLflow: `python -m training.mlflow.record_monitoring`.

Each model has one MLflow run in the experiment `loan-default-monitoring`, found by its tag `version`. Each figure is a
metric with the day as its step, so MLflow draws it as a line over the days. A day whose figures are unchanged is not
written again; changed figures are written anew, and the later figure of a step counts.
"""

import hashlib
import json
import math
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from mlflow import MlflowClient
from mlflow.entities import Metric

from training.mlflow.tracking import find_or_create_experiment
from training.mlflow.tracking_job import run_tracking_job

EXPERIMENT = "loan-default-monitoring"
METRICS_PER_CALL = 500
SECONDS_PER_DAY = 86_400


def record_results(client: MlflowClient, document: Mapping) -> list[str]:
    """Writes the metrics of every model in the document; returns a line for each model."""
    day = datetime.fromisoformat(document["as_of"]).replace(tzinfo=UTC)
    experiment = find_or_create_experiment(client, EXPERIMENT)
    lines = []
    for version in sorted({result["model_version"] or document["model_version"] for result in document["results"]}):
        figures = _select_figures(document, version)
        run_id, tags = _find_or_create_run(client, experiment, version)
        tag = f"measured_{document['as_of']}"
        digest = hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
        if tags.get(tag) == digest:
            lines.append(f"{version}: {document['as_of']} is told already")
            continue
        now, step = int(datetime.now(UTC).timestamp() * 1000), int(day.timestamp() // SECONDS_PER_DAY)
        metrics = [Metric(name, value, now, step) for name, value in figures.items()]
        for start in range(0, len(metrics), METRICS_PER_CALL):
            client.log_batch(run_id, metrics=metrics[start : start + METRICS_PER_CALL])
        results = [result for result in document["results"] if result["model_version"] in ("", version)]
        client.log_dict(run_id, {**document, "results": results}, f"{document['as_of']}.json")
        client.set_tag(run_id, tag, digest)  # last, so that an interrupted job is written again
        lines.append(f"{version}: {len(metrics)} figures of {document['as_of']}")
    return lines


def _select_figures(document: Mapping, version: str) -> dict[str, float]:
    """Figures by metric name. Those without a model, such as the pass rate, belong to the model that decides."""
    return {
        _name_metric(result): float(result["value"])
        for result in document["results"]
        if (result["model_version"] or document["model_version"]) == version
        and result["value"] is not None
        and math.isfinite(result["value"])
    }


def _name_metric(result: Mapping) -> str:
    """MLflow allows letters, digits and `_-. /` in a name; every other character of a subject becomes `_`."""
    subject = "".join(
        character if character.isascii() and (character.isalnum() or character in "_-.") else "_"
        for character in result["subject"]
    )
    return f"{result['kind']}/{result['metric']}/{subject}"


def _find_or_create_run(client: MlflowClient, experiment: str, version: str) -> tuple[str, Mapping[str, str]]:
    """The model's MLflow run, and its tags."""
    runs = client.search_runs([experiment], filter_string=f"tags.version = '{version}'", max_results=1)
    if runs:
        return runs[0].info.run_id, runs[0].data.tags
    run = client.create_run(experiment, run_name=version, tags={"version": version})
    return run.info.run_id, {}


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Runs the job that the environment describes; returns the exit status."""
    return run_tracking_job(record_results, environ, channel="monitoring", content="the measures")


if __name__ == "__main__":
    sys.exit(main())
