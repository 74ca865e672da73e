"""Step 7: measures the chosen model on the holdout, describes the serving model and writes the reports."""

from training.evaluation.assessed_model import AssessedModel
from training.evaluation.assessment import assess_model
from training.evaluation.serving_model import ServingModel, describe_serving
from training.reporting.document_content import KINDS
from training.reporting.documents import render_documents
from training.reporting.plots import draw_plots
from training.reporting.scorecard_table import build_scorecard_table
from training.reporting.search_plots import draw_search_plots
from training.selection.cross_validation import count_repeats
from training.selection.search_budget import KindSearch
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import Candidate
from training.steps.find_faults import find_faults


def assess_and_report(
    training: TrainingContext,
    candidates: list[Candidate],
    chosen: Candidate,
    serving: ServingModel,
    manifest: dict,
    trials: dict[str, list[dict]],
) -> dict[str, bytes]:
    """Adds the figures to the manifest; returns the other files of the model folder by name, without the graph.

    trials: of the search, by kind.
    """
    assessed = _describe_chosen(training, candidates, chosen, serving)
    assessment = assess_model(assessed)
    manifest["metrics"] = {
        "holdout": chosen.record["holdout"],
        "cv": chosen.cv,
        "intervals": assessment.intervals,
    }
    manifest["serving"] = describe_serving(
        training.data, serving, assessed.pair_with_serving(), training.settings.folds
    )
    manifest["candidates"] = [candidate.record for candidate in candidates]
    manifest["stability"], manifest["fairness"] = assessment.stability, assessment.fairness
    manifest["single_inputs"] = assessment.single_inputs
    manifest["suspicious_auc"] = training.data.document.suspicious_auc
    manifest["left_out"] = training.data.left_out
    manifest["findings"] = find_faults(training, chosen, assessment.single_inputs, assessment.evaluation["importance"])
    training.progress.step("measured intervals, curves, importance, stability and fairness")
    labels = training.data.document.labels
    plots = draw_plots(assessment.evaluation, assessment.fairness, assessment.attribution, labels)
    plots |= draw_search_plots(trials, manifest["search"], manifest["timings"], KINDS)
    documents = render_documents(manifest, assessment.evaluation, assessment.baseline, plots)
    return {
        **assessment.list_files(),
        **{f"plots/{name}.png": file for name, file in plots.items()},
        **documents,
        **_write_scorecard(training, candidates, serving),
    }


def _write_scorecard(training: TrainingContext, candidates: list[Candidate], serving: ServingModel) -> dict[str, bytes]:
    """scorecard.json: the serving model's points where it is a scorecard, else the candidate's, if there is one."""
    models = [serving.model, *(candidate.model for candidate in candidates)]
    scorecard = next((model for model in models if model.kind == "scorecard"), None)
    return {"scorecard.json": build_scorecard_table(scorecard, training.data)} if scorecard else {}


def describe_protocol(training: TrainingContext, searches: dict[str, KindSearch]) -> dict:
    """The manifest's `protocol`: how the figures were obtained."""
    settings = training.settings
    return training.split.describe() | {
        "holdout_share": settings.holdout_share,
        "folds": settings.folds,
        "repeats": count_repeats(len(training.split.training)),
        "seed": training.seed,
        "search": {
            "budget_seconds": settings.budget_seconds,
            "trials": sum(len(search.trials) for search in searches.values()),
            "seconds": round(sum(search.seconds for search in searches.values()), 3),
        },
    }


def _describe_chosen(
    training: TrainingContext, candidates: list[Candidate], chosen: Candidate, serving: ServingModel
) -> AssessedModel:
    return AssessedModel(
        data=training.data,
        training=training.split.training,
        holdout=training.split.holdout,
        model=chosen.model,
        specification=chosen.specification,
        pds={candidate.model.kind: candidate.pd for candidate in candidates},
        out_of_fold=chosen.out_of_fold,
        serving=serving,
        workers=training.workers,
    )
