"""The whole training, step by step: data → choice by cross-validation → calibrated model → ONNX → gate → registry."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from joblib import Parallel, cpu_count, delayed

from training import calibration, model_folder, parity, protocol, tracking
from training.candidates import CANDIDATES
from training.data import TrainingSet, load, validate
from training.environment import Job, Settings
from training.evaluation import evaluate
from training.export import FittedModel, to_onnx
from training.progress import Progress
from training.protocol import Validation


@dataclass(frozen=True)
class Candidate:
    """One kind of model with its figures: `record` is its entry in the manifest, `pd` float64 [holdout rows]."""

    model: FittedModel
    record: dict
    pd: np.ndarray

    @property
    def rank(self) -> float:
        """Candidates compete by the cross-validated AUC of the way they would be served."""
        return self.record["cv_smote" if self.record["smote"] else "cv"]["auc_mean"]


def run(job: Job, started_at: datetime) -> dict:
    """Trains, checks and stores one model; gives the manifest. Raises a TrainingError and then leaves no model."""
    settings = job.settings
    progress = Progress(2 * settings.folds + len(CANDIDATES) + 5)
    tracker = tracking.connect(job.tracking_uri, settings.experiment)
    data = load(job.train_dir)
    validate(data, settings.min_rows, settings.min_rows_per_class)
    rows, bad = len(data.defaulted), int(data.defaulted.sum())
    progress.step(f"loaded {rows:,} outcomes ({bad / rows:.1%} defaults), {len(data.spec['features'])} features")

    training, holdout = protocol.split(data.defaulted, settings.holdout_share, data.spec["seed"])
    candidates = compete(data, training, holdout, settings, progress)
    best = max(candidates, key=lambda candidate: candidate.rank)
    manifest, graph = _export(data, best, training, started_at)
    progress.step(
        f"chose {best.model.kind} (AUC {best.rank:.4f} in cross-validation); graph of {len(graph) // 1024} KiB"
    )
    manifest["parity"] = parity.check(best.model, graph, data.inputs, data.spec["cut_off"], data.spec["seed"])
    progress.step(f"parity on {rows:,} rows: largest difference {manifest['parity']['max_abs_difference']:.1e}")
    manifest["metrics"] = {
        "holdout": best.record["holdout"],
        "cv": best.record["cv_smote" if best.record["smote"] else "cv"],
    }
    manifest["candidates"] = [candidate.record for candidate in candidates]

    job.output_dir.mkdir(parents=True, exist_ok=True)
    _write_holdout(job.output_dir / "holdout.csv", data, holdout, candidates)
    files = [job.output_dir / "holdout.csv", job.train_dir / "features.json"]
    manifest["mlflow"] = tracker.log(manifest, graph, files, settings)
    progress.step(f"logged to MLflow as {settings.registered_model} version {manifest['mlflow']['model_version']}")
    model_folder.write(job.model_dir, graph, manifest)
    progress.step(f"wrote model {manifest['version']}")
    return manifest


def compete(
    data: TrainingSet, training: np.ndarray, holdout: np.ndarray, settings: Settings, progress: Progress
) -> list[Candidate]:
    """Every kind: cross-validated as is and with SMOTE, calibrated, fitted on `training`, judged on `holdout`."""
    seed, workers = data.spec["seed"], settings.workers or cpu_count()
    inputs, defaulted = data.inputs.take(training), data.defaulted[training]
    chosen = protocol.sample(defaulted, settings.selection_rows, seed)
    selected, outcomes = inputs.take(chosen), defaulted[chosen]
    validations = protocol.cross_validate(selected, outcomes, settings.folds, seed, workers, progress.step)
    ways = {kind: _better_way(validations, kind) for kind in CANDIDATES}
    fits = Parallel(n_jobs=workers, return_as="generator")(
        delayed(protocol.fit_kind)(kind, inputs, defaulted, ways[kind], seed) for kind in CANDIDATES
    )
    candidates = []
    for kind, (prepare, estimator, seconds) in zip(CANDIDATES, fits, strict=True):
        plain, smote = validations[kind, False], validations[kind, True]
        served = validations[kind, ways[kind]]
        calibrator = calibration.fit(served.out_of_fold, outcomes, seed)
        model = FittedModel(kind, prepare, estimator, calibrator)
        pd = model.predict(data.inputs.take(holdout))
        figures = evaluate(data.defaulted[holdout], pd, data.spec["cut_off"])
        record = {
            "kind": kind,
            "smote": ways[kind],
            "cv": plain.cv,
            "cv_smote": smote.cv,
            "holdout": figures,
            "calibration": calibrator.method,
            "seconds": round(plain.seconds + smote.seconds + seconds, 3),
        }
        candidates.append(Candidate(model, record, pd))
        progress.step(
            f"fitted {kind}: AUC {served.cv['auc_mean']:.4f} in cross-validation, {figures['auc']:.4f} held out"
        )
    return candidates


def _better_way(validations: dict[tuple[str, bool], Validation], kind: str) -> bool:
    """Whether SMOTE raises the cross-validated AUC of this kind."""
    return validations[kind, True].cv["auc_mean"] > validations[kind, False].cv["auc_mean"]


def _export(data: TrainingSet, best: Candidate, training: np.ndarray, started_at: datetime) -> tuple[dict, bytes]:
    graph = model_folder.onnx_bytes(to_onnx(best.model))
    manifest = model_folder.describe_model(data, best.model, graph, started_at)
    manifest["training"] = model_folder.describe_training(data)
    manifest["background"] = model_folder.background(data.inputs.take(training), data.spec["seed"])
    return manifest, graph


def _write_holdout(file: Path, data: TrainingSet, holdout: np.ndarray, candidates: list[Candidate]) -> None:
    """The holdout's outcomes and every candidate's PDs, so that each figure can be computed again."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["application_id", "defaulted", *(candidate.model.kind for candidate in candidates)])
        pds = np.column_stack([candidate.pd for candidate in candidates]).tolist()
        for row, values in zip(holdout, pds, strict=True):
            writer.writerow([data.application_id[row], int(data.defaulted[row]), *values])
