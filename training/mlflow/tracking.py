"""Logs a training to MLflow: an MLflow run, a child run for each candidate, a version of the registered model.

MLflow is required, because it is the record of how a model was made: a server that is not configured or does not answer
fails the job before any work. A server that stops answering later fails it before the model folder is written, so that
nothing is registered.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import mlflow.onnx
import onnx
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID
from mlflow.utils.time import get_current_time_millis

from training.environment import Settings
from training.errors import TrackingUnavailable
from training.export.model_folder import write_model_folder
from training.mlflow.client import create_client


class Tracker:
    """Writes one training to one experiment."""

    def __init__(self, client: MlflowClient, experiment_id: str):
        self._client = client
        self._experiment_id = experiment_id

    def log_training(
        self, manifest: Mapping, graph: bytes, artefacts: list[Path], settings: Settings, files: Mapping[str, bytes]
    ) -> dict:
        """Logs a training with the `files` of its model folder, and registers its model; returns
        `{run_id, model_name, model_version}`."""
        with _rename_failures(), self._start_run(manifest["version"], {"model_version": manifest["version"]}) as run_id:
            for record in manifest["candidates"]:
                with self._start_run(record["kind"], {MLFLOW_PARENT_RUN_ID: run_id}) as child:
                    self._log_figures(child, _candidate_params(record), _candidate_metrics(record))
            self._log_figures(run_id, _training_params(manifest, settings), _training_metrics(manifest))
            for file in artefacts:
                self._client.log_artifact(run_id, str(file))
            registered = self._register_model(run_id, manifest, graph, settings.registered_model)
            result = {"run_id": run_id, "model_name": settings.registered_model, "model_version": registered}
            self._log_folder(run_id, {**manifest, "mlflow": result}, graph, files)
            return result

    def _log_folder(self, run_id: str, manifest: Mapping, graph: bytes, files: Mapping[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            write_model_folder(Path(folder), graph, dict(manifest), files)
            self._client.log_artifacts(run_id, folder, "model_folder")

    def _register_model(self, run_id: str, manifest: Mapping, graph: bytes, name: str) -> str:
        """Adds a version of the registered model, loadable with mlflow.onnx; returns its number."""
        with tempfile.TemporaryDirectory() as folder:
            libraries = [f"{name}=={manifest['libraries'][name]}" for name in ("onnx", "onnxruntime")]
            mlflow.onnx.save_model(onnx.load_from_string(graph), f"{folder}/model", pip_requirements=libraries)
            self._client.log_artifacts(run_id, f"{folder}/model", "model")
        try:
            self._client.create_registered_model(name, description="Calibrated probability of default")
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        source = f"{self._client.get_run(run_id).info.artifact_uri}/model"
        tags = {"version": manifest["version"], "kind": manifest["kind"], "onnx_sha256": manifest["onnx"]["sha256"]}
        return str(self._client.create_model_version(name, source, run_id, tags=tags).version)

    @contextmanager
    def _start_run(self, name: str, tags: dict) -> Iterator[str]:
        run_id = self._client.create_run(self._experiment_id, tags=tags, run_name=name).info.run_id
        try:
            yield run_id
        except BaseException:
            self._client.set_terminated(run_id, "FAILED")
            raise
        self._client.set_terminated(run_id)

    def _log_figures(self, run_id: str, params: dict, metrics: dict) -> None:
        now = get_current_time_millis()
        self._client.log_batch(
            run_id,
            metrics=[Metric(name, float(value), now, 0) for name, value in metrics.items()],
            params=[Param(name, str(value)) for name, value in params.items()],
            tags=[RunTag("stage", "training")],
        )


def connect_tracker(uri: str, experiment: str) -> Tracker:
    """The experiment on the tracking server; raises TrackingUnavailable when it is unset or does not answer."""
    with _rename_failures():
        client = create_client(uri)
        known = client.get_experiment_by_name(experiment)
        return Tracker(client, known.experiment_id if known else client.create_experiment(experiment))


@contextmanager
def _rename_failures() -> Iterator[None]:
    """Raises TrackingUnavailable for every failure of the server."""
    try:
        yield
    except (MlflowException, OSError) as error:
        raise TrackingUnavailable(f"MLflow did not take the training: {error}") from error


def _training_params(manifest: Mapping, settings: Settings) -> dict:
    training = manifest["training"]
    params = {name: training[name] for name in ("rows", "positives", "data_sha256", "run_id", "seed", "cut_off")}
    return params | {
        "kind": manifest["kind"],
        "features": len(manifest["features"]),
        "folds": settings.folds,
        "job_name": settings.job_name,
        "onnx_sha256": manifest["onnx"]["sha256"],
        "calibration": manifest["calibration"]["method"],
        "split": manifest["protocol"]["split"],
    }


def _training_metrics(manifest: Mapping) -> dict:
    cv, parity = manifest["metrics"]["cv"], manifest["parity"]
    return (
        _holdout_metrics(manifest["metrics"]["holdout"])
        | {
            "cv_auc_mean": cv["auc_mean"],
            "cv_auc_std": cv["auc_std"],
            "parity_max_abs_difference": parity["max_abs_difference"],
        }
        | _list_numbers("stability", manifest["stability"])
        | _list_numbers("latency", manifest["latency"])
    )


def _list_numbers(prefix: str, figures: Mapping) -> dict:
    return {f"{prefix}_{name}": value for name, value in figures.items() if isinstance(value, (int, float))}


def _candidate_params(record: Mapping) -> dict:
    params = {name: record[name] for name in ("kind", "smote", "calibration", "trials")}
    settings = {f"setting_{name}": value for name, value in record["params"].items()}
    return params | settings | {"monotone": record["monotone"]["applied"]}


def _candidate_metrics(record: Mapping) -> dict:
    folds = {f"{cv}_{name}": record[cv][name] for cv in ("cv", "cv_smote") for name in ("auc_mean", "auc_std")}
    return _holdout_metrics(record["holdout"]) | folds | {"seconds": record["seconds"]}


def _holdout_metrics(figures: Mapping) -> dict:
    return _list_numbers("holdout", figures) | _list_numbers("holdout", figures["confusion"])
