"""MLflow: one run a training, a child run a candidate, and the model as a version of a registered model.

The tracking server is part of a training: without it nothing says later how a model came to be, so a server that is not
configured or does not answer fails the job before any work is done. One that goes away meanwhile fails it before the
model folder is written, so that nothing is registered.
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
from training.export import model_folder
from training.mlflow.client import client_of


class Tracker:
    """Writes one training to one experiment."""

    def __init__(self, client: MlflowClient, experiment_id: str):
        self._client = client
        self._experiment_id = experiment_id

    def log(
        self, manifest: Mapping, graph: bytes, artefacts: list[Path], settings: Settings, files: Mapping[str, bytes]
    ) -> dict:
        """Logs all of a training, `files` of its model folder among it, and registers its model; gives
        `{run_id, model_name, model_version}`."""
        with _named_failure(), self._run(manifest["version"], {"model_version": manifest["version"]}) as run_id:
            for record in manifest["candidates"]:
                with self._run(record["kind"], {MLFLOW_PARENT_RUN_ID: run_id}) as child:
                    self._write(child, _candidate_params(record), _candidate_metrics(record))
            self._write(run_id, _params(manifest, settings), _metrics(manifest))
            for file in artefacts:
                self._client.log_artifact(run_id, str(file))
            registered = self._register(run_id, manifest, graph, settings.registered_model)
            result = {"run_id": run_id, "model_name": settings.registered_model, "model_version": registered}
            self._log_folder(run_id, {**manifest, "mlflow": result}, graph, files)
            return result

    def _log_folder(self, run_id: str, manifest: Mapping, graph: bytes, files: Mapping[str, bytes]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            model_folder.write(Path(folder), graph, dict(manifest), files)
            self._client.log_artifacts(run_id, folder, "model_folder")

    def _register(self, run_id: str, manifest: Mapping, graph: bytes, name: str) -> str:
        """Adds a version of the registered model, loadable with mlflow.onnx; gives its number."""
        with tempfile.TemporaryDirectory() as folder:
            needs = [f"{library}=={manifest['libraries'][library]}" for library in ("onnx", "onnxruntime")]
            mlflow.onnx.save_model(onnx.load_from_string(graph), f"{folder}/model", pip_requirements=needs)
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
    def _run(self, name: str, tags: dict) -> Iterator[str]:
        run_id = self._client.create_run(self._experiment_id, tags=tags, run_name=name).info.run_id
        try:
            yield run_id
        except BaseException:
            self._client.set_terminated(run_id, "FAILED")
            raise
        self._client.set_terminated(run_id)

    def _write(self, run_id: str, params: dict, metrics: dict) -> None:
        now = get_current_time_millis()
        self._client.log_batch(
            run_id,
            metrics=[Metric(name, float(value), now, 0) for name, value in metrics.items()],
            params=[Param(name, str(value)) for name, value in params.items()],
            tags=[RunTag("stage", "training")],
        )


def connect(uri: str, experiment: str) -> Tracker:
    """The experiment on the tracking server; raises TrackingUnavailable when it is unset or does not answer."""
    with _named_failure():
        client = client_of(uri)
        found = client.get_experiment_by_name(experiment)
        return Tracker(client, found.experiment_id if found else client.create_experiment(experiment))


@contextmanager
def _named_failure() -> Iterator[None]:
    try:
        yield
    except (MlflowException, OSError) as error:
        raise TrackingUnavailable(f"MLflow did not take the training: {error}") from error


def _params(manifest: Mapping, settings: Settings) -> dict:
    training = manifest["training"]
    params = {name: training[name] for name in ("rows", "positives", "data_sha256", "run_id", "seed", "cut_off")}
    return params | {
        "kind": manifest["kind"],
        "features": len(manifest["features"]),
        "folds": settings.folds,
        "job_name": settings.job_name,
        "onnx_sha256": manifest["onnx"]["sha256"],
        "calibration": manifest["calibration"]["method"],
        "split": manifest.get("protocol", {}).get("split"),
    }


def _metrics(manifest: Mapping) -> dict:
    cv, parity = manifest["metrics"]["cv"], manifest["parity"]
    return (
        _holdout(manifest["metrics"]["holdout"])
        | {
            "cv_auc_mean": cv["auc_mean"],
            "cv_auc_std": cv["auc_std"],
            "parity_max_abs_difference": parity["max_abs_difference"],
        }
        | _plain("stability", manifest)
        | _plain("latency", manifest)
    )


def _plain(block: str, manifest: Mapping) -> dict:
    figures = manifest.get(block) or {}
    return {f"{block}_{name}": value for name, value in figures.items() if isinstance(value, (int, float))}


def _candidate_params(record: Mapping) -> dict:
    monotone = record.get("monotone", {})
    said = {name: record[name] for name in ("kind", "smote", "calibration", "trials") if name in record}
    settings = {f"setting_{name}": value for name, value in (record.get("params") or {}).items()}
    return said | settings | ({"monotone": monotone["applied"]} if monotone else {})


def _candidate_metrics(record: Mapping) -> dict:
    ways = {"cv": record["cv"], "cv_smote": record["cv_smote"]}
    folds = {f"{way}_{name}": cv[name] for way, cv in ways.items() for name in ("auc_mean", "auc_std")}
    return _holdout(record["holdout"]) | folds | {"seconds": record["seconds"]}


def _holdout(figures: Mapping) -> dict:
    plain = {name: value for name, value in figures.items() if isinstance(value, (int, float))}
    return {f"holdout_{name}": value for name, value in {**plain, **figures["confusion"]}.items()}
