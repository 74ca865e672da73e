"""The plots of a validation report: PNG files, with the same bytes for the same figures.

The colours are Okabe & Ito's, which people with any colour vision can distinguish; no meaning is in the colour alone.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from textwrap import wrap

import matplotlib
import numpy as np

matplotlib.use("Agg")  # draws into memory and needs no display
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.evaluation.importance import Attribution
from training.reporting.formats import format_limit

BLUE, VERMILION, GREY = "#0072B2", "#D55E00", "#6b6b6b"
STYLE = {
    "figure.dpi": 110,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": "#e3e3e3",
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same picture everywhere
    "font.size": 10,
    "legend.frameon": False,
    "text.parse_math": False,  # a feature may be called $x$
}
SHOWN_FEATURES = 15
"""In a plot of importance; the files have all features."""
LABEL_LINE_LENGTH = 48
LABEL_LINES = 2
"""A longer label, of a lender, ends with …; the tables of the report have it in full."""


def draw_plots(evaluation: dict, fairness: dict, attribution: Attribution, labels: dict[str, str]) -> dict[str, bytes]:
    """Every plot as a PNG file, by its name without an ending. labels: of features, by name."""
    plots = {
        "roc": lambda: _draw_roc(evaluation),
        "reliability": lambda: _draw_reliability(evaluation["reliability"]),
        "lift": lambda: _draw_lift(evaluation["lift"]),
        "scores": lambda: _draw_pds(evaluation["scores"], evaluation["cut_offs"]),
        "importance": lambda: _draw_importance(evaluation["importance"], labels),
        "shap": lambda: _draw_shap(attribution, labels),
    }
    if fairness["attributes"]:
        plots["fairness"] = lambda: _draw_fairness(fairness)
    return save_plots(plots)


def save_plots(plots: Mapping[str, Callable[[], Figure]]) -> dict[str, bytes]:
    """PNG files by name, of functions that draw a figure each."""
    files = {}
    with matplotlib.rc_context(STYLE):
        for name, draw in plots.items():
            figure, file = draw(), BytesIO()
            figure.savefig(file, format="png", bbox_inches="tight", metadata={"Software": None})
            plt.close(figure)
            files[name] = file.getvalue()
    return files


def create_axes(title: str, x: str, y: str, size=(5.6, 4.2)) -> tuple[Figure, Axes]:
    """A figure with one pair of axes, a title and labels."""
    figure, axes = plt.subplots(figsize=size)
    axes.set(xlabel=x, ylabel=y)
    axes.set_title(title, loc="left", fontweight="bold")
    return figure, axes


def _draw_roc(evaluation: dict) -> Figure:
    figure, axes = create_axes(
        "ROC curve, holdout",
        "repaid applications from a PD on (share of all repaid)",
        "defaulted applications from a PD on (share)",
        (4.8, 4.6),
    )
    points = evaluation["roc"]
    low, high = evaluation["intervals"]["auc"]
    label = f"AUC {evaluation['figures']['auc']:.3f} ({low:.3f} to {high:.3f})"
    axes.plot([p["false_rate"] for p in points], [p["true_rate"] for p in points], color=BLUE, lw=2, label=label)
    axes.plot([0, 1], [0, 1], color=GREY, ls="--", lw=1, label="no skill")
    confusion = evaluation["figures"]["confusion"]
    false_rate = confusion["fp"] / (confusion["fp"] + confusion["tn"])
    true_rate = confusion["tp"] / (confusion["tp"] + confusion["fn"])
    axes.plot(
        false_rate,
        true_rate,
        "o",
        color=VERMILION,
        label=f"policy declines from PD {format_limit(evaluation['figures']['cut_off'])}",
    )
    axes.set(xlim=(0, 1), ylim=(0, 1.01), aspect="equal")
    axes.legend(loc="lower right")
    return figure


def _draw_reliability(bins: list[dict]) -> Figure:
    figure, axes = create_axes(
        "Reliability, ten bins, holdout", "mean PD of the bin (0 to 1)", "default rate of the bin (0 to 1)", (4.8, 4.6)
    )
    pd, rate = np.array([b["mean_pd"] for b in bins]), np.array([b["default_rate"] for b in bins])
    spread = np.abs(np.array([[b["low"] for b in bins], [b["high"] for b in bins]]) - rate)
    top = max(pd.max(), (rate + spread[1]).max()) * 1.05
    axes.plot([0, top], [0, top], color=GREY, ls="--", lw=1, label="perfect calibration")
    axes.errorbar(pd, rate, spread, fmt="o-", color=BLUE, capsize=3, lw=1.5, label="model, Wilson 95 % interval")
    axes.set(xlim=(0, top), ylim=(0, top), aspect="equal")
    axes.legend(loc="upper left")
    return figure


def _draw_lift(points: list[dict]) -> Figure:
    figure, axes = create_axes(
        "Gain and lift, holdout", "riskiest applications (share of all)", "defaults among them (share of all defaults)"
    )
    share = [0.0, *(p["share"] for p in points)]
    axes.plot(share, [0.0, *(p["caught"] for p in points)], "o-", ms=3, color=BLUE, lw=2, label="gain")
    axes.plot([0, 1], [0, 1], color=GREY, ls="--", lw=1, label="no skill")
    axes.set(xlim=(0, 1), ylim=(0, 1.01))
    lift_axes = axes.twinx()
    lift_axes.plot(
        share[1:], [p["lift"] for p in points], "s-", ms=3, color=VERMILION, lw=1.5, label="lift (right axis)"
    )
    lift_axes.set(ylabel="lift (times the mean default rate)", ylim=(0, None))
    lift_axes.grid(visible=False)
    lines = [*axes.get_lines(), *lift_axes.get_lines()]
    axes.legend(lines, [line.get_label() for line in lines], loc="center right")
    return figure


def _draw_pds(counts: dict, cut_offs: dict[str, float]) -> Figure:
    figure, axes = create_axes(
        "PDs by outcome, holdout", "PD (0 to 1)", "applications (share of their outcome)", (5.6, 3.6)
    )
    edges = np.array(counts["edges"])
    for name, colour, hatch in (("repaid", BLUE, None), ("defaulted", VERMILION, "///")):
        share = np.array(counts[name]) / max(1, sum(counts[name]))
        style = {"alpha": 0.45, "hatch": hatch, "edgecolor": colour, "linewidth": 1.2, "facecolor": colour}
        axes.stairs(share, edges, fill=True, label=name, **style)
    for (name, cut_off), line in zip(cut_offs.items(), (":", "--"), strict=False):
        axes.axvline(cut_off, color=GREY, ls=line, lw=1.2, label=f"policy {name} {format_limit(cut_off)}")
    axes.set(xlim=(0, 1))
    axes.legend()
    return figure


def _draw_importance(importance: dict[str, dict], labels: dict[str, str]) -> Figure:
    shown = list(importance.items())[:SHOWN_FEATURES][::-1]
    figure, axes = create_axes(
        "Permutation importance, holdout",
        "AUC lost when the values are shuffled (bars: ± 1 standard deviation)",
        "feature",
        (6.4, 4.8),
    )
    drops, spreads = ([figures[key] for _, figures in shown] for key in ("auc_drop", "std"))
    axes.barh([_wrap_label(labels[name]) for name, _ in shown], drops, xerr=spreads, color=BLUE, ecolor=GREY, capsize=2)
    axes.axvline(0, color=GREY, lw=1)
    return figure


def _draw_shap(attribution: Attribution, labels: dict[str, str]) -> Figure:
    """A point for each row and feature; rows with similar values are spread, so that their number is visible."""
    names = list(attribution.mean_absolute())[:SHOWN_FEATURES][::-1]
    figure, axes = create_axes(
        "SHAP values, holdout",
        f"contribution to the PD ({attribution.scale.replace('-', ' ')}; to the right raises it)",
        "feature",
        (6.8, 5.2),
    )
    points = None
    for position, name in enumerate(names):
        column = attribution.feature_names.index(name)
        values, raw = attribution.values[:, column], attribution.raw[:, column]
        known = ~np.isnan(raw)
        colour = np.full(len(raw), 0.5)
        if known.any():
            colour[known] = np.searchsorted(np.sort(raw[known]), raw[known], side="right") / known.sum()
        height = position + _spread_points(values)
        axes.scatter(values[~known], height[~known], s=6, color="#9a9a9a", linewidths=0, rasterized=True)
        points = axes.scatter(
            values[known], height[known], c=colour[known], cmap="cividis", vmin=0, vmax=1, s=6, linewidths=0
        )
    axes.set_yticks(range(len(names)), [_wrap_label(labels[name]) for name in names])
    axes.axvline(0, color=GREY, lw=1)
    axes.set_ylim(-0.6, len(names) - 0.4)
    if points is not None:
        bar = figure.colorbar(points, ax=axes, pad=0.02, ticks=[0, 1])
        bar.ax.set_yticklabels(["low", "high"])
        bar.set_label("value of the feature (rank; grey: unknown or a category)")
    return figure


def _spread_points(values: np.ndarray) -> np.ndarray:
    """Offsets in -0.4 … 0.4: rows of one narrow bin lie alternately above and below its middle."""
    bins = np.digitize(values, np.linspace(values.min(), values.max() + 1e-12, 60))
    rows = np.bincount(bins, minlength=62)
    order = np.argsort(bins, kind="stable")
    rank_in_bin = np.empty(len(values), np.int64)
    rank_in_bin[order] = np.arange(len(values)) - np.repeat(np.cumsum(rows) - rows, rows)
    side = np.where(rank_in_bin % 2 == 0, 1, -1)
    return side * (rank_in_bin + 1) // 2 / max(1, rows.max()) * 0.8


def _draw_fairness(fairness: dict) -> Figure:
    groups = [
        (f"{name.replace('_', ' ')}: {group['group']} ({group['rows']:,})", group)
        for name, attribute in fairness["attributes"].items()
        for group in attribute["groups"]
        if group["rows"] >= fairness["min_group_rows"]
    ][::-1]
    title = f"Approval rate by group, holdout (PD below {format_limit(fairness['cut_off'])})"
    figure, axes = create_axes(
        title, "approval rate (0 to 1) with 95 % interval", "group (applications)", (6.4, 1.2 + 0.32 * len(groups))
    )
    rate = np.array([group["approval_rate"] for _, group in groups])
    spread = np.abs(np.array([group["approval_rate_interval"] for _, group in groups]).reshape(-1, 2).T - rate)
    axes.errorbar(rate, range(len(groups)), xerr=spread, fmt="o", color=BLUE, capsize=3)
    axes.set_yticks(range(len(groups)), [label for label, _ in groups])
    axes.set(xlim=(0, 1), ylim=(-0.7, len(groups) - 0.3))
    return figure


def _wrap_label(label: str) -> str:
    return "\n".join(wrap(label, LABEL_LINE_LENGTH, max_lines=LABEL_LINES, placeholder="…"))
