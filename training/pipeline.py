"""A whole training, from the exported training set to a model folder. Open it to see the order of the steps."""

from datetime import datetime

from training.data.training_set_document import FILE_NAME
from training.environment import Job
from training.export.model_folder import list_files, write_model_folder
from training.selection.settings_search import describe_trials
from training.steps.assess_and_report import assess_and_report, describe_protocol
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.export_model import check_graph, export_model
from training.steps.load_and_split import load_and_split
from training.steps.search_settings import search_settings


def run(job: Job, started_at: datetime) -> dict:
    """Trains, checks and stores one model; returns its manifest. Raises a TrainingError and then leaves no model."""
    training = load_and_split(job)
    searches = search_settings(training)
    candidates = evaluate_candidates(training, searches)
    chosen = max(candidates, key=lambda candidate: candidate.cv_auc)

    manifest, graph = export_model(training, chosen, started_at)
    manifest["protocol"] = describe_protocol(training, searches)
    manifest |= check_graph(training, chosen, graph)
    files = assess_and_report(training, candidates, chosen, manifest)
    files["search.json"] = describe_trials(searches)
    files[FILE_NAME] = (job.train_dir / FILE_NAME).read_bytes()
    manifest["files"] = list_files(files)

    write_model_folder(job.model_dir, graph, manifest, files)
    training.progress.step(f"wrote model {manifest['version']}")
    return manifest
