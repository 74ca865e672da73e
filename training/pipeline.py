"""A whole training, from the exported training set to a model folder. Open it to see the order of the steps."""

import json
from datetime import datetime

from training.data.training_set_document import FILE_NAME
from training.environment import Job
from training.export.model_folder import list_files, write_model_folder
from training.selection.settings_search import describe_searches, list_trials
from training.steps.assess_and_report import assess_and_report, describe_protocol
from training.steps.blend_candidates import add_blend, choose_candidate
from training.steps.evaluate_candidates import evaluate_candidates
from training.steps.export_model import check_graph, export_model
from training.steps.load_and_split import load_and_split
from training.steps.refit import refit
from training.steps.search_settings import search_settings
from training.timings import Timings


def run(job: Job, started_at: datetime) -> dict:
    """Trains, checks and stores one model; returns its manifest. Raises a TrainingError and then leaves no model."""
    timings = Timings()
    with timings.measure("load and split"):
        training = load_and_split(job)
    with timings.measure("search"):
        searches = search_settings(training)
    with timings.measure("cross-validate and fit"):
        candidates = evaluate_candidates(training, searches)
    with timings.measure("blend"):
        candidates = add_blend(training, candidates)
        chosen = choose_candidate(candidates)
    with timings.measure("refit"):
        serving = refit(training, chosen)

    with timings.measure("export and check"):
        manifest, graph = export_model(training, serving, started_at)
        manifest["protocol"] = describe_protocol(training, searches)
        manifest |= check_graph(training, serving, graph, len(manifest["background"]))
    manifest["search"], manifest["timings"] = describe_searches(searches), timings.seconds
    with timings.measure("assess and report"):
        trials = list_trials(searches)
        files = assess_and_report(training, candidates, chosen, serving, manifest, trials)
    files["search.json"] = (json.dumps(trials, indent=1) + "\n").encode()
    files[FILE_NAME] = (job.train_dir / FILE_NAME).read_bytes()
    manifest["files"] = list_files(files)

    write_model_folder(job.model_dir, graph, manifest, files)
    training.progress.step(f"wrote model {manifest['version']}")
    return manifest
