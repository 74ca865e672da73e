"""What a validator should look at first: findings from the figures of a model, each with a verdict."""

from training.evaluation import fairness, stability

HEADLINE = {"accuracy": 0.873, "auc": 0.91}
"""The figures that a lender asked for; the same for every lender."""
SUSPICIOUS_AUC = 0.95
"""An input with this AUC alone deserves a look; max_auc of config/training.json holds the model (docs/models.md)."""
MAX_ECE = 0.02
"""An expected calibration error above this deserves a look (docs/models.md)."""
SMALLEST_FOLD_DEVIATION_AUC = 0.002
HEADLINE_FIGURES = (("accuracy", "accuracy"), ("accuracy_at_half", "accuracy"), ("auc", "auc"))
"""Figures of the holdout, and the goal of HEADLINE that each is compared with."""


def list_headline(manifest: dict, labels: dict[str, str]) -> list[dict]:
    """The goals of HEADLINE and the reached figures."""
    reached, intervals = manifest["metrics"]["holdout"], manifest["metrics"]["intervals"]
    return [
        {
            "label": labels[name],
            "goal": HEADLINE[goal],
            "reached": reached[name],
            "low": intervals[name][0],
            "high": intervals[name][1],
            "met": reached[name] >= HEADLINE[goal],
        }
        for name, goal in HEADLINE_FIGURES
    ]


def list_findings(manifest: dict, evaluation: dict, headline: list[dict]) -> list[dict]:
    """{good, text} each; those that need a look come first."""
    findings = [
        *_judge_single_inputs(manifest),
        _judge_accuracy(manifest),
        *_judge_headline(headline),
        _judge_calibration(manifest, evaluation),
        _judge_stability(manifest),
        _judge_holdout(manifest),
        *(
            _judge_fairness(name.replace("_", " "), attribute)
            for name, attribute in manifest["fairness"]["attributes"].items()
        ),
        _judge_parity(manifest),
    ]
    return sorted(findings, key=lambda finding: finding["good"])


def _finding(good: bool, text: str) -> dict:
    return {"good": good, "text": text}


def _judge_single_inputs(manifest: dict) -> list[dict]:
    labels = {feature["name"]: feature["label"] for feature in manifest["features"]}
    found = [entry for entry in manifest["single_inputs"] if entry["auc"] >= SUSPICIOUS_AUC]
    named = [(labels.get(entry["feature"], entry["feature"]), entry["of"], entry["auc"]) for entry in found]
    listed = ", ".join(f"{label} ({of}, AUC {auc:.3f})" for label, of, auc in named)
    text = f"An input alone nearly gives the outcome away, so it was probably recorded after it: {listed}."
    return [_finding(False, text)] if found else []


def _judge_accuracy(manifest: dict) -> dict:
    low, high = manifest["metrics"]["intervals"]["accuracy_above_majority"]
    compared = "more" if low > 0 else "not surely more"
    text = f"Right calls at the cut-off are {compared} than by the frequent outcome alone ({low:+.4f} to {high:+.4f})."
    return _finding(low > 0, text)


def _judge_headline(headline: list[dict]) -> list[dict]:
    missed = [row["label"] for row in headline if row["low"] < row["goal"] and row["label"] != "Accuracy at PD 0.5"]
    text = f"The headline asked for is not reached within the interval: {' and '.join(missed)}."
    return [_finding(False, text)] if missed else []


def _judge_calibration(manifest: dict, evaluation: dict) -> dict:
    ece, by_chance = manifest["metrics"]["holdout"]["ece"], evaluation["ece_if_calibrated"]["high"]
    text = (
        f"PD and default rate differ by {ece:.4f} on average; up to {MAX_ECE} counts as calibrated, and so many "
        f"rows would show up to {by_chance:.4f} by chance if every PD were exactly right."
    )
    return _finding(ece <= max(MAX_ECE, by_chance), text)


def _judge_stability(manifest: dict) -> dict:
    psi = manifest["stability"]["psi_scores"]
    if psi < stability.SMALL_PSI:
        change = "little has changed"
    else:
        change = "something has changed" if psi < stability.LARGE_PSI else "much has changed"
    text = f"The PSI of the scores, training against holdout, is {psi:.4f}; {change}."
    return _finding(psi < stability.SMALL_PSI, text)


def _judge_holdout(manifest: dict) -> dict:
    metrics = manifest["metrics"]
    gap = metrics["holdout"]["auc"] - metrics["cv"]["auc_mean"]
    allowed = 3 * max(metrics["cv"]["auc_std"], SMALLEST_FOLD_DEVIATION_AUC)
    compared = "in line with" if abs(gap) <= allowed else "further than three standard deviations of a fold from"
    return _finding(abs(gap) <= allowed, f"The holdout's AUC is {compared} cross-validation ({gap:+.4f}).")


def _judge_fairness(name: str, attribute: dict) -> dict:
    ratio = attribute["approval_rate_ratio"]
    if {group["group"] for group in attribute["groups"]} == {fairness.UNKNOWN}:
        return _finding(False, f"By {name} nothing is measured: nobody's is known.")
    if ratio is None:
        return _finding(False, f"By {name} no two groups are large enough to be compared.")
    text = f"By {name}, {ratio['group']} is approved {ratio['value']:.2f} times as often as {ratio['reference']}"
    text += f" ({ratio['low']:.2f} to {ratio['high']:.2f}); four fifths is the yardstick."
    return _finding(ratio["value"] >= fairness.FOUR_FIFTHS, text)


def _judge_parity(manifest: dict) -> dict:
    parity = manifest["parity"]
    text = (
        f"ONNX and Python differ by at most {parity['max_abs_difference']:.1e}; "
        f"{parity['decision_flips']} decisions differ."
    )
    return _finding(parity["decision_flips"] == 0, text)
