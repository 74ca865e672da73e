"""Monitoring results in MLflow: a run for each model, a metric for each figure, a step for each day."""

import copy
import json

import pytest
from mlflow import MlflowClient

from training.mlflow.record_monitoring import EXPERIMENT, main, record_results

DOCUMENT = {
    "as_of": "2005-10-02",
    "run_id": "run",
    "model_version": "v2",
    "results": [
        {"kind": "feature_drift", "model_version": "v2", "subject": "été & more", "metric": "psi", "value": 0.02},
        {"kind": "performance", "model_version": "v1", "subject": "realised", "metric": "auc", "value": 0.78},
        {"kind": "quality", "model_version": "", "subject": "delivery", "metric": "pass_rate", "value": 1},
        {"kind": "performance", "model_version": "v2", "subject": "realised", "metric": "auc", "value": None},
    ],
}
DAY = 13_058  # days from 1970 to 2005-10-02


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # MLflow writes artefacts to the working folder
    return MlflowClient(f"sqlite:///{tmp_path}/mlflow.db")


def find_run(client, version):
    experiment = client.get_experiment_by_name(EXPERIMENT)
    (run,) = client.search_runs([experiment.experiment_id], filter_string=f"tags.version = '{version}'")
    return run


def test_each_model_has_its_figures_by_day(client):
    assert record_results(client, DOCUMENT) == ["v1: 1 figures of 2005-10-02", "v2: 2 figures of 2005-10-02"]
    assert find_run(client, "v1").data.metrics == {"performance/auc/realised": 0.78}
    new = find_run(client, "v2")
    assert new.data.metrics == {"feature_drift/psi/_t____more": 0.02, "quality/pass_rate/delivery": 1}
    (point,) = client.get_metric_history(new.info.run_id, "quality/pass_rate/delivery")
    assert point.step == DAY


def test_an_unchanged_day_is_not_written_again_and_a_corrected_one_counts(client):
    record_results(client, DOCUMENT)
    assert record_results(client, DOCUMENT)[0] == "v1: 2005-10-02 is told already"
    corrected = copy.deepcopy(DOCUMENT)
    corrected["results"][1]["value"] = 0.7
    assert record_results(client, corrected)[0] == "v1: 1 figures of 2005-10-02"
    run = find_run(client, "v1")
    assert len(client.get_metric_history(run.info.run_id, "performance/auc/realised")) == 2
    assert run.data.metrics == {"performance/auc/realised": 0.7}


def test_the_job_names_in_one_line_what_is_missing(tmp_path, capsys):
    environ = {"SM_CHANNEL_MONITORING": str(tmp_path), "SM_OUTPUT_DIR": str(tmp_path / "output")}
    assert main(environ) == 1
    assert "monitoring.json is not there" in capsys.readouterr().err
    (tmp_path / "monitoring.json").write_text(json.dumps(DOCUMENT))
    assert main(environ) == 1
    assert "MLFLOW_TRACKING_URI is not set" in capsys.readouterr().err
