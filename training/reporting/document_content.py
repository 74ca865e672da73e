"""What the documents of a version say, from its manifest, evaluation.json and baseline.json alone: nothing is measured
here, only put in words, in order and beside what was asked for."""

from training.evaluation import fairness, stability

ASKED_FOR = {"accuracy": 0.873, "auc": 0.91}
"""The headline that was asked for, of every lender alike."""
CALIBRATED = 0.02
"""An expected calibration error above this deserves a look (docs/models.md)."""

KINDS = {
    "logistic_regression": "logistic regression",
    "scorecard": "scorecard",
    "random_forest": "random forest",
    "gradient_boosting": "gradient boosting",
    "xgboost": "XGBoost",
}

FIGURES = {
    "auc": ("AUC", "a default has a higher PD than a repaid row, in this share of pairs"),
    "gini": ("Gini", "2 · AUC − 1"),
    "ks": ("KS", "largest gap between the shares of defaults and of repaid rows below a PD"),
    "pr_auc": ("PR-AUC", "average precision over all cut-offs; by chance it is the default rate"),
    "brier": ("Brier score", "mean squared error of the PD; less is better"),
    "ece": ("ECE", "mean gap between PD and default rate in ten bins of equal rows; less is better"),
    "log_loss": ("Log loss", "less is better"),
    "accuracy": ("Accuracy", "share of right calls at the policy's cut-off"),
    "accuracy_above_majority": ("… minus majority class", "accuracy minus calling every row by the frequent outcome"),
    "accuracy_at_half": ("Accuracy at PD 0.5", "where a calibrated PD errs least"),
    "accuracy_at_half_above_majority": ("… minus majority class", "the same at PD 0.5"),
    "balanced_accuracy": ("Balanced accuracy", "mean of the shares of either outcome that are called right"),
    "precision": ("Precision", "share of defaults among those flagged"),
    "recall": ("Recall", "share of the defaults that are flagged"),
    "f1": ("F1", "harmonic mean of precision and recall"),
}
"""By name: label and meaning. Each has an interval."""


def view(manifest: dict, evaluation: dict, baseline: dict) -> dict:
    """What the templates are given."""
    return {
        "manifest": manifest,
        "evaluation": evaluation,
        "baseline": baseline,
        "kinds": KINDS,
        "figures": figures(manifest),
        "confusion": confusion(manifest),
        "headline": headline(manifest),
        "findings": findings(manifest, evaluation),
        "choice": choice(manifest, evaluation),
        "features": features(manifest, evaluation, baseline),
        "bounds": {"little": stability.LITTLE, "much": stability.MUCH, "four_fifths": fairness.FOUR_FIFTHS},
    }


def figures(manifest: dict) -> list[dict]:
    """Every figure of the holdout with its interval and meaning."""
    metrics = manifest["metrics"]
    return [
        {"name": name, "label": label, "meaning": meaning, "value": metrics["holdout"][name]}
        | dict(zip(("low", "high"), metrics["intervals"][name], strict=True))
        for name, (label, meaning) in FIGURES.items()
    ]


def confusion(manifest: dict) -> list[dict]:
    """The confusion matrix by outcome: each count with its interval."""
    counts, intervals = manifest["metrics"]["holdout"]["confusion"], manifest["metrics"]["intervals"]

    def cell(name: str) -> dict:
        low, high = intervals[f"confusion_{name}"]
        return {"value": counts[name], "low": low, "high": high}

    return [
        {"outcome": "repaid", "not_flagged": cell("tn"), "flagged": cell("fp")},
        {"outcome": "defaulted", "not_flagged": cell("fn"), "flagged": cell("tp")},
    ]


def headline(manifest: dict) -> list[dict]:
    """Asked for against reached."""
    reached, intervals = manifest["metrics"]["holdout"], manifest["metrics"]["intervals"]
    rows = [("accuracy", "accuracy"), ("accuracy_at_half", "accuracy"), ("auc", "auc")]
    return [
        {
            "label": FIGURES[name][0],
            "asked": ASKED_FOR[asked],
            "reached": reached[name],
            "low": intervals[name][0],
            "high": intervals[name][1],
            "met": reached[name] >= ASKED_FOR[asked],
        }
        for name, asked in rows
    ]


def findings(manifest: dict, evaluation: dict) -> list[dict]:
    """What a validator should look at first, and what was found in order: {good, text} each."""
    metrics, found = manifest["metrics"], []

    def say(good: bool, text: str) -> None:
        found.append({"good": good, "text": text})

    low, high = metrics["intervals"]["accuracy_above_majority"]
    beats = "more" if low > 0 else "not surely more"
    say(
        low > 0,
        f"Right calls at the cut-off are {beats} than by the frequent outcome alone ({low:+.4f} to {high:+.4f}).",
    )
    missed = [
        row["label"] for row in headline(manifest) if row["low"] < row["asked"] and row["label"] != "Accuracy at PD 0.5"
    ]
    if missed:
        say(False, f"The headline asked for is not reached within the interval: {' and '.join(missed)}.")
    ece, chance = metrics["holdout"]["ece"], evaluation["ece_if_calibrated"]["high"]
    say(
        ece <= max(CALIBRATED, chance),
        f"PD and default rate differ by {ece:.4f} on average; up to {CALIBRATED} counts as calibrated, and so many "
        f"rows would show up to {chance:.4f} by chance if every PD were exactly right.",
    )
    psi = manifest["stability"]["psi_scores"]
    say(psi < stability.LITTLE, f"The PSI of the scores, training against holdout, is {psi:.4f}; {_stable(psi)}.")
    gap = metrics["holdout"]["auc"] - metrics["cv"]["auc_mean"]
    usual = 3 * max(metrics["cv"]["auc_std"], 0.002)
    same = "in line with" if abs(gap) <= usual else "further than three standard deviations of a fold from"
    say(abs(gap) <= usual, f"The holdout's AUC is {same} cross-validation ({gap:+.4f}).")
    for name, attribute in manifest["fairness"]["attributes"].items():
        found.append(_fair(name.replace("_", " "), attribute))
    parity = manifest["parity"]
    exact = parity["decision_flips"] == 0
    say(
        exact,
        f"ONNX and Python differ by at most {parity['max_abs_difference']:.1e}; "
        f"{parity['decision_flips']} decisions differ.",
    )
    return sorted(found, key=lambda one: one["good"])


def _fair(name: str, attribute: dict) -> dict:
    ratio = attribute["approval_rate_ratio"]
    if {group["group"] for group in attribute["groups"]} == {fairness.UNKNOWN}:
        return {"good": False, "text": f"By {name} nothing is measured: nobody's is known."}
    if ratio is None:
        return {"good": False, "text": f"By {name} no two groups are large enough to be compared."}
    passes = ratio["value"] >= fairness.FOUR_FIFTHS
    text = f"By {name}, {ratio['group']} is approved {ratio['value']:.2f} times as often as {ratio['reference']}"
    text += f" ({ratio['low']:.2f} to {ratio['high']:.2f}); four fifths is the yardstick."
    return {"good": passes, "text": text}


def _stable(psi: float) -> str:
    if psi < stability.LITTLE:
        return "little has changed"
    return "something has changed" if psi < stability.MUCH else "much has changed"


def choice(manifest: dict, evaluation: dict) -> list[str]:
    """Why this kind, in sentences."""
    served = {one["kind"]: one["cv_smote" if one["smote"] else "cv"] for one in manifest["candidates"]}
    kind = manifest["kind"]
    own = next(one for one in manifest["candidates"] if one["kind"] == kind)
    auc = served[kind]["auc_mean"]
    text = [
        f"{_title(kind)} ranks best in cross-validation: AUC {auc:.4f} ± {served[kind]['auc_std']:.4f} over the folds. "
        "The holdout had no part in the choice."
    ]
    others = sorted((other for other in served if other != kind), key=lambda other: -served[other]["auc_mean"])
    if others:
        lead = evaluation["auc_minus_other_candidates"][others[0]]
        text.append(
            f"Next is {KINDS[others[0]]} with {served[others[0]]['auc_mean']:.4f}. On the holdout the difference is "
            f"{lead['value']:+.4f} (95 % {lead['low']:+.4f} to {lead['high']:+.4f}, on the same resamples)"
            + ("." if lead["low"] > 0 or lead["high"] < 0 else ": within noise.")
        )
    plain, smote = own["cv"]["auc_mean"], own["cv_smote"]["auc_mean"]
    used = "is used, because it raises" if own["smote"] else "is not used, because it does not raise"
    text.append(f"SMOTE {used} the cross-validated AUC: {smote:.4f} with it, {plain:.4f} without.")
    monotone = own.get("monotone", {})
    if monotone.get("auc_cost") is not None:
        bound = "bind" if monotone["applied"] else "do not bind"
        text.append(
            f"The catalogue's directions {bound}: they cost {monotone['auc_cost']:+.4f} AUC (allowed: below 0.002)."
        )
    return text


def _title(kind: str) -> str:
    return KINDS[kind][0].upper() + KINDS[kind][1:]


def features(manifest: dict, evaluation: dict, baseline: dict) -> list[dict]:
    """Every feature: what it matters, how often it is unknown and how stable it is; those that matter most first."""
    shuffled, means = evaluation["importance"], evaluation["shap"]["mean_absolute"]
    rows = [
        {
            "name": feature["name"],
            "label": feature.get("label", feature["name"]),
            "monotone": feature.get("monotone", 0),
            "auc_drop": shuffled.get(feature["name"], {}).get("auc_drop"),
            "shap": means.get(feature["name"]),
            "unknown": baseline["features"][feature["name"]]["unknown"],
            "psi": baseline["features"][feature["name"]]["psi_holdout"],
        }
        for feature in manifest["features"]
    ]
    return sorted(rows, key=lambda row: -1.0 if row["shap"] is None else row["shap"], reverse=True)
