"""Part of the report: what is suspicious about the data or the model, as the manifest's `findings`.

A finding that `holds` makes the model wait for a person, by the gate `findings`. The others are shown.
"""

import numpy as np

from training.data.training_set import TrainingSet
from training.evaluation.chance import compute_lower_bound, compute_standard_error
from training.evaluation.duplicates import MIN_SHARE, compare_splits, describe_duplicates, measure_without
from training.evaluation.leaks import find_leaks
from training.reporting.formats import format_figure
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import Candidate

KINDS_LEFT_OUT = {"identifier": "an identifier", "free_text": "free text"}


def find_faults(
    training: TrainingContext, chosen: Candidate, single_inputs: list[dict], importance: dict
) -> list[dict]:
    """{code, feature?, text, holds, figures} each. importance: figures by input, from evaluation.json."""
    return [
        *_find_leaks(training, chosen, single_inputs, importance),
        *_judge_skill(training, chosen),
        *_find_duplicates(training, chosen),
        *_list_left_out(training.data),
    ]


def _find_leaks(
    training: TrainingContext, chosen: Candidate, single_inputs: list[dict], importance: dict
) -> list[dict]:
    data, labels = training.data, training.data.document.labels
    alone = [entry for entry in single_inputs if entry["auc"] >= data.document.suspicious_auc]
    findings = [
        {
            "code": "leak",
            "feature": entry["feature"],
            "text": f"{labels[entry['feature']]} alone nearly gives the outcome away (AUC "
            f"{format_figure(entry['auc'])} by its {entry['of']}): it was probably recorded after the outcome.",
            "holds": True,
            "figures": {"by": "alone", "of": entry["of"], "auc": entry["auc"]},
        }
        for entry in alone
    ]
    known = {entry["feature"] for entry in alone}
    names = [name for name in _list_strongest(single_inputs, importance) if name not in known]
    for leak in find_leaks(
        data,
        training.split.training,
        chosen.specification,
        names,
        auc=chosen.cv_auc,
        seed=training.seed,
        workers=training.workers,
    ):
        reach, without = format_figure(leak["with"]), format_figure(leak["without"])
        text = (
            f"Without {labels[leak['feature']]} the model reaches an AUC of {without} instead of {reach}: "
            "no other input comes near it, so it was probably recorded after the outcome."
        )
        figures = {"by": "drop"} | {name: value for name, value in leak.items() if name != "feature"}
        findings.append({"code": "leak", "feature": leak["feature"], "text": text, "holds": True, "figures": figures})
    return findings


def _list_strongest(single_inputs: list[dict], importance: dict) -> list[str]:
    """The strongest input alone, and the one that the model needs most."""
    strongest = [entry["feature"] for entry in single_inputs[:1]]
    needed = sorted(importance, key=lambda name: -importance[name]["auc_drop"])[:1]
    return list(dict.fromkeys([*strongest, *needed]))


def _judge_skill(training: TrainingContext, chosen: Candidate) -> list[dict]:
    """A cross-validated AUC that chance explains. A group of rows counts once, because its rows repeat each other."""
    rows = chosen.folded
    groups, defaulted, scores = training.data.groups[rows], training.data.defaulted[rows], chosen.out_of_fold
    _, firsts = np.unique(groups, return_index=True)
    if len(np.unique(defaulted[firsts])) < 2:
        firsts = np.arange(len(rows))
    error = compute_standard_error(defaulted[firsts], scores[firsts])
    lower = compute_lower_bound(chosen.cv_auc, error)
    if lower > 0.5:
        return []
    defaults = int(training.data.defaulted.sum())
    text = (
        f"The cross-validated AUC of {format_figure(chosen.cv_auc)} is not clearly above chance: on {defaults:,} "
        f"defaults its 95 % interval begins at {format_figure(lower)}, and chance is 0.5. Train again on more outcomes "
        "or better inputs."
    )
    figures = {"auc": chosen.cv_auc, "standard_error": error, "low": lower, "defaults": defaults}
    return [{"code": "weak", "text": text, "holds": True, "figures": figures}]


def _find_duplicates(training: TrainingContext, chosen: Candidate) -> list[dict]:
    figures = describe_duplicates(training.data)
    if figures is None:
        return []
    counts = (
        ("borrower_rows", "share the borrower"),
        ("copied_rows", "are equal in all inputs"),
        ("near_rows", "are nearly equal in all inputs"),
    )
    listed = ", ".join(f"{figures[name]:,} {words}" for name, words in counts if figures[name])
    text = (
        f"{figures['rows']:,} of {len(training.data.defaulted):,} rows depend on another one ({listed}). They are on "
        "one side of every split and fold."
    )
    if figures["share"] >= MIN_SHARE:
        rows = chosen.folded
        without = {
            "cv_auc_without": measure_without(training.data, rows, chosen.out_of_fold),
            "holdout_auc_without": measure_without(training.data, training.split.holdout, chosen.pd),
        }
        splits = compare_splits(
            training.data,
            training.split.training,
            chosen.specification,
            seed=training.seed,
            workers=training.workers,
        )
        figures |= without | {f"auc_{name}": auc for name, auc in splits.items()}
        text += _describe_without(chosen, without, splits)
    return [{"code": "near_duplicates", "text": text, "holds": False, "figures": figures}]


def _describe_without(chosen: Candidate, without: dict, splits: dict) -> str:
    parts = [
        f"{name} {format_figure(auc)} with them and {format_figure(rest)} without"
        for name, auc, rest in (
            ("cross-validated", chosen.cv_auc, without["cv_auc_without"]),
            ("on the holdout", chosen.record["holdout"]["auc"], without["holdout_auc_without"]),
        )
        if rest is not None
    ]
    measured = f" AUC {', '.join(parts)}." if parts else ""
    together, at_random = format_figure(splits["together"]), format_figure(splits["at_random"])
    return f"{measured} Split at random they would show {at_random} instead of {together} (refits on a sample)."


def _list_left_out(data: TrainingSet) -> list[dict]:
    return [
        {
            "code": record["code"],
            "feature": record["feature"],
            "text": f"{record['label']} is left out, because it looks like {KINDS_LEFT_OUT[record['code']]} "
            f"({record['why']}). Declare it with `use: ignore`.",
            "holds": False,
            "figures": {},
        }
        for record in data.left_out
    ]
