"""MLflow gets the tags and aliases of the database's registry, any number of times, never backwards."""

import json
from collections.abc import Iterator

import pytest
from mlflow import MlflowClient

from training.errors import NotInMlflow
from training.mlflow.sync_registry import main, sync_models

NAME = "loan-default-pd"


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> MlflowClient:
    """MLflow's own store, whose tables take seconds to create."""
    uri = f"sqlite:///{tmp_path_factory.mktemp('mlflow')}/mlflow.db"
    return MlflowClient(tracking_uri=uri, registry_uri=uri)


@pytest.fixture
def client(server) -> Iterator[MlflowClient]:
    """The store with three versions of the registered model."""
    server.create_registered_model(NAME)
    for _ in range(3):
        server.create_model_version(NAME, "file:///model")
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
            "job_name": f"job-{number}",
            "mlflow": {"run_id": "r", "model_name": NAME, "model_version": str(number)},
        }
        for number, stage in enumerate(stages, 1)
    ]
    return {"sequence": sequence, "models": models}


def aliases(client: MlflowClient) -> dict:
    """Version by alias."""
    return {alias: str(number) for alias, number in client.get_registered_model(NAME).aliases.items()}


def test_tags_and_aliases_agree_with_the_database(client):
    sync_models(client, document(1, "retired", "champion", "challenger"))
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
    sync_models(client, document(1, "retired", "champion", "challenger"))
    lines = sync_models(client, document(2, "champion", "retired", "retired"))
    assert aliases(client) == {"champion": "1"}
    assert lines == [f"{NAME}: version 1 is champion (v1)", f"{NAME}: nobody is challenger"]


def test_the_same_document_and_an_older_one_change_nothing(client):
    newest = document(2, "champion", "retired")
    sync_models(client, newest)
    assert sync_models(client, newest) == []
    assert "newer" in sync_models(client, document(1, "retired", "champion"))[0]
    assert aliases(client) == {"champion": "1"}


def test_a_champion_missing_in_mlflow_is_named_after_the_others_are_written(client):
    with pytest.raises(NotInMlflow, match="v4"):
        sync_models(client, document(1, "retired", "retired", "challenger", "champion"))
    assert aliases(client) == {"challenger": "3"}
    lost = document(1, "champion")
    lost["models"][0]["mlflow"]["model_name"] = "gone"
    with pytest.raises(NotInMlflow, match="v1"):
        sync_models(client, lost)


def test_a_model_that_was_never_in_mlflow_is_skipped(client):
    never = document(1, "champion")
    never["models"][0]["mlflow"] = {}
    assert sync_models(client, never) == []


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
