"""What the documents say of the model that serves beside the assessed one: sentences, and the figures of both."""

from training.evaluation.serving_model import MAX_LOSS_AUC
from training.reporting.formats import format_count, format_figure, format_signed

COMPARED = {"auc": "AUC", "ks": "KS", "brier": "Brier score", "ece": "Calibration error (ECE)", "log_loss": "Log loss"}


def explain_serving(manifest: dict) -> list[str]:
    """Which model serves, and what each of the two sets of figures is worth."""
    serving, held_out = manifest["serving"], manifest["metrics"]["holdout"]["rows"]
    rows, training_rows = format_count(serving["rows"]), format_count(manifest["training"]["rows"] - held_out)
    cv = f"{serving['cv']['auc_mean']:.4f} ± {serving['cv']['auc_std']:.4f}"
    if not serving["refit"]:
        return [f"The assessed model serves, trained on the {training_rows} training rows alone: {serving['why']}."]
    sentences = [
        f"The assessed model was trained on the {training_rows} training rows and measured on the "
        f"{format_count(held_out)} holdout rows. Its figures say what the procedure is worth on applications that no "
        "step has seen, and the gates judge them.",
        f"The model that serves is the same algorithm with the same settings, trained again on all {rows} applications "
        "with a known outcome. No application is left to measure it on, so its own figures come from cross-validation "
        f"over all of them: AUC {cv}. Graph, parity, latency, SHAP values, effects and the baseline of monitoring "
        "are of this model.",
        _compare_models(serving),
    ]
    return [*sentences, *_explain_time(manifest)]


def list_serving_figures(manifest: dict) -> list[dict]:
    """{label, assessed, serving}: each a figure as text with its interval."""
    metrics, serving = manifest["metrics"], manifest["serving"]
    return [
        {
            "label": label,
            "assessed": _write_figure(name, metrics["holdout"], metrics["intervals"]),
            "serving": _write_figure(name, serving["out_of_fold"], serving["intervals"]),
        }
        for name, label in COMPARED.items()
    ]


def judge_serving(manifest: dict) -> list[tuple[bool, str]]:
    """(good, finding) of the refit; none where the configuration leaves it out."""
    serving, against = manifest["serving"], manifest["serving"]["against_assessed"]
    if against is None:
        lost = f"more than {MAX_LOSS_AUC} AUC" in serving["why"]
        return [(False, f"The refit does not serve: {serving['why']}.")] if lost else []
    return [(against["high"] >= 0, _compare_models(serving))]


def _compare_models(serving: dict) -> str:
    against = serving["against_assessed"]
    value, low, high = (format_signed(against[name]) for name in ("value", "low", "high"))
    noise = "" if against["low"] > 0 or against["high"] < 0 else ", which is not significant"
    return (
        f"On {format_count(against['rows'])} holdout rows the out-of-fold PDs of the model that serves have an AUC "
        f"that differs from the assessed model's by {value} (95 % interval {low} to {high}{noise}); the PSI between "
        f"the two is {format_figure(serving['psi'])}."
    )


def _explain_time(manifest: dict) -> list[str]:
    """What a refit means for the newest rows of an out-of-time split."""
    if manifest["protocol"]["split"] != "out_of_time":
        return []
    return [
        "The holdout has the newest applications. Its figures are of a model that had not seen their time: what to "
        "expect of applications that are newer still. The model that serves was trained on the newest applications "
        "too, so its cross-validated figures are of known times and do not show how it does later; monitoring does."
    ]


def _write_figure(name: str, figures: dict, intervals: dict) -> str:
    low, high = (format_figure(bound) for bound in intervals[name])
    return f"{format_figure(figures[name])} ({low} to {high})"
