"""Step 5: measures the chosen model on the holdout and writes the reports of the model folder."""

from training.evaluation.assessed_model import AssessedModel
from training.evaluation.assessment import assess_model
from training.reporting.document_content import KINDS
from training.reporting.documents import render_documents
from training.reporting.plots import draw_plots
from training.reporting.scorecard_table import build_scorecard_table
from training.reporting.search_plots import draw_search_plots
from training.selection.cross_validation import count_repeats
from training.selection.search_budget import KindSearch
from training.steps.context import TrainingContext
from training.steps.evaluate_candidates import Candidate


def assess_and_report(
    training: TrainingContext,
    candidates: list[Candidate],
    chosen: Candidate,
    manifest: dict,
    trials: dict[str, list[dict]],
) -> dict[str, bytes]:
    """Adds the figures to the manifest; returns the other files of the model folder by name, without the graph.

    trials: of the search, by kind.
    """
    assessment = assess_model(_describe_chosen(training, candidates, chosen))
    manifest["metrics"] = {
        "holdout": chosen.record["holdout"],
        "cv": chosen.cv,
        "intervals": assessment.intervals,
    }
    manifest["candidates"] = [candidate.record for candidate in candidates]
    manifest["stability"], manifest["fairness"] = assessment.stability, assessment.fairness
    manifest["single_inputs"] = assessment.single_inputs
    manifest["suspicious_auc"] = training.data.document.suspicious_auc
    training.progress.step("measured intervals, curves, importance, stability and fairness")
    labels = training.data.document.labels
    plots = draw_plots(assessment.evaluation, assessment.fairness, assessment.attribution, labels)
    plots |= draw_search_plots(trials, manifest["search"], manifest["timings"], KINDS)
    documents = render_documents(manifest, assessment.evaluation, assessment.baseline, plots)
    scorecard = next(candidate for candidate in candidates if candidate.model.kind == "scorecard")
    return {
        **assessment.list_files(),
        **{f"plots/{name}.png": file for name, file in plots.items()},
        **documents,
        "scorecard.json": build_scorecard_table(scorecard.model, training.data),
    }


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


def _describe_chosen(training: TrainingContext, candidates: list[Candidate], chosen: Candidate) -> AssessedModel:
    return AssessedModel(
        data=training.data,
        training=training.split.training,
        holdout=training.split.holdout,
        model=chosen.model,
        specification=chosen.specification,
        pds={candidate.model.kind: candidate.pd for candidate in candidates},
        out_of_fold=chosen.out_of_fold,
        workers=training.workers,
    )
