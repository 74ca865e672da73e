"""The whole training, step by step: data → split → search → choice by cross-validation → calibrated model → ONNX →
gate → figures → registry → model folder."""

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from joblib import Parallel, cpu_count, delayed

from training.data.training_set import Inputs, TrainingSet, load, validate
from training.environment import Job, Settings
from training.evaluation import assessment
from training.evaluation.metrics import evaluate
from training.export import latency, model_folder, parity
from training.export.onnx_model import FittedModel, to_onnx
from training.mlflow import tracking
from training.models import calibration, device
from training.models.algorithms import CANDIDATES, Recipe
from training.progress import Progress
from training.reporting import documents, scorecard_table
from training.selection import checkpoints, cross_validation, settings_search
from training.selection.cross_validation import Course, Split, Validation
from training.selection.settings_search import KindSearch

SEARCH_STEPS = 10
MONOTONE_COST = 0.002
"""Directions of the catalogue bind where they cost less cross-validated AUC than this."""


@dataclass(frozen=True)
class Candidate:
    """One kind of model with its figures: `record` is its entry in the manifest.

    pd: float64 [holdout rows]. out_of_fold: float64, PDs of the rows it was cross-validated on.
    """

    model: FittedModel
    recipe: Recipe
    record: dict
    pd: np.ndarray
    out_of_fold: np.ndarray

    @property
    def rank(self) -> float:
        """Candidates compete by the cross-validated AUC of the way they would be served."""
        return self.record["cv_smote" if self.record["smote"] else "cv"]["auc_mean"]


@dataclass(frozen=True)
class Training:
    """One training on its way: what every step reads."""

    data: TrainingSet
    split: Split
    settings: Settings
    progress: Progress
    kept: checkpoints.Checkpoints

    @property
    def seed(self) -> int:
        """Of every random choice."""
        return self.data.document.seed

    @property
    def workers(self) -> int:
        """Processes that share the work."""
        return self.settings.workers or cpu_count()

    def fits_at_once(self, inputs: Inputs, choices: "list[Choice]") -> int:
        """Processes that share the final fits: fewer where rows are many."""
        resampled = any(choice.recipe.smote for choice in choices)
        return cross_validation.fits_at_once(inputs, resampled, self.workers, self.settings.memory_gib)


def run(job: Job, started_at: datetime) -> dict:
    """Trains, checks and stores one model; gives the manifest. Raises a TrainingError and then leaves no model."""
    settings = job.settings
    tracker = tracking.connect(job.tracking_uri, settings.experiment)
    training = prepare(job)
    found, seconds = search(training)
    candidates = compete(training, found)
    best = max(candidates, key=lambda candidate: candidate.rank)
    manifest, graph = export(training, best, started_at)
    manifest["protocol"] = describe_protocol(training, found, seconds)
    manifest["parity"], manifest["latency"] = check(training, best, graph)
    files = assess(training, candidates, best, manifest)
    manifest["files"] = model_folder.list_files(files)

    job.output_dir.mkdir(parents=True, exist_ok=True)
    settings_search.write_trials(job.output_dir / "search.json", found)
    artefacts = [job.output_dir / "search.json", job.train_dir / "features.json"]
    manifest["mlflow"] = tracker.log(manifest, graph, artefacts, settings, files)
    training.progress.step(
        f"logged to MLflow as {settings.registered_model} version {manifest['mlflow']['model_version']}"
    )
    model_folder.write(job.model_dir, graph, manifest, files)
    training.progress.step(f"wrote model {manifest['version']}")
    return manifest


def prepare(job: Job) -> Training:
    """Loads and splits the data; raises when no model can be learned and judged from them."""
    device.require()
    settings = job.settings
    data = load(job.train_dir)
    validate(data)
    seed, per_class = data.document.seed, data.document.minimum.per_class
    split = cross_validation.split(data.defaulted, data.as_of, settings.holdout_share, seed, per_class)
    progress = Progress(_steps(settings, split))
    rows, bad = len(data.defaulted), int(data.defaulted.sum())
    progress.step(f"loaded {rows:,} outcomes ({bad / rows:.1%} defaults), {len(data.document.features)} features")
    # Neither a name nor the number of processes nor their room changes a result.
    same = replace(settings, job_name="", workers=0, memory_gib=0, experiment="", registered_model="")
    kept = checkpoints.connect(job.checkpoint_dir, data.sha256, same, model_folder.library_versions())
    return Training(data, split, settings, progress, kept)


def search(training: Training) -> tuple[dict[str, KindSearch], float]:
    """Settings of every kind, found on the training rows alone, and the seconds it took."""
    data, settings, progress = training.data, training.settings, training.progress
    budget = settings_search.Budget(settings.budget_seconds, settings.trials)
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        while told < int(share * SEARCH_STEPS):
            told += 1
            progress.step(f"searched for settings, {told / SEARCH_STEPS:.0%} of the budget")

    rows = training.split.training
    found = settings_search.search(
        data.inputs.take(rows),
        data.defaulted[rows],
        budget,
        training.seed,
        settings.folds,
        training.workers,
        training.kept,
        tell,
    )
    if not budget.is_nothing:
        tell(1.0)
    return found, sum(one.seconds for one in found.values())


def compete(training: Training, found: dict[str, KindSearch]) -> list[Candidate]:
    """Every kind: cross-validated as is, bound and with SMOTE, calibrated, fitted on the training rows, judged on the
    holdout."""
    data, seed, progress = training.data, training.seed, training.progress
    inputs, defaulted = data.inputs.take(training.split.training), data.defaulted[training.split.training]
    chosen = cross_validation.sample(defaulted, training.settings.selection_rows, seed)
    selected, outcomes = inputs.take(chosen), defaulted[chosen]
    course = Course(selected, outcomes, training.settings.folds, seed, training.workers, progress.step, training.kept)
    choices = _choose_ways(course, found)
    fits = Parallel(n_jobs=training.fits_at_once(inputs, choices), return_as="generator")(
        delayed(cross_validation.fit)(choice.recipe, inputs, defaulted, seed) for choice in choices
    )
    candidates = []
    for choice, (prepared, estimator, seconds) in zip(choices, fits, strict=True):
        kind = choice.recipe.kind
        calibrate = calibration.fit_points if kind == "scorecard" else calibration.fit
        calibrator = calibrate(choice.served.out_of_fold, outcomes, seed)
        model = FittedModel(kind, prepared, estimator, calibrator)
        pd = model.predict(data.inputs.take(training.split.holdout))
        figures = evaluate(data.defaulted[training.split.holdout], pd, data.document.cut_off)
        record = choice.record | {
            "holdout": figures,
            "calibration": calibrator.method,
            "trials": len(found[kind].trials),
            "seconds": round(choice.seconds + found[kind].seconds + seconds, 3),
        }
        out_of_fold = calibrator.apply(choice.served.out_of_fold)
        candidates.append(Candidate(model, choice.recipe, record, pd, out_of_fold))
        auc = choice.served.cv["auc_mean"]
        progress.step(f"fitted {kind}: AUC {auc:.4f} in cross-validation, {figures['auc']:.4f} held out")
    return candidates


@dataclass(frozen=True)
class Choice:
    """How a kind will be served, why, and what it cost to find out."""

    recipe: Recipe
    served: Validation
    record: dict
    seconds: float


def _choose_ways(course: Course, found: dict[str, KindSearch]) -> list[Choice]:
    """Per kind: bound to the catalogue's directions where that costs little, with SMOTE where that helps."""
    has_directions = course.inputs.directions is not None and bool(course.inputs.directions.any())
    free = [Recipe(kind, found[kind].params) for kind in CANDIDATES]
    bound = [replace(one, constrained=True) for one in free if has_directions and CANDIDATES[one.kind].constrainable]
    plain = dict(zip([*free, *bound], cross_validation.cross_validate(course, [*free, *bound]), strict=True))
    costs = {one.kind: _auc(plain[replace(one, constrained=False)]) - _auc(plain[one]) for one in bound}
    chosen = [replace(one, constrained=costs.get(one.kind, np.inf) < MONOTONE_COST) for one in free]
    smote = cross_validation.cross_validate(course, [replace(one, smote=True) for one in chosen])
    choices = []
    for one, resampled in zip(chosen, smote, strict=True):
        as_is = plain[one]
        helps = _auc(resampled) > _auc(as_is)
        record = {
            "kind": one.kind,
            "smote": helps,
            "cv": as_is.cv,
            "cv_smote": resampled.cv,
            "params": one.params,
            "monotone": {
                "applied": one.constrained or (one.kind == "scorecard" and has_directions),
                "auc_cost": costs.get(one.kind),
            },
        }
        seconds = as_is.seconds + resampled.seconds
        choices.append(Choice(replace(one, smote=helps), resampled if helps else as_is, record, seconds))
    return choices


def _auc(validation: Validation) -> float:
    return validation.cv["auc_mean"]


def export(training: Training, best: Candidate, started_at: datetime) -> tuple[dict, bytes]:
    """The chosen model as a graph, and the manifest's part that follows from it and the data."""
    data = training.data
    graph = model_folder.onnx_bytes(to_onnx(best.model))
    manifest = model_folder.describe_model(data, best.model, graph, started_at)
    manifest["training"] = model_folder.describe_training(data)
    manifest["background"] = model_folder.background(
        best.model, data.inputs.take(training.split.training), training.seed
    )
    training.progress.step(
        f"chose {best.model.kind} (AUC {best.rank:.4f} in cross-validation); graph of {len(graph) // 1024} KiB"
    )
    return manifest, graph


def check(training: Training, best: Candidate, graph: bytes) -> tuple[dict, dict]:
    """The gate: graph and model agree on every row and on made-up ones; and how long the graph takes a row."""
    data = training.data
    agreed = parity.check(
        best.model,
        graph,
        data.inputs,
        cut_off=data.document.cut_off,
        tolerance=data.document.parity_tolerance,
        seed=training.seed,
    )
    training.progress.step(f"parity on {agreed['rows']:,} rows: largest difference {agreed['max_abs_difference']:.1e}")
    return agreed, latency.measure(graph, data.inputs, training.seed)


def assess(training: Training, candidates: list[Candidate], best: Candidate, manifest: dict) -> dict[str, bytes]:
    """The manifest's figures, and the model folder's other files by name: what a validator reads."""
    manifest["metrics"] = {
        "holdout": best.record["holdout"],
        "cv": best.record["cv_smote" if best.record["smote"] else "cv"],
    }
    manifest["candidates"] = [candidate.record for candidate in candidates]
    subject = assessment.Subject(
        data=training.data,
        training=training.split.training,
        holdout=training.split.holdout,
        model=best.model,
        recipe=best.recipe,
        pds={candidate.model.kind: candidate.pd for candidate in candidates},
        out_of_fold=best.out_of_fold,
        workers=training.workers,
    )
    found = assessment.assess(subject)
    manifest["metrics"]["intervals"] = found.intervals
    manifest["stability"], manifest["fairness"] = found.stability, found.fairness
    training.progress.step("measured intervals, curves, importance, stability and fairness")
    files = found.files() | documents.documents(manifest, found.evaluation, found.baseline, found.pictures)
    points = next(candidate for candidate in candidates if candidate.model.kind == "scorecard")
    files["scorecard.json"] = scorecard_table.document(points.model, training.data)
    return files


def describe_protocol(training: Training, found: dict[str, KindSearch], seconds: float) -> dict:
    """How the figures came to be, for the manifest."""
    settings = training.settings
    return training.split.describe() | {
        "holdout_share": settings.holdout_share,
        "folds": settings.folds,
        "repeats": cross_validation.repeats(len(training.split.training)),
        "seed": training.seed,
        "search": {
            "budget_seconds": settings.budget_seconds,
            "trials": sum(len(one.trials) for one in found.values()),
            "seconds": round(seconds, 3),
        },
    }


def _steps(settings: Settings, split: Split) -> int:
    tasks = 2 * settings.folds * cross_validation.repeats(min(len(split.training), settings.selection_rows))
    searched = not settings_search.Budget(settings.budget_seconds, settings.trials).is_nothing
    return 6 + SEARCH_STEPS * searched + tasks + len(CANDIDATES)
