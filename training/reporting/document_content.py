"""What the documents of a model version say, from its manifest, evaluation.json and baseline.json alone.

Nothing is measured here. findings.py judges the figures, the templates lay them out.
"""

from training.evaluation import fairness, stability
from training.reporting.findings import list_findings, list_headline
from training.selection.variants import MAX_MONOTONE_COST_AUC

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


def build_content(manifest: dict, evaluation: dict, baseline: dict) -> dict:
    """The variables of the templates."""
    headline = list_headline(manifest, {name: label for name, (label, _) in FIGURES.items()})
    return {
        "manifest": manifest,
        "evaluation": evaluation,
        "baseline": baseline,
        "kinds": KINDS,
        "figures": list_figures(manifest),
        "confusion": list_confusion(manifest),
        "headline": headline,
        "findings": list_findings(manifest, evaluation, headline),
        "choice": explain_choice(manifest, evaluation),
        "features": list_features(manifest, evaluation, baseline),
        "bounds": {
            "little": stability.SMALL_PSI,
            "much": stability.LARGE_PSI,
            "four_fifths": fairness.FOUR_FIFTHS,
        },
    }


def list_figures(manifest: dict) -> list[dict]:
    """Every figure of the holdout with its interval and meaning."""
    metrics = manifest["metrics"]
    return [
        {"name": name, "label": label, "meaning": meaning, "value": metrics["holdout"][name]}
        | dict(zip(("low", "high"), metrics["intervals"][name], strict=True))
        for name, (label, meaning) in FIGURES.items()
    ]


def list_confusion(manifest: dict) -> list[dict]:
    """The confusion matrix by outcome: each count with its interval."""
    counts, intervals = manifest["metrics"]["holdout"]["confusion"], manifest["metrics"]["intervals"]

    def describe_cell(name: str) -> dict:
        low, high = intervals[f"confusion_{name}"]
        return {"value": counts[name], "low": low, "high": high}

    return [
        {"outcome": "repaid", "not_flagged": describe_cell("tn"), "flagged": describe_cell("fp")},
        {"outcome": "defaulted", "not_flagged": describe_cell("fn"), "flagged": describe_cell("tp")},
    ]


def explain_choice(manifest: dict, evaluation: dict) -> list[str]:
    """Why this candidate was chosen, in sentences."""
    kind = manifest["kind"]
    served = {record["kind"]: record["cv_smote" if record["smote"] else "cv"] for record in manifest["candidates"]}
    chosen = next(record for record in manifest["candidates"] if record["kind"] == kind)
    name = KINDS[kind][0].upper() + KINDS[kind][1:]
    auc, deviation = served[kind]["auc_mean"], served[kind]["auc_std"]
    sentences = [
        f"{name} ranks best in cross-validation: AUC {auc:.4f} ± {deviation:.4f} over the folds. "
        "The holdout had no part in the choice."
    ]
    others = sorted((other for other in served if other != kind), key=lambda other: -served[other]["auc_mean"])
    if others:
        lead = evaluation["auc_minus_other_candidates"][others[0]]
        sentences.append(
            f"Next is {KINDS[others[0]]} with {served[others[0]]['auc_mean']:.4f}. On the holdout the difference is "
            f"{lead['value']:+.4f} (95 % {lead['low']:+.4f} to {lead['high']:+.4f}, on the same resamples)"
            + ("." if lead["low"] > 0 or lead["high"] < 0 else ": within noise.")
        )
    plain, smote = chosen["cv"]["auc_mean"], chosen["cv_smote"]["auc_mean"]
    use = "is used, because it raises" if chosen["smote"] else "is not used, because it does not raise"
    sentences.append(f"SMOTE {use} the cross-validated AUC: {smote:.4f} with it, {plain:.4f} without.")
    monotone = chosen["monotone"]
    if monotone["auc_cost"] is not None:
        bind = "bind" if monotone["applied"] else "do not bind"
        cost = f"{monotone['auc_cost']:+.4f} AUC (allowed: below {MAX_MONOTONE_COST_AUC})"
        sentences.append(f"The catalogue's directions {bind}: they cost {cost}.")
    return sentences


def list_features(manifest: dict, evaluation: dict, baseline: dict) -> list[dict]:
    """Every feature with its importance, its share of unknown values and its stability; the most important first."""
    permutation, shap = evaluation["importance"], evaluation["shap"]["mean_absolute"]
    rows = [
        {
            "name": feature["name"],
            "label": feature["label"],
            "monotone": feature["monotone"],
            "auc_drop": permutation.get(feature["name"], {}).get("auc_drop"),
            "shap": shap.get(feature["name"]),
            "unknown": baseline["features"][feature["name"]]["unknown"],
            "psi": baseline["features"][feature["name"]]["psi_holdout"],
        }
        for feature in manifest["features"]
    ]
    return sorted(rows, key=lambda row: -1.0 if row["shap"] is None else row["shap"], reverse=True)
