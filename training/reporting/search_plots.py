"""The pictures of the search in a validation report: what was tried, what each kind gained, where the time went."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from training.reporting.formats import format_signed
from training.reporting.plots import BLUE, GREY, VERMILION, create_axes, save_plots

MARKERS = "osD^vP*Xph<>"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C564B", "#6b6b6b")
SHOWN_RANGE_AUC = 0.03
"""Trials that are further behind the best one lie on the lower edge: the picture is about the best."""


def draw_search_plots(
    trials: Mapping[str, Sequence[dict]], search: Sequence[dict], timings: Mapping[str, float], names: Mapping[str, str]
) -> dict[str, bytes]:
    """PNG files by name. trials: of search.json. search, timings: of the manifest. names: of the kinds, in words."""
    plots = {"search_time": lambda: _draw_time(search, timings, names)}
    if any(trials.values()):
        plots = {
            "search_trials": lambda: _draw_trials(trials, names),
            "search_gain": lambda: _draw_gain(search, names),
        } | plots
    return save_plots(plots)


def _draw_trials(trials: Mapping[str, Sequence[dict]], names: Mapping[str, str]) -> Figure:
    """A point for each trial; filled where it ran on every fold. The line is the best so far."""
    figure, axes = create_axes(
        "What the search tried", "trial of the algorithm", "AUC on the search's folds (0 to 1)", (7.2, 4.6)
    )
    best = max(trial["auc"] for kind in trials.values() for trial in kind)
    floor = best - SHOWN_RANGE_AUC
    for i, (kind, tried) in enumerate((kind, tried) for kind, tried in trials.items() if tried):
        colour, marker = COLOURS[i % len(COLOURS)], MARKERS[i % len(MARKERS)]
        aucs = np.array([trial["auc"] for trial in tried])
        finished = np.array([trial["finished"] for trial in tried])
        place = np.arange(1, len(aucs) + 1)
        reached = np.maximum.accumulate(np.where(finished, aucs, -np.inf))
        axes.step(place, np.maximum(reached, floor), where="post", color=colour, lw=1.2, alpha=0.7)
        shown = np.maximum(aucs, floor)
        axes.scatter(place[finished], shown[finished], s=26, marker=marker, color=colour, label=names[kind], zorder=3)
        axes.scatter(
            place[~finished], shown[~finished], s=26, marker=marker, facecolors="none", edgecolors=colour, zorder=3
        )
    axes.set(ylim=(floor - 0.001, best + 0.002), xlim=(0.5, None))
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), title="filled: ran on every fold")
    return figure


def _draw_gain(search: Sequence[dict], names: Mapping[str, str]) -> Figure:
    """From the first trial to the best one, by kind; the best kind on top."""
    scored = sorted((entry for entry in search if entry["best_auc"] is not None), key=lambda entry: entry["best_auc"])
    figure, axes = create_axes(
        "What each algorithm gained", "AUC on the search's folds (0 to 1)", "algorithm", (6.4, 1.3 + 0.34 * len(scored))
    )
    place = np.arange(len(scored))
    start, best = (np.array([entry[key] for entry in scored]) for key in ("start_auc", "best_auc"))
    axes.hlines(place, start, best, color=GREY, lw=2)
    axes.plot(start, place, "o", mfc="white", mec=VERMILION, label="first trial")
    axes.plot(best, place, "o", color=BLUE, label="best settings found")
    for y, (x, gain) in enumerate(zip(best, best - start, strict=True)):
        axes.annotate(format_signed(float(gain)), (x, y), xytext=(7, -3), textcoords="offset points", fontsize=8)
    axes.set_yticks(place, [names[entry["kind"]] for entry in scored])
    axes.set(ylim=(-0.7, len(scored) - 0.3))
    axes.margins(x=0.15)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.3 if len(scored) < 5 else -0.18), ncols=2)
    return figure


def _draw_time(search: Sequence[dict], timings: Mapping[str, float], names: Mapping[str, str]) -> Figure:
    """Seconds of the steps, and of the kinds within the search."""
    searched = [(f"search: {names[entry['kind']]}", entry["seconds"]) for entry in search if entry["trials"]]
    steps = [(step, seconds) for step, seconds in timings.items()]
    bars = [*((name, seconds, BLUE, "") for name, seconds in steps)]
    bars += [(name, seconds, VERMILION, "///") for name, seconds in searched]
    bars = bars[::-1]
    figure, axes = create_axes(
        "Where the time went",
        "seconds (plain: wall time of a step; hatched: processor time of an algorithm's trials)",
        "step, or algorithm in the search",
        (6.8, 1.2 + 0.3 * len(bars)),
    )
    for y, (_, seconds, colour, hatch) in enumerate(bars):
        axes.barh(y, seconds, color="white" if hatch else colour, edgecolor=colour, hatch=hatch)
        axes.annotate(f"{seconds:.0f}", (seconds, y), xytext=(4, -3), textcoords="offset points", fontsize=8)
    axes.set_yticks(range(len(bars)), [name for name, *_ in bars])
    axes.set(ylim=(-0.7, len(bars) - 0.3))
    return figure
