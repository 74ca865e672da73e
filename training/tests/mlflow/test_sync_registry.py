"""MLflow gets the tags and aliases of the database's registry, any number of times, never backwards."""

import json
import shutil
from collections.abc import Iterator
from contextlib import chdir
from functools import partial
from pathlib import Path

import mlflow.pyfunc
import numpy as np
import pytest
from mlflow import MlflowClient

from training.errors import ModelFolderChanged
from training.mlflow.sync_registry import main, sync_models
from training.mlflow.tracking import log_model

NAME = "loan-default-pd"


def create_store(folder: Path) -> MlflowClient:
    """A store of its own, without a server."""
    uri = f"sqlite:///{folder}/mlflow.db"
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> MlflowClient:
    """MLflow's own store, whose tables take seconds to create."""
    return create_store(tmp_path_factory.mktemp("mlflow"))


@pytest.fixture
def client(server) -> Iterator[MlflowClient]:
    """The store with three versions of the registered model, as an earlier job logged them."""
    server.create_registered_model(NAME)
    for number in range(1, 4):
        server.create_model_version(NAME, "file:///model", tags={"version": f"v{number}"})
    yield server
    server.delete_registered_model(NAME)


def document(sequence: int, *stages: str) -> dict:
    """Models of these stages, the first of which is MLflow's version 1."""
    models = [
        {
            "version": f"v{number}",
            "kind": "xgboost",
            "stage": stage,
            "stage_reasons": [f"why {stage}"],
            "onnx_sha256": "a" * 64,
            "manifest_sha256": None,
            "job_name": f"job-{number}",
        }
        for number, stage in enumerate(stages, 1)
    ]
    return {"sequence": sequence, "models": models}


def refuse_download(model: dict, _folder: Path) -> None:
    raise ModelFolderChanged(f"manifest.json of model {model['version']} is missing")


sync = partial(sync_models, download=refuse_download)


def aliases(client: MlflowClient) -> dict:
    """Version by alias."""
    return {alias: str(number) for alias, number in client.get_registered_model(NAME).aliases.items()}


def test_tags_and_aliases_agree_with_the_database(client):
    sync(client, document(1, "retired", "champion", "challenger"))
    assert aliases(client) == {"champion": "2", "challenger": "3"}
    tags = client.get_model_version(NAME, "2").tags
    assert tags == {
        "version": "v2",
        "kind": "xgboost",
        "onnx_sha256": "a" * 64,
        "job_name": "job-2",
        "stage": "champion",
        "stage_reasons": "why champion",
    }


def test_a_rollback_moves_one_alias_and_removes_the_other(client):
    sync(client, document(1, "retired", "champion", "challenger"))
    lines = sync(client, document(2, "champion", "retired", "retired"))
    assert aliases(client) == {"champion": "1"}
    assert lines == [f"{NAME}: version 1 is champion (v1)", f"{NAME}: nobody is challenger"]


def test_the_same_document_and_an_older_one_change_nothing(client):
    newest = document(2, "champion", "retired")
    sync(client, newest)
    assert sync(client, newest) == []
    assert "newer" in sync(client, document(1, "retired", "champion"))[0]
    assert aliases(client) == {"champion": "1"}


def test_a_model_that_cannot_be_logged_is_named_after_the_others_are_written(client):
    with pytest.raises(ModelFolderChanged, match="v4 is missing"):
        sync(client, document(1, "retired", "retired", "challenger", "champion"))
    assert aliases(client) == {"challenger": "3"}


def test_a_model_that_mlflow_does_not_have_is_logged_once_with_candidates_and_folder(tmp_path, trained):
    manifest = json.loads((trained / "model/manifest.json").read_text())
    only = document(1, "champion")
    only["models"][0] |= {"version": manifest["version"], "kind": manifest["kind"]}
    downloads = []

    def download(model: dict, folder: Path) -> None:
        downloads.append(model["version"])
        shutil.copytree(trained / "model", folder, dirs_exist_ok=True)

    with chdir(tmp_path):  # MLflow writes its artefacts to the working folder
        client = create_store(tmp_path)
        lines = sync_models(client, only, download)
        assert lines == [
            f"{NAME}: {manifest['version']} is version 1",
            f"{NAME}: version 1 is champion ({manifest['version']})",
        ]
        assert sync_models(client, only, download) == []
        assert downloads == [manifest["version"]]
        version = client.get_model_version(NAME, "1")
        assert version.tags["version"] == manifest["version"]
        assert version.tags["target"] == "made up"
        parent = client.get_run(version.run_id)
        assert parent.data.tags["target"] == "made up"
        experiment = client.get_experiment(parent.info.experiment_id)
        assert experiment.tags["mlflow.experimentKind"] == "custom_model_development"
        model = mlflow.pyfunc.load_model(client.download_artifacts(version.run_id, "model", str(tmp_path)))
        assert [spec.name for spec in model.metadata.signature.inputs] == ["num", "cat"]
        assert [spec.name for spec in model.metadata.signature.outputs] == ["pd", "raw", "prepared"]
        pds = model.predict(model.input_example)["pd"]
        assert ((pds > 0) & (pds < 1)).all()
        background = [row["num"] for row in manifest["background"][:5]]
        assert np.nan_to_num(model.input_example["num"]).tolist() == [[v or 0 for v in row] for row in background]
        assert parent.info.status == "FINISHED"
        assert parent.data.params["kind"] == manifest["kind"]
        assert parent.data.metrics["holdout_auc"] == manifest["metrics"]["holdout"]["auc"]
        runs = client.search_runs([parent.info.experiment_id], f"tags.mlflow.parentRunId = '{parent.info.run_id}'")
        assert {run.info.run_name for run in runs} == {candidate["kind"] for candidate in manifest["candidates"]}
        assert {file.path for file in client.list_artifacts(version.run_id)} == {"model", "model_folder"}


def test_a_manifest_with_no_more_than_serving_needs_is_logged_too(tmp_path, trained):
    whole = json.loads((trained / "model/manifest.json").read_text())
    manifest = {name: whole[name] for name in ("version", "kind", "onnx", "features", "metrics", "parity")}
    manifest["training"] = {"rows": 1}
    manifest["candidates"] = [{name: whole["candidates"][0][name] for name in ("kind", "cv", "holdout")}]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "model.onnx").write_bytes((trained / "model/model.onnx").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with chdir(tmp_path):
        assert log_model(create_store(tmp_path), folder, "by-hand") == "1"


def test_a_server_without_an_answer_is_a_named_failure(tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    (tmp_path / "registry.json").write_text(json.dumps(document(1, "champion")))
    failure = tmp_path / "failure"
    environ = {
        "SM_CHANNEL_REGISTRY": str(tmp_path),
        "SM_OUTPUT_FAILURE": str(failure),
        "MLFLOW_TRACKING_URI": "http://127.0.0.1:9",
    }
    assert main(environ) == 1
    assert failure.read_text().startswith("TrackingUnavailable: ")
