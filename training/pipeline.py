"""A whole training, from the exported training set to a model folder. Open it to see the order of the steps."""

from datetime import datetime

from training.environment import Job
from training.export.model_folder import list_files, write_model_folder
from training.mlflow.tracking import connect_tracker
from training.selection.settings_search import write_trials
from training.steps.assess_and_report import assess_and_report, describe_protocol
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.export_model import check_graph, export_model
from training.steps.load_and_split import load_and_split
from training.steps.search_settings import search_settings


def run(job: Job, started_at: datetime) -> dict:
    """Trains, checks and stores one model; returns its manifest. Raises a TrainingError and then leaves no model."""
    settings = job.settings
    tracker = connect_tracker(job.tracking_uri, settings.experiment)
    training = load_and_split(job)
    searches = search_settings(training)
    candidates = evaluate_candidates(training, searches)
    chosen = max(candidates, key=lambda candidate: candidate.cv_auc)

    manifest, graph = export_model(training, chosen, started_at)
    manifest["protocol"] = describe_protocol(training, searches)
    manifest |= check_graph(training, chosen, graph)
    files = assess_and_report(training, candidates, chosen, manifest)
    manifest["files"] = list_files(files)

    job.output_dir.mkdir(parents=True, exist_ok=True)
    search_file = job.output_dir / "search.json"
    write_trials(search_file, searches)
    artefacts = [search_file, job.train_dir / "features.json"]
    manifest["mlflow"] = tracker.log_training(manifest, graph, artefacts, settings, files)
    version = manifest["mlflow"]["model_version"]
    training.progress.step(f"logged to MLflow as {settings.registered_model} version {version}")
    write_model_folder(job.model_dir, graph, manifest, files)
    training.progress.step(f"wrote model {manifest['version']}")
    return manifest
