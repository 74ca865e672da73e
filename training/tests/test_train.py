"""The job as SageMaker runs it: folders and variables in, a model folder or one line of failure out."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime as ort
import pytest
from sklearn.metrics import roc_auc_score

from testing.models.made_up_lender import NUMBERS, WORDS, make_rows, write_channel
from training.environment import Settings, read_job
from training.errors import MissingInput, ParityFailed
from training.models.kinds import BLEND, KINDS
from training.steps import export_model

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def manifest(trained):
    return json.loads((trained / "model/manifest.json").read_text())


def test_the_model_folder_is_complete(trained, manifest):
    graph = (trained / "model/model.onnx").read_bytes()
    digest = hashlib.sha256(graph).hexdigest()
    names = {path.relative_to(trained / "model").as_posix() for path in (trained / "model").rglob("*.*")}
    assert names == {"manifest.json", "model.onnx", *(file["name"] for file in manifest["files"])}
    assert names >= {
        "scorecard.json",
        "evaluation.json",
        "baseline.json",
        "holdout.csv",
        "out_of_fold.csv",
        "parity.csv",
    }
    assert names >= {"search.json", "features.json", "plots/roc.png"}
    assert manifest["onnx"] == {"file": "model.onnx", "sha256": digest, "size_bytes": len(graph)}
    assert manifest["version"].endswith(f"Z-{digest[:8]}")
    assert manifest["inputs"] == {"num": list(NUMBERS), "cat": list(WORDS)}
    assert len(manifest["prepared"]) == len(manifest["prepared_from"]) == 11
    assert manifest["training"]["rows"] == 600
    assert manifest["parity"]["decision_flips"] == 0
    assert [candidate["kind"] for candidate in manifest["candidates"]] == [*KINDS, BLEND]


def test_the_best_candidate_by_cross_validation_is_chosen(manifest):
    *single, blend = manifest["candidates"]
    best = max(single, key=lambda c: c["cv_smote" if c["smote"] else "cv"]["auc_mean"])
    best = blend if blend["blend"]["leads"] else best
    assert manifest["kind"] == best["kind"]
    assert manifest["metrics"]["holdout"] == best["holdout"]
    assert best["holdout"]["auc"] > 0.75


def test_figures_can_be_computed_again_from_the_stored_scores(trained, manifest):
    with (trained / "model/holdout.csv").open() as file:
        rows = list(csv.DictReader(file))
    outcomes = [int(row["defaulted"]) for row in rows]
    for candidate in manifest["candidates"]:
        pds = [float(row[candidate["kind"]]) for row in rows]
        assert roc_auc_score(outcomes, pds) == candidate["holdout"]["auc"]


def test_no_stored_row_is_a_customers(trained, manifest, lender):
    customers = {(*num, *cat) for num, cat in zip(lender.inputs.num.tolist(), lender.inputs.categories(), strict=True)}
    stored = {(*row["num"], *row["cat"]) for row in manifest["background"]}
    assert len(stored) > 30
    assert not stored & customers
    assert not any("application_id" in path.read_text() for path in (trained / "model").glob("*.csv"))


def test_background_rows_are_raw_and_scorable(trained, manifest):
    session = ort.InferenceSession(trained / "model/model.onnx")
    rows = manifest["background"]
    num = np.array([[np.nan if value is None else value for value in row["num"]] for row in rows], np.float32)
    pd = session.run(["pd"], {"num": num, "cat": np.array([row["cat"] for row in rows], object)})[0]
    assert len(rows) in ((16, 32, 128) if KINDS[manifest["kind"]].scale == "probability" else (256,))
    assert ((pd > 0) & (pd < 1)).all()


def test_the_same_inputs_give_the_same_bytes_on_any_number_of_processes(channel, tmp_path, trained, manifest):
    """As SageMaker starts it: the job's own process forks the others."""
    folder = tmp_path / "again"
    variables = {"SM_CHANNEL_TRAIN": channel, "SM_MODEL_DIR": folder / "model", "SM_OUTPUT_DATA_DIR": folder / "output"}
    variables |= {"SM_HPS": '{"folds": "2", "workers": "2", "budget_seconds": "0"}'}
    environment = os.environ | {name: str(value) for name, value in variables.items()}
    subprocess.run([sys.executable, "-m", "training.train"], cwd=ROOT, env=environment, check=True)
    assert (folder / "model/model.onnx").read_bytes() == (trained / "model/model.onnx").read_bytes()
    again = json.loads((folder / "model/manifest.json").read_text())
    assert again["metrics"] == manifest["metrics"]
    assert again["background"] == manifest["background"]
    assert again["fairness"] == manifest["fairness"]
    measured = {"evaluation.json", "baseline.json", "holdout.csv", "parity.csv", "plots/roc.png", "plots/shap.png"}
    files_again, files = (
        {file["name"]: file for file in stored["files"] if file["name"] in measured} for stored in (again, manifest)
    )
    assert files_again == files
    assert set(files) == measured


def test_progress_counts_to_its_total(job, trained, capsys):
    job("progress")
    steps = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("progress ")]
    assert steps == [f"{i}/{len(steps)}" for i in range(1, len(steps) + 1)]


def read_failure(status, folder) -> str:
    """The one line of a failed job, which left no model."""
    assert status == 1
    assert not (folder / "model").exists()
    text = (folder / "output/failure").read_text()
    assert text.count("\n") == 1
    return text


def test_failures_are_one_clear_line(job, tmp_path):
    few = write_channel(tmp_path / "few", make_rows(150))
    assert read_failure(*job("few", SM_CHANNEL_TRAIN=str(few))).startswith("TooFewRows: 150 known outcomes")
    one_class = write_channel(tmp_path / "one_class", make_rows(300).assign(defaulted=1))
    assert read_failure(*job("one_class", SM_CHANNEL_TRAIN=str(one_class))).startswith("OneClass: all 300 outcomes")
    blank = write_channel(tmp_path / "blank", make_rows(300), numbers=("constant", "never_known"), words=())
    assert read_failure(*job("blank", SM_CHANNEL_TRAIN=str(blank))).startswith("NoUsableFeature: ")
    assert read_failure(*job("empty", SM_CHANNEL_TRAIN=str(tmp_path))).startswith("MissingInput: features.json")


def test_kinds_are_left_out_by_name_and_one_has_to_be_left(job):
    def leave_out(*kinds: str) -> str:
        settings = {"folds": "2", "workers": "1", "budget_seconds": "0", "leave_out_kinds": json.dumps(kinds)}
        return json.dumps(settings)

    line = read_failure(*job("unknown-kind", SM_HPS=leave_out("oracle")))
    assert line.startswith("MissingInput: leave_out_kinds names oracle; kinds are logistic_regression, ")
    line = read_failure(*job("no-kind", SM_HPS=leave_out(*KINDS)))
    assert line == "MissingInput: leave_out_kinds leaves out every kind of model\n"
    kept = ("logistic_regression", "scorecard")
    status, folder = job("two-kinds", SM_HPS=leave_out(*(kind for kind in KINDS if kind not in kept), BLEND))
    assert status == 0
    manifest = json.loads((folder / "model/manifest.json").read_text())
    assert [candidate["kind"] for candidate in manifest["candidates"]] == list(kept)
    assert "members" not in manifest


def test_a_small_lender_is_trained_where_the_configuration_allows_it(job, tmp_path):
    rows = make_rows(100)
    small = write_channel(tmp_path / "small", rows, minimum={"outcomes": 100, "per_class": 20})
    status, folder = job("small", SM_CHANNEL_TRAIN=str(small))
    assert status == 0
    assert json.loads((folder / "model/manifest.json").read_text())["training"]["rows"] == 100
    larger = write_channel(tmp_path / "larger", rows, minimum={"outcomes": 101, "per_class": 20})
    line = read_failure(*job("larger", SM_CHANNEL_TRAIN=str(larger)))
    remedy = "deliver more outcomes, or lower `minimum` in config/training.json"
    assert line == f"TooFewRows: 100 known outcomes; at least 101 are needed: {remedy}\n"


def test_scorecard_and_manifest_state_the_scale_of_the_policy(trained):
    """conftest's lender has a policy with another scale than the first policies."""
    card = json.loads((trained / "model/scorecard.json").read_text())
    assert card["scale"] == {"base": 500, "odds": 50, "pdo": 20}
    manifest = json.loads((trained / "model/manifest.json").read_text())
    assert manifest["score_scale"] == {"base": 500, "odds": 50, "pdo": 20, "min": 0, "max": 1000}


def test_a_model_that_is_not_the_same_in_onnx_is_not_written(job, monkeypatch):
    def differs(*_, **__):
        raise ParityFailed("they differ")

    monkeypatch.setattr(export_model, "check_parity", differs)
    assert read_failure(*job("unequal")) == "ParityFailed: they differ\n"


def test_settings_are_parsed_from_texts_and_unknown_ones_are_refused():
    hyperparameters = '{"folds": "3", "budget_seconds": "0"}'
    assert read_job({"SM_HPS": hyperparameters}).settings == Settings(folds=3, budget_seconds=0)
    assert read_job({"TRAINING_JOB_NAME": "risk-1", "SM_HPS": hyperparameters}).settings.job_name == "risk-1"
    with pytest.raises(MissingInput, match="the hyperparameter budget_seconds is not given"):
        read_job({"SM_HPS": '{"folds": "3"}'})
    with pytest.raises(MissingInput, match="unknown hyperparameters trees"):
        read_job({"SM_HPS": '{"trees": "3"}'})
    with pytest.raises(MissingInput, match="wrong type"):
        read_job({"SM_HPS": '{"folds": "many", "budget_seconds": "0"}'})
