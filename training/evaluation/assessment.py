"""Everything that a validator reads about a model, figures with intervals, curves, importance, stability
and fairness.

What a figure is worth is measured with the assessed model on the holdout: figures, curves, permutation importance,
stability, fairness. What the serving model does is measured with the serving model: SHAP values, effects, the
baseline of its PDs, parity rows."""

import json
from dataclasses import dataclass

import numpy as np

from training.evaluation import curves, importance
from training.evaluation.assessed_model import AssessedModel
from training.evaluation.attribute_worth import measure_attribute_worth
from training.evaluation.bootstrap import METHOD, compare_aucs, compute_intervals
from training.evaluation.effects import measure_effects
from training.evaluation.fairness import measure_fairness
from training.evaluation.fairness_verdict import add_verdicts
from training.evaluation.importance import Attribution
from training.evaluation.metrics import compute_metrics
from training.evaluation.single_inputs import measure_single_inputs
from training.evaluation.stability import BaselineRows, build_baseline, compute_psi_of_pds
from training.evaluation.stored_rows import write_holdout_rows, write_out_of_fold_rows, write_parity_rows


@dataclass(frozen=True)
class Assessment:
    """What was measured of a model.

    intervals, stability, fairness, single_inputs: parts of the model manifest. evaluation, baseline: the documents of
    that name.
    attribution: SHAP values, for their plot. rows: by file name, rows from which every figure can be computed again.
    """

    intervals: dict
    stability: dict
    fairness: dict
    single_inputs: list[dict]
    evaluation: dict
    baseline: dict
    attribution: Attribution
    rows: dict[str, bytes]

    def list_files(self) -> dict[str, bytes]:
        """The files of the model folder that hold this, by name."""
        documents = {"evaluation.json": self.evaluation, "baseline.json": self.baseline}
        return {name: _to_json(document) for name, document in documents.items()} | self.rows


def assess_model(assessed: AssessedModel) -> Assessment:
    """Measures everything; the same model and predictions give the same figures and the same bytes."""
    data, pd, seed = assessed.data, assessed.pd, assessed.seed
    attribution, effects, permutation = _measure_importance(assessed)
    evaluation = _evaluate(assessed, attribution, permutation) | {"effects": effects}
    fairness = _measure_fairness(assessed, data.document.approve_below)
    add_verdicts(fairness, data.document.fairness_bounds)
    fairness["auc_worth"] = measure_attribute_worth(
        data, assessed.training, assessed.specification, seed=seed, workers=assessed.workers
    )
    psi = compute_psi_of_pds(assessed.out_of_fold, pd)
    rows = BaselineRows(assessed.serving.rows, assessed.training, assessed.holdout)
    return Assessment(
        intervals=evaluation["intervals"],
        stability={"psi_scores": psi},
        fairness=fairness,
        single_inputs=measure_single_inputs(data, assessed.training, seed),
        evaluation=evaluation,
        baseline=build_baseline(data, rows, assessed.serving.out_of_fold, psi),
        attribution=attribution,
        rows={
            "holdout.csv": write_holdout_rows(assessed),
            "out_of_fold.csv": write_out_of_fold_rows(assessed),
            "parity.csv": write_parity_rows(assessed),
        },
    )


def _evaluate(assessed: AssessedModel, attribution: Attribution, permutation: dict) -> dict:
    """evaluation.json."""
    defaulted, pd, seed = assessed.defaulted, assessed.pd, assessed.seed
    cut_off = assessed.data.document.cut_off
    return {
        "kind": assessed.model.kind,
        "figures": compute_metrics(defaulted, pd, cut_off),
        "intervals": compute_intervals(defaulted, pd, cut_off, seed),
        "interval_method": METHOD,
        "cut_offs": assessed.cut_offs,
        "auc_minus_other_candidates": compare_aucs(defaulted, pd, assessed.other_pds, seed),
        "roc": curves.compute_roc(defaulted, pd),
        "reliability": curves.compute_reliability(defaulted, pd),
        "ece_if_calibrated": curves.simulate_calibrated_ece(pd, seed),
        "lift": curves.compute_lift(defaulted, pd),
        "scores": curves.count_pds(defaulted, pd),
        "importance": permutation,
        "shap": {
            "scale": attribution.scale,
            "base": attribution.base,
            "rows": len(attribution.values),
            "mean_absolute": attribution.mean_absolute(),
        },
        # The same groups at the cut-off below which a person at least looks at the application.
        "fairness_not_declined": _measure_fairness(assessed, cut_off),
    }


def _measure_fairness(assessed: AssessedModel, approve_below: float) -> dict:
    groups = {name: groups[assessed.holdout] for name, groups in assessed.data.fairness_groups.items()}
    return measure_fairness(groups, assessed.defaulted, assessed.pd, approve_below=approve_below, seed=assessed.seed)


def _measure_importance(assessed: AssessedModel) -> tuple[Attribution, dict, dict]:
    """SHAP values of the serving model for a sample of the holdout, their means by value, and permutation importance of
    the assessed model by feature: an AUC that is lost has to be one of rows that the model did not learn from."""
    data, model, seed = assessed.data, assessed.serving.model, assessed.seed
    holdout = data.inputs.take(assessed.holdout)
    assessed_columns = assessed.model.group_columns(data.num_names, data.cat_names)
    permutation = importance.permute_features(
        assessed.model, holdout, assessed.defaulted, assessed_columns, seed=seed, workers=assessed.workers
    )
    columns_by_feature = model.group_columns(data.num_names, data.cat_names)
    rows = holdout.take(importance.draw_rows(len(holdout), importance.EXPLAINED_ROWS, seed))
    learned = assessed.serving.rows
    background = data.inputs.take(learned[importance.draw_rows(len(learned), importance.BACKGROUND_ROWS, seed)])
    raw = importance.select_raw_values(rows, data.num_names, list(columns_by_feature))
    attribution = importance.attribute_to_features(model, rows, background, columns_by_feature, raw)
    texts = rows.categories() if rows.levels else np.empty((len(rows), 0), object)
    categories = {name: texts[:, column].astype(str) for column, name in enumerate(data.cat_names)}
    return attribution, measure_effects(attribution, categories), permutation


def _to_json(document: dict) -> bytes:
    return (json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
