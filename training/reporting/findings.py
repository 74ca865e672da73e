"""What a validator should look at first: findings from the figures of a model, each with a verdict."""

from training.evaluation import fairness, stability
from training.evaluation.fairness_verdict import FIGURES as FAIRNESS_FIGURES
from training.evaluation.fairness_verdict import VERDICT_WORDS
from training.reporting.formats import format_figure, format_limit, format_number_of, format_signed, format_tiny
from training.reporting.serving_content import judge_serving

HEADLINE = {"accuracy": 0.873, "auc": 0.91}
"""The figures that a lender requested; the same for every lender."""
MAX_ECE = 0.02
"""An expected calibration error above this deserves a look (docs/models.md)."""
SMALLEST_FOLD_DEVIATION_AUC = 0.002
HEADLINE_FIGURES = (("accuracy", "accuracy"), ("accuracy_at_half", "accuracy"), ("auc", "auc"))
"""Figures of the holdout, and the goal of HEADLINE that each is compared with."""


def list_headline(manifest: dict, labels: dict[str, str]) -> list[dict]:
    """The goals of HEADLINE and the measured figures."""
    measured, intervals = manifest["metrics"]["holdout"], manifest["metrics"]["intervals"]
    return [
        {
            "label": labels[name],
            "goal": HEADLINE[goal],
            "measured": measured[name],
            "low": intervals[name][0],
            "high": intervals[name][1],
            "reached": measured[name] >= HEADLINE[goal],
        }
        for name, goal in HEADLINE_FIGURES
    ]


def list_findings(manifest: dict, evaluation: dict, headline: list[dict]) -> list[dict]:
    """{good, text} each; those that need action come first."""
    findings = [
        *_judge_single_inputs(manifest),
        *_list_data_faults(manifest),
        *_judge_target(manifest),
        _judge_accuracy(manifest),
        *_judge_headline(headline),
        _judge_calibration(manifest, evaluation),
        _judge_stability(manifest),
        _judge_holdout(manifest),
        *(
            finding
            for name, attribute in manifest["fairness"]["attributes"].items()
            for finding in _judge_fairness(name.replace("_", " "), attribute, manifest["fairness"]["bounds"])
        ),
        *(_finding(good, text) for good, text in judge_serving(manifest)),
        _judge_parity(manifest),
    ]
    return sorted(findings, key=lambda finding: finding["good"])


def _finding(good: bool, text: str) -> dict:
    return {"good": good, "text": text}


def _judge_single_inputs(manifest: dict) -> list[dict]:
    labels = {feature["name"]: feature["label"] for feature in manifest["features"]}
    found = [entry for entry in manifest["single_inputs"] if entry["auc"] >= manifest["suspicious_auc"]]
    named = [(labels.get(entry["feature"], entry["feature"]), entry["of"], entry["auc"]) for entry in found]
    listed = ", ".join(f"{label} ({of}, AUC {format_figure(auc)})" for label, of, auc in named)
    text = f"An input alone nearly gives the outcome away, so it was probably recorded after it: {listed}."
    return [_finding(False, text)] if found else []


def _list_data_faults(manifest: dict) -> list[dict]:
    """What training found suspicious; inputs that are suspicious alone are listed together."""
    found = manifest.get("findings", [])
    return [_finding(False, entry["text"]) for entry in found if entry["figures"].get("by") != "alone"]


def _judge_target(manifest: dict) -> list[dict]:
    definitions = manifest["training"]["target"]["definitions"]
    if len(definitions) == 1:
        return []
    if not definitions:
        return [_finding(False, "The deliveries do not say what default means: ask the lender for the key `target`.")]
    text = (
        "The deliveries define default in several ways, so the PD is of no single event: train on one "
        "definition, or have the lender confirm that they mean the same."
    )
    return [_finding(False, text)]


def _judge_accuracy(manifest: dict) -> dict:
    low, high = manifest["metrics"]["intervals"]["accuracy_above_majority"]
    compared = "higher than" if low > 0 else "not significantly higher than"
    text = (
        f"The accuracy at the cut-off for declining is {compared} that of giving every application the more frequent "
        f"outcome (difference {format_signed(low)} to {format_signed(high)})."
    )
    return _finding(low > 0, text)


def _judge_headline(headline: list[dict]) -> list[dict]:
    missed = [row["label"] for row in headline if row["low"] < row["goal"] and row["label"] != "Accuracy at PD 0.5"]
    verb = "is" if len(missed) == 1 else "are"
    text = f"The requested {' and '.join(missed)} {verb} not reached: the 95 % interval begins below the request."
    return [_finding(False, text)] if missed else []


def _judge_calibration(manifest: dict, evaluation: dict) -> dict:
    ece, by_noise = manifest["metrics"]["holdout"]["ece"], evaluation["ece_if_calibrated"]["high"]
    text = (
        f"PD and default rate differ by {format_figure(ece)} on average (ECE). Up to {format_figure(MAX_ECE, 2)} is "
        "accepted as calibrated; on so few rows, exactly right PDs would show up to "
        f"{format_figure(by_noise)} by sampling noise."
    )
    return _finding(ece <= max(MAX_ECE, by_noise), text)


def _judge_stability(manifest: dict) -> dict:
    psi = manifest["stability"]["psi_scores"]
    if psi < stability.SMALL_PSI:
        change = "a small change"
    else:
        change = "a moderate change" if psi < stability.LARGE_PSI else "a large change"
    text = f"The PSI of the PDs, training rows against holdout, is {format_figure(psi)}: {change}."
    return _finding(psi < stability.SMALL_PSI, text)


def _judge_holdout(manifest: dict) -> dict:
    metrics = manifest["metrics"]
    gap = metrics["holdout"]["auc"] - metrics["cv"]["auc_mean"]
    allowed = 3 * max(metrics["cv"]["auc_std"], SMALLEST_FOLD_DEVIATION_AUC)
    compared = "agrees with" if abs(gap) <= allowed else "is more than three standard deviations of a fold from"
    text = f"The AUC on the holdout {compared} that of cross-validation (difference {format_signed(gap)})."
    return _finding(abs(gap) <= allowed, text)


def _judge_fairness(name: str, attribute: dict, bounds: dict) -> list[dict]:
    if {group["group"] for group in attribute["groups"]} == {fairness.UNKNOWN}:
        return [_finding(False, f"Fairness by {name} is not measured: the group of no applicant is known.")]
    gaps = [
        _describe_gap(name, figure, attribute[figure], bounds)
        for figure in FAIRNESS_FIGURES
        if attribute[figure] is not None
    ]
    text = f"Fairness by {name} is not measured: no two groups are large enough to compare."
    return gaps or [_finding(False, text)]


def _describe_gap(name: str, figure: str, gap: dict, bounds: dict) -> dict:
    label, sign, bound = FAIRNESS_FIGURES[figure]
    value, low, high = (format_figure(gap[key], 3) for key in ("value", "low", "high"))
    text = (
        f"Fairness by {name}: {label} {value} ({low} to {high}) between {gap['group']} and {gap['reference']}, "
        f"bound {sign} {format_limit(bounds[bound])}: {VERDICT_WORDS[gap['verdict']]}."
    )
    return _finding(gap["verdict"] == "passed", text)


def _judge_parity(manifest: dict) -> dict:
    parity = manifest["parity"]
    flips = parity["decision_flips"]
    decisions = "no decision differs" if flips == 0 else format_number_of(flips, "decision differs", "decisions differ")
    text = f"The PDs of ONNX and Python differ by {format_tiny(parity['max_abs_difference'])} at most; {decisions}."
    return _finding(flips == 0, text)
