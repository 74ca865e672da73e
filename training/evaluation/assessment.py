"""All that a validator reads of a model, from its predictions of the rows that were held out: figures with intervals,
curves, importance, stability, fairness, and the rows from which each can be computed again."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from training.data.training_set import Inputs, TrainingSet
from training.evaluation import attribute_worth, bootstrap, curves, fairness, importance, stability
from training.evaluation.metrics import evaluate
from training.export import parity
from training.export.onnx_model import FittedModel
from training.models.algorithms import Recipe
from training.reporting import plots

PARITY_ROWS = 300


@dataclass(frozen=True)
class Subject:
    """What is assessed.

    training, holdout: positions of rows. pds: PDs of the holdout by kind, every candidate's. out_of_fold: PDs of
    training rows (all or a sample), each from a model that did not learn from it. workers: processes to share the work.
    """

    data: TrainingSet
    training: np.ndarray
    holdout: np.ndarray
    model: FittedModel
    recipe: Recipe
    pds: Mapping[str, np.ndarray]
    out_of_fold: np.ndarray
    workers: int

    @property
    def pd(self) -> np.ndarray:
        """The chosen model's PDs of the holdout."""
        return self.pds[self.model.kind]

    @property
    def defaulted(self) -> np.ndarray:
        """Outcomes of the holdout."""
        return self.data.defaulted[self.holdout]

    @property
    def seed(self) -> int:
        """Of every random choice."""
        return self.data.document.seed

    @property
    def cut_offs(self) -> dict[str, float]:
        """The policy's, by what begins there."""
        declines = self.data.document.cut_off
        approves = self.data.document.approve_below
        return (
            {"approves below": approves, "declines from": declines}
            if approves != declines
            else {"declines from": declines}
        )


@dataclass(frozen=True)
class Assessment:
    """The manifest's parts `intervals`, `stability` and `fairness`; the documents evaluation.json and baseline.json;
    the pictures by name; and the other files by name."""

    intervals: dict
    stability: dict
    fairness: dict
    evaluation: dict
    baseline: dict
    pictures: dict[str, bytes]
    rows: dict[str, bytes]

    def files(self) -> dict[str, bytes]:
        """The files of the model folder that hold this, by name."""
        documents = {"evaluation.json": self.evaluation, "baseline.json": self.baseline}
        written = {name: as_json(document) for name, document in documents.items()}
        return written | {f"plots/{name}.png": file for name, file in self.pictures.items()} | self.rows


def assess(subject: Subject) -> Assessment:
    """Measures everything; the same subject gives the same figures and the same bytes."""
    data, defaulted, pd, seed = subject.data, subject.defaulted, subject.pd, subject.seed
    cut_off = data.document.cut_off
    intervals = bootstrap.intervals(defaulted, pd, cut_off, seed)
    groups = {name: words[subject.holdout] for name, words in data.groups.items()}
    fair = fairness.measure(groups, defaulted, pd, data.document.approve_below, seed)
    fair["auc_worth"] = attribute_worth.measure(data, subject.training, subject.recipe, seed, subject.workers)
    attribution, shuffled = _importance(subject)
    evaluation = {
        "kind": subject.model.kind,
        "figures": evaluate(defaulted, pd, cut_off),
        "intervals": intervals,
        "interval_method": bootstrap.METHOD,
        "cut_offs": subject.cut_offs,
        "auc_minus_other_candidates": bootstrap.auc_differences(defaulted, pd, _others(subject), seed),
        "roc": curves.roc(defaulted, pd),
        "reliability": curves.reliability(defaulted, pd),
        "ece_if_calibrated": curves.calibrated_ece(pd, seed),
        "lift": curves.lift(defaulted, pd),
        "scores": curves.scores(defaulted, pd),
        "importance": shuffled,
        "shap": {
            "scale": attribution.scale,
            "base": attribution.base,
            "rows": len(attribution.values),
            "mean_absolute": attribution.means(),
        },
        # The same groups at the cut-off below which an application is at least looked at by a person.
        "fairness_not_declined": fairness.measure(groups, defaulted, pd, cut_off, seed),
    }
    return Assessment(
        intervals=intervals,
        stability={"psi_scores": stability.psi_of_scores(subject.out_of_fold, pd)},
        fairness=fair,
        evaluation=evaluation,
        baseline=stability.baseline(
            data, subject.training, subject.holdout, {"training": subject.out_of_fold, "holdout": pd}
        ),
        pictures=plots.draw_all(evaluation, fair, attribution, data.document.labels),
        rows={"holdout.csv": _holdout_file(subject), "parity.csv": _parity_file(subject)},
    )


def as_json(document: dict) -> bytes:
    """A document as a file."""
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _importance(subject: Subject) -> tuple[importance.Attribution, dict]:
    data, model, seed = subject.data, subject.model, subject.seed
    groups = importance.groups_of(model, data.num_names, data.cat_names)
    held = data.inputs.take(subject.holdout)
    shuffled = importance.permutation(model, held, subject.defaulted, groups, seed, subject.workers)
    rows = held.take(importance.sampled(len(held), importance.EXPLAINED_ROWS, seed))
    learned = importance.sampled(len(subject.training), importance.BACKGROUND_ROWS, seed)
    background = data.inputs.take(subject.training[learned])
    raw = importance.raw_values(rows, data.num_names, groups)
    return importance.attribute(model, rows, background, groups, raw), shuffled


def _others(subject: Subject) -> dict[str, np.ndarray]:
    return {kind: pd for kind, pd in subject.pds.items() if kind != subject.model.kind}


def _holdout_file(subject: Subject) -> bytes:
    """Outcomes and PDs of the held out rows: `pd` is the chosen model's, then a column a candidate."""
    ids = subject.data.application_id[subject.holdout].tolist()
    columns = [ids, subject.defaulted.tolist(), subject.pd.tolist(), *(pd.tolist() for pd in subject.pds.values())]
    return _csv(["application_id", "defaulted", "pd", *subject.pds], zip(*columns, strict=True))


def _parity_file(subject: Subject) -> bytes:
    """Made-up rows with Python's PDs, by which anyone can check a graph later without anybody's data: every column is
    shuffled on its own, so no row is an application, then values are made unknown, unseen and extreme."""
    data, random = subject.data, np.random.default_rng(subject.seed)
    num, codes = data.inputs.num, data.inputs.codes

    def mix(columns: np.ndarray) -> np.ndarray:
        mixed = np.empty((PARITY_ROWS, columns.shape[1]), columns.dtype)
        for j in range(columns.shape[1]):
            mixed[:, j] = columns[random.choice(subject.training, PARITY_ROWS), j]
        return mixed

    mixed = replace(data.inputs, num=mix(num), codes=mix(codes))
    rows = parity.inject(mixed, subject.seed)
    largest = np.finfo(np.float32).max
    rows = replace(rows, num=np.clip(rows.num, -largest, largest))  # an endless number is refused before any graph
    words = rows.cat().tolist() if rows.levels else [[] for _ in range(len(rows))]
    values = zip(_texts(rows), words, subject.model.predict(rows).tolist(), strict=True)
    return _csv([*data.num_names, *data.cat_names, "pd"], ([*num, *cat, pd] for num, cat, pd in values))


def _texts(rows: Inputs) -> list[list]:
    """float32 as the double of the same value, whose text any reader rounds back to the same float32; '' = unknown."""
    return [["" if value != value else value for value in row] for row in rows.num.tolist()]


def _csv(header: list[str], rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
