"""Logs a registered model to MLflow: an MLflow run, a child run for each candidate, a version of the registered model.

It reads the model folder alone: the training job has no network, so it cannot write to MLflow itself. The version of
the registered model is added last, so that an interrupted job logs the model again.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.utils.mlflow_tags import MLFLOW_PARENT_RUN_ID
from mlflow.utils.time import get_current_time_millis

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

EXPERIMENT = "loan-default"
REGISTERED_MODEL = "loan-default-pd"
EXPERIMENT_TAGS = {"mlflow.experimentKind": "custom_model_development"}
"""Opens MLflow's page of training runs; without it MLflow guesses, and may show one for language models."""
EXAMPLE_ROWS = 5
TAG_LENGTH = 4000
RUNTIME = ("onnx", "onnxruntime")


def log_model(client: MlflowClient, folder: Path, job_name: str) -> str:
    """Logs the model folder; returns the number of the version of the registered model."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    experiment = find_or_create_experiment(client, EXPERIMENT)
    tags = {"model_version": manifest["version"], "target": read_target(manifest)}
    with _start_run(client, experiment, manifest["version"], tags) as run_id:
        for record in manifest["candidates"]:
            with _start_run(client, experiment, record["kind"], {MLFLOW_PARENT_RUN_ID: run_id}) as child:
                _log_figures(client, child, _candidate_params(record), _candidate_metrics(record))
        _log_figures(client, run_id, _training_params(manifest, job_name), _training_metrics(manifest))
        client.log_artifacts(run_id, str(folder), "model_folder")
        return _register_model(client, run_id, manifest, folder / manifest["onnx"]["file"])


def find_or_create_experiment(client: MlflowClient, name: str) -> str:
    """The id of the experiment, which another job may create at the same time."""
    experiment = client.get_experiment_by_name(name)
    if experiment:
        for tag, value in EXPERIMENT_TAGS.items():
            if experiment.tags.get(tag) != value:
                client.set_experiment_tag(experiment.experiment_id, tag, value)
        return experiment.experiment_id
    try:
        return client.create_experiment(name, tags=EXPERIMENT_TAGS)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
        return client.get_experiment_by_name(name).experiment_id


def _register_model(client: MlflowClient, run_id: str, manifest: Mapping, graph: Path) -> str:
    """Adds a version of the registered model, loadable with mlflow.onnx; returns its number."""
    import mlflow.onnx  # with onnx it takes two seconds to import, and most jobs have nothing to log
    import onnx

    with TemporaryDirectory() as folder:
        libraries = [f"{name}=={version}" for name, version in _pick(manifest.get("libraries", {}), *RUNTIME).items()]
        example, signature = _describe_interface(manifest, graph)
        mlflow.onnx.save_model(
            onnx.load(graph),
            f"{folder}/model",
            pip_requirements=libraries,
            signature=signature,
            input_example=example,
        )
        client.log_artifacts(run_id, f"{folder}/model", "model")
    try:
        client.create_registered_model(REGISTERED_MODEL, description="Calibrated probability of default")
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    source = f"{client.get_run(run_id).info.artifact_uri}/model"
    tags = {"version": manifest["version"], "kind": manifest["kind"], "onnx_sha256": manifest["onnx"]["sha256"]}
    tags |= {"target": read_target(manifest)}
    return str(client.create_model_version(REGISTERED_MODEL, source, run_id, tags=tags).version)


def _describe_interface(manifest: Mapping, graph: Path) -> tuple[dict | None, "ModelSignature | None"]:
    """An input example and the signature of inputs and outputs; None for a manifest without background rows.

    The example is made of background rows, which belong to nobody (`make_up_background`).
    """
    rows = manifest.get("background", [])[:EXAMPLE_ROWS]
    if not rows:
        return None, None
    import numpy as np
    from mlflow.models import infer_signature
    from onnxruntime import InferenceSession

    numbers = [[np.nan if value is None else value for value in row["num"]] for row in rows]
    categories = [row["cat"] or ["none"] for row in rows]  # the graph's input without any category feature
    example = {"num": np.array(numbers, np.float32), "cat": np.array(categories, object)}
    session = InferenceSession(graph, providers=["CPUExecutionProvider"])
    outputs = dict(zip((output.name for output in session.get_outputs()), session.run(None, example), strict=True))
    return example, infer_signature(example, outputs)


@contextmanager
def _start_run(client: MlflowClient, experiment: str, name: str, tags: dict) -> Iterator[str]:
    run_id = client.create_run(experiment, tags=tags, run_name=name).info.run_id
    try:
        yield run_id
    except BaseException:
        client.set_terminated(run_id, "FAILED")
        raise
    client.set_terminated(run_id)


def _log_figures(client: MlflowClient, run_id: str, params: dict, metrics: dict) -> None:
    now = get_current_time_millis()
    client.log_batch(
        run_id,
        metrics=[Metric(name, float(value), now, 0) for name, value in metrics.items()],
        params=[Param(name, str(value)) for name, value in params.items()],
        tags=[RunTag("stage", "training")],
    )


def read_target(manifest: Mapping) -> str:
    """The lender's definition of default. Earlier trainings stored a constant of the policy: it is not the lender's."""
    target = manifest["training"].get("target") or {}
    definition = target.get("definition") if "definitions" in target else None
    return (definition or "not given")[:TAG_LENGTH]


def _training_params(manifest: Mapping, job_name: str) -> dict:
    calibration, protocol = manifest.get("calibration", {}), manifest.get("protocol", {})
    return (
        _pick(manifest["training"], "rows", "positives", "data_sha256", "run_id", "seed", "cut_off")
        | {"kind": manifest["kind"], "features": len(manifest["features"]), "job_name": job_name}
        | {"onnx_sha256": manifest["onnx"]["sha256"], "calibration": calibration.get("method")}
        | _pick(protocol, "folds", "split")
    )


def _training_metrics(manifest: Mapping) -> dict:
    return (
        _holdout_metrics(manifest["metrics"]["holdout"])
        | _list_numbers("cv", _pick(manifest["metrics"]["cv"], "auc_mean", "auc_std"))
        | _serving_metrics(manifest.get("serving", {}))
        | _list_numbers("parity", _pick(manifest["parity"], "max_abs_difference"))
        | _list_numbers("stability", manifest.get("stability", {}))
        | _list_numbers("latency", manifest.get("latency", {}))
    )


def _serving_metrics(serving: Mapping) -> dict:
    """Out-of-fold figures of the model that serves; none of a manifest from before refits."""
    figures = _pick(serving.get("out_of_fold", {}), "auc", "ks", "brier", "ece", "log_loss")
    cv = _pick(serving.get("cv", {}), "auc_mean", "auc_std")
    return (
        _list_numbers("serving", figures)
        | _list_numbers("serving_cv", cv)
        | _list_numbers("serving", _pick(serving, "rows", "psi"))
    )


def _candidate_params(record: Mapping) -> dict:
    settings = {f"setting_{name}": value for name, value in record.get("params", {}).items()}
    monotone = record.get("monotone", {}).get("applied")
    return _pick(record, "kind", "smote", "calibration", "trials") | settings | {"monotone": monotone}


def _candidate_metrics(record: Mapping) -> dict:
    folds = {}
    for cv in ("cv", "cv_smote"):
        folds |= _list_numbers(cv, _pick(record.get(cv) or {}, "auc_mean", "auc_std"))
    return _holdout_metrics(record["holdout"]) | folds | _pick(record, "seconds")


def _holdout_metrics(figures: Mapping) -> dict:
    return _list_numbers("holdout", figures) | _list_numbers("holdout", figures["confusion"])


def _pick(fields: Mapping, *names: str) -> dict:
    """The named fields that there are: a registered manifest has those that serving needs, and may lack others."""
    return {name: fields[name] for name in names if name in fields}


def _list_numbers(prefix: str, figures: Mapping) -> dict:
    return {f"{prefix}_{name}": value for name, value in figures.items() if isinstance(value, (int, float))}
