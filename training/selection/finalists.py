"""Chooses the kinds that are cross-validated after the search: those that may still be the best, or part of a blend."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.selection.search_budget import KindSearch

REACH_AUC = 0.006
REACH_ERRORS = 1.5
"""A kind is a finalist when its score is at most so far behind the leading one, or so many standard errors of the
difference."""
MAX_FINALISTS = 5
ALWAYS = "scorecard"
"""The scorecard's table is stored with every model, so it is always fitted."""


@dataclass(frozen=True)
class Finalist:
    """A kind with the settings that the search found.

    constrained: whether the search bound the directions; None without a search. monotone_cost: AUC that they cost in
    the search, if it measured that.
    """

    kind: str
    params: dict
    constrained: bool | None
    monotone_cost: float | None


def choose_finalists(searches: Sequence[KindSearch]) -> list[Finalist]:
    """The finalists, in the order of the kinds. Says in each other search why it was left."""
    scored = {search.kind: search.chosen_trial for search in searches if search.chosen_trial}
    if scored:
        order = sorted(scored, key=lambda kind: -scored[kind].score)
        leader = scored[order[0]]
        for search in searches:
            search.left = _explain_leaving(search, scored, order, leader)
    return [
        Finalist(search.kind, search.params, search.constrained, search.monotone_cost)
        for search in searches
        if search.left is None
    ]


def _explain_leaving(search: KindSearch, scored: dict, order: list[str], leader) -> str | None:
    """Why the kind is no finalist; None for a finalist."""
    if search.kind == ALWAYS:
        return None
    trial = scored.get(search.kind)
    if trial is None:
        return search.left or "it had no trial"
    difference = trial.compare(leader, search.folds)
    reach = max(REACH_AUC, REACH_ERRORS * difference.standard_error)
    if leader.score - trial.score > reach:
        return f"{leader.auc - trial.auc:.4f} AUC behind {leader.kind} in the search"
    if order.index(search.kind) >= MAX_FINALISTS:
        return f"{MAX_FINALISTS} kinds ranked better in the search"
    return None
