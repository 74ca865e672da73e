"""What the documents of a model version say, from its manifest, evaluation.json and baseline.json alone.

Nothing is measured here. findings.py judges the figures, the templates lay them out.
"""

from training.evaluation import fairness, stability
from training.evaluation.fairness_verdict import FIGURES as FAIRNESS_FIGURES
from training.evaluation.fairness_verdict import VERDICT_WORDS
from training.reporting.findings import list_findings, list_headline
from training.reporting.formats import format_count, format_number_of, format_signed
from training.reporting.serving_content import explain_serving, list_serving_figures
from training.selection.blending import LEAST_ERRORS
from training.selection.variants import MAX_MONOTONE_COST_AUC

KINDS = {
    "blend": "blend of the best",
    "logistic_regression": "logistic regression",
    "scorecard": "scorecard",
    "random_forest": "random forest",
    "extra_trees": "extremely randomised trees",
    "gradient_boosting": "gradient boosting",
    "xgboost": "XGBoost",
    "lightgbm": "LightGBM",
    "catboost": "CatBoost",
    "neural_additive": "neural additive network",
}

FIGURES = {
    "auc": ("AUC", "how often a defaulted application has a higher PD than a repaid one; 0.5 is chance, 1 is perfect"),
    "gini": ("Gini", "2 × AUC − 1; 0 is chance, 1 is perfect"),
    "ks": ("KS", "largest difference between the shares of defaulted and of repaid applications up to a PD"),
    "pr_auc": ("PR-AUC", "average precision over all cut-offs; a model without skill has the default rate"),
    "brier": ("Brier score", "mean squared difference between PD and outcome; lower is better"),
    "ece": (
        "Calibration error (ECE)",
        "mean difference between PD and default rate over ten bins with equally many applications; lower is better",
    ),
    "log_loss": ("Log loss", "mean negative log likelihood of the outcomes; lower is better"),
    "accuracy": ("Accuracy", "share of applications that the cut-off for declining classifies correctly"),
    "accuracy_above_majority": (
        "Accuracy above the majority class",
        "accuracy minus that of giving every application the more frequent outcome",
    ),
    "accuracy_at_half": ("Accuracy at PD 0.5", "the cut-off at which calibrated PDs err least often"),
    "accuracy_at_half_above_majority": (
        "Accuracy at PD 0.5 above the majority class",
        "the same difference at PD 0.5",
    ),
    "balanced_accuracy": (
        "Balanced accuracy",
        "mean of the shares classified correctly among the defaulted and among the repaid applications",
    ),
    "precision": ("Precision", "share of defaults among the applications from the cut-off for declining on"),
    "recall": ("Recall", "share of all defaults that lies from the cut-off for declining on"),
    "f1": ("F1", "harmonic mean of precision and recall"),
}
"""By name: label and meaning. Each has an interval."""
NO_TARGET = "not given: the lender's deliveries do not say what default means"


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
        "search": explain_search(manifest),
        "serving": explain_serving(manifest),
        "serving_figures": list_serving_figures(manifest),
        "target": manifest["training"]["target"]["definition"] or NO_TARGET,
        "fairness_figures": FAIRNESS_FIGURES,
        "verdicts": VERDICT_WORDS,
        "features": list_features(manifest, evaluation, baseline),
        "bounds": {
            "small_psi": stability.SMALL_PSI,
            "large_psi": stability.LARGE_PSI,
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
        {"outcome": "repaid", "below": describe_cell("tn"), "above": describe_cell("fp")},
        {"outcome": "defaulted", "below": describe_cell("fn"), "above": describe_cell("tp")},
    ]


def explain_choice(manifest: dict, evaluation: dict) -> list[str]:
    """Why this candidate was chosen, in sentences."""
    kind = manifest["kind"]
    served = {record["kind"]: record["cv_smote" if record["smote"] else "cv"] for record in manifest["candidates"]}
    chosen = next(record for record in manifest["candidates"] if record["kind"] == kind)
    name = KINDS[kind][0].upper() + KINDS[kind][1:]
    auc, deviation = served[kind]["auc_mean"], served[kind]["auc_std"]
    of_all = "" if kind == "blend" else " of a single algorithm"
    sentences = [
        f"{name} has the highest AUC{of_all} in cross-validation: {auc:.4f}, with a standard deviation of "
        f"{deviation:.4f} over the folds. The holdout took no part in the choice."
    ]
    others = sorted(
        (other for other in served if other not in (kind, "blend")), key=lambda other: -served[other]["auc_mean"]
    )
    if others:
        lead = evaluation["auc_minus_other_candidates"][others[0]]
        value, low, high = (format_signed(lead[key]) for key in ("value", "low", "high"))
        is_significant = lead["low"] > 0 or lead["high"] < 0
        sentences.append(
            f"The next best is {KINDS[others[0]]} with {served[others[0]]['auc_mean']:.4f}. On the holdout the chosen "
            f"model's AUC differs from its AUC by {value} (95 % interval {low} to {high}, same resamples)"
            + ("." if is_significant else ", which is not significant.")
        )
    sentences += _explain_blend(manifest)
    if kind != "blend":
        sentences.append(_explain_smote(chosen))
    monotone = chosen["monotone"]
    if monotone["auc_cost"] is not None:
        applied = "are constraints" if monotone["applied"] else "are not constraints"
        cost = f"{format_signed(monotone['auc_cost'])} AUC (allowed: less than {MAX_MONOTONE_COST_AUC})"
        sentences.append(f"The feature catalogue's directions {applied} of the model: they cost {cost}.")
    return sentences


def explain_search(manifest: dict) -> list[str]:
    """What the search did, in sentences."""
    search = [row for row in manifest.get("search", []) if row["best_auc"] is not None]
    if not search:
        return ["No search was made: every algorithm has its default settings."]
    leader, *others = sorted(search, key=lambda row: -row["best_auc"])
    trials, seconds = sum(row["trials"] for row in search), sum(row["seconds"] for row in search)
    sentences = [
        f"The search made {format_number_of(trials, 'trial')} in {format_count(round(seconds))} processor seconds. "
        f"{KINDS[leader['kind']]} led with an AUC of {leader['best_auc']:.4f} on its folds, "
        f"{format_signed(leader['best_auc'] - leader['start_auc'])} over its first trial."
    ]
    if others:
        lead = leader["best_auc"] - others[0]["best_auc"]
        sentences.append(f"The next one was {KINDS[others[0]['kind']]}, {lead:.4f} behind.")
    return sentences


def _explain_smote(chosen: dict) -> str:
    plain = chosen["cv"]["auc_mean"]
    if chosen["cv_smote"] is None:
        return "SMOTE is not used: on the first folds it was behind by more than a standard error."
    use = "is used, because it raises" if chosen["smote"] else "is not used, because it does not raise"
    return f"SMOTE {use} the cross-validated AUC: {chosen['cv_smote']['auc_mean']:.4f} with it, {plain:.4f} without."


def _explain_blend(manifest: dict) -> list[str]:
    """What the blend is, or why it does not serve."""
    record = next((record for record in manifest["candidates"] if record["kind"] == "blend"), None)
    if record is None:
        return []
    blend, auc = record["blend"], record["cv"]["auc_mean"]
    members = ", ".join(f"{KINDS[member['kind']]} × {member['weight']:.3g}" for member in record["members"])
    lead = f"{format_signed(blend['lead'])} AUC, standard error of the difference {blend['standard_error']:.4f}"
    best, chosen = KINDS[blend["best"]], manifest["kind"] == "blend"
    text = f"The blend adds up the log-odds of {members}: AUC {auc:.4f} out of fold, with weights from other folds."
    beyond, so = ("leads", "") if chosen else ("does not lead", ", so it does not serve")
    return [text, f"It {beyond} {best} by more than {LEAST_ERRORS} standard errors ({lead}){so}."]


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
