"""Made-up lenders of known truth, for benchmarks and tests: additive, interactions, drift. Their figures are synthetic.

Each row has a true PD that depends on nothing but what the row shows (a gap is what it shows, not the value behind it),
and its outcome is drawn from that PD. So no model can expect a better AUC than the true PDs have. A seed draws the
effects as well as the rows: another seed is another lender of the same character, which nothing was tuned to.

`python -m testing.models.regimes FOLDER [--seed 1] [--multiple 1]` writes all of them as training channels. A multiple
writes so many times the rows of the lender: a benchmark learns from as many as a lender has, and tests on the others.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from testing.models.made_up_lender import build_document

FIRST_DAY = np.datetime64("2021-01-01T00:00:00")
DRIFT_DAYS = 3 * 365
ONE_DAY = "2024-01-01 00:00:00"
NO_BUREAU_RECORD, NEVER_LATE = -999.0, 9999.0
"""Special codes of the bureau ratios of `drift`, as bureaus deliver them among real values."""


@dataclass(frozen=True)
class Sample:
    """Rows of a regime: the columns of its inputs, the part of the log odds that they explain, times or None."""

    inputs: pd.DataFrame
    log_odds: np.ndarray
    as_of: np.ndarray | None = None


@dataclass(frozen=True)
class Regime:
    """draw: makes rows from two generators, the first for the effects and the second for the rows.

    default_rate: the mean of the true PDs. bayes_auc: their AUC; the log odds are stretched until they have it, so that
    other effects are as noisy as these.
    """

    rows: int
    default_rate: float
    bayes_auc: float
    draw: Callable[[np.random.Generator, np.random.Generator, int], Sample]


def make_regime(name: str, rows: int = 0, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray, list[str], list[str]]:
    """The frame of a training channel, the true PD of each row, and the names of numbers and of categories."""
    regime = REGIMES[name]
    rows = rows or regime.rows
    effects, random = (np.random.default_rng([seed, part, list(REGIMES).index(name)]) for part in (0, 1))
    sample = regime.draw(effects, random, rows)
    true_pd = _stretch(sample.log_odds, regime)
    frame = sample.inputs
    words = [column for column in frame if not pd.api.types.is_numeric_dtype(frame[column])]
    numbers = [column for column in frame if column not in words]
    times = np.full(rows, ONE_DAY) if sample.as_of is None else np.char.replace(sample.as_of.astype(str), "T", " ")
    known = {
        "application_id": [f"S{i:07d}" for i in range(rows)],
        "customer_number": np.arange(rows),
        "as_of": times,
        "sex": random.choice(["f", "m"], rows),
        "defaulted": (random.random(rows) < true_pd).astype(int),
    }
    return frame.assign(**known), true_pd, numbers, words


def write_training_set(name: str, folder: Path | str, rows: int = 0, seed: int = 1) -> dict:
    """Writes features.json and data/ as the export does, and the truth beside them; returns the truth.

    truth.json: the Bayes-optimal AUC, of all rows and of the newest fifth. true_pd.npy: of each row, in their order.
    """
    folder = Path(folder)
    frame, true_pd, numbers, words = make_regime(name, rows, seed)
    last = str(frame.as_of.max())[:10]
    document = build_document(len(frame), numbers, words, as_of_max=last)
    (folder / "data").mkdir(parents=True, exist_ok=True)
    frame[document["columns"]].to_csv(folder / "data" / "0001", header=False, index=False, float_format="%.7g")
    (folder / "features.json").write_text(json.dumps(document))
    newest = true_pd[np.argsort(frame.as_of.to_numpy(), kind="stable")[int(0.8 * len(frame)) :]]
    truth = {
        "synthetic": True,
        "regime": name,
        "seed": seed,
        "rows": len(frame),
        "lender_rows": REGIMES[name].rows,
        "default_rate": float(frame.defaulted.mean()),
        "bayes_auc": compute_bayes_auc(true_pd),
        "bayes_auc_newest_fifth": compute_bayes_auc(newest),
    }
    np.save(folder / "true_pd.npy", true_pd)
    (folder / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")
    return truth


def compute_bayes_auc(true_pd: np.ndarray) -> float:
    """The AUC that ranking by the true PDs is expected to have over all outcomes: ties count half."""
    ordered = np.sort(np.asarray(true_pd, float))
    _, start, counts = np.unique(ordered, return_index=True, return_counts=True)
    good_below = np.concatenate([[0.0], np.cumsum(1 - ordered)])
    below, within = good_below[start], good_below[start + counts] - good_below[start]
    wins = np.add.reduceat(ordered, start) * (below + 0.5 * within)
    with_itself = 0.5 * np.sum(ordered * (1 - ordered))  # a row is no pair
    pairs = ordered.sum() * (1 - ordered).sum() - np.sum(ordered * (1 - ordered))
    return float((wins.sum() - with_itself) / pairs)


def _stretch(log_odds: np.ndarray, regime: Regime) -> np.ndarray:
    """The PDs whose AUC is that of the regime."""
    low, high = 0.0, 20.0
    for _ in range(30):
        slope = (low + high) / 2
        true_pd = _add_base(slope * log_odds, regime.default_rate)
        low, high = (slope, high) if compute_bayes_auc(true_pd) < regime.bayes_auc else (low, slope)
    return true_pd


def _add_base(log_odds: np.ndarray, default_rate: float) -> np.ndarray:
    """PDs of these log odds plus the base that gives the mean PD."""
    low, high = -60.0, 60.0
    for _ in range(50):
        base = (low + high) / 2
        low, high = (base, high) if _logistic(log_odds + base).mean() < default_rate else (low, base)
    return _logistic(log_odds + base)


def _logistic(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))


def _draw_additive(effects: np.random.Generator, random: np.random.Generator, rows: int) -> Sample:
    """Twelve numbers and three categories, each with an effect of its own that bends but interacts with nothing."""
    common = random.normal(size=rows)
    hidden = 0.4 * common[:, None] + 0.92 * random.normal(size=(rows, 12))
    weights = effects.normal(0, 0.45, 12) * (np.arange(12) < 9)  # three numbers say nothing
    bends = effects.choice([0.0, 0.5, 1.0], 12)
    parts = weights * ((1 - bends) * hidden + bends * 1.6 * np.tanh(1.2 * hidden - 0.5))
    columns = {f"number_{i:02d}": hidden[:, i] for i in range(12)}
    for i in (0, 3):
        columns[f"number_{i:02d}"] = np.exp(10 + 0.6 * hidden[:, i]).round(0)  # amounts
    for i in (1, 4):
        columns[f"number_{i:02d}"] = np.round(np.clip(4 + 2.5 * hidden[:, i], 0, None))  # counts
    log_odds = parts.sum(axis=1)
    for j, levels in enumerate((4, 7, 12)):
        codes = random.choice(levels, rows, p=_decaying_shares(levels))
        log_odds = log_odds + effects.normal(0, 0.35, levels)[codes]
        columns[f"category_{j}"] = _name_levels(codes)
    for i in (2, 5):
        is_gap = random.random(rows) < 0.06
        columns[f"number_{i:02d}"] = np.where(is_gap, np.nan, columns[f"number_{i:02d}"])
        log_odds = np.where(is_gap, log_odds - parts[:, i], log_odds)  # a gap that says nothing
    return Sample(pd.DataFrame(columns), log_odds)


def _draw_interactions(effects: np.random.Generator, random: np.random.Generator, rows: int) -> Sample:
    """Effects that depend on other inputs: products, ifs three deep, categories that turn a number around, gaps too."""
    values = random.normal(size=(rows, 16))
    codes = {
        name: random.choice(levels, rows, p=_decaying_shares(levels))
        for name, levels in (("product", 5), ("channel", 4), ("region", 30))
    }
    order = effects.permutation(16)
    signs = effects.choice([-1.0, 1.0], 8)
    shown = {i: values[:, order[i]] for i in range(16)}
    gaps = {i: random.random(rows) < _logistic(-1.2 + 1.1 * shown[i + 8]) for i in range(3)}
    known = {i: np.where(gaps[i], 0.0, shown[i]) if i in gaps else shown[i] for i in range(16)}
    turns = effects.choice([-1.0, 1.0], 5)
    turns[:2] = (1.0, -1.0)
    log_odds = (
        1.1 * signs[0] * known[3] * known[4]
        + 0.9 * signs[1] * turns[codes["product"]] * known[5]
        + 1.2 * signs[2] * ((known[6] > 0.2) & (known[7] < 0.4) & (known[3] > -0.5))
        + 1.0 * signs[3] * np.where(known[8] > 0, known[9], -0.6 * known[9])
        + 0.8 * signs[4] * np.where(gaps[0], known[10], -known[10])  # a gap turns another effect around
        + 0.7 * signs[5] * gaps[1] * (codes["channel"] == 0)
        + 0.8 * signs[6] * np.sign(known[11]) * np.sign(known[12])
        + 0.5 * (known[0] + known[1] - known[2])
        + effects.normal(0, 0.5, 30)[codes["region"]]
        + 0.6 * signs[7] * gaps[2]
    )
    columns = {f"number_{order[i]:02d}": np.where(gaps[i], np.nan, shown[i]) if i in gaps else shown[i] for i in known}
    columns = {name: columns[name] for name in sorted(columns)}
    columns |= {name: _name_levels(levels) for name, levels in codes.items()}
    return Sample(pd.DataFrame(columns), log_odds)


def _draw_drift(effects: np.random.Generator, random: np.random.Generator, rows: int) -> Sample:
    """Three years in which inputs, effects and the default rate move; six bureau ratios hold special codes."""
    share = np.sort(random.random(rows))  # of the three years
    as_of = FIRST_DAY + (share * DRIFT_DAYS * 86_400).astype("timedelta64[s]")
    moves = effects.normal(0, 0.5, 8)
    numbers = random.normal(size=(rows, 8)) + share[:, None] * moves
    first, last = effects.normal(0, 0.45, 8), effects.normal(0, 0.45, 8)
    weights = first + share[:, None] * 0.6 * (last - first)
    log_odds = (weights * numbers).sum(axis=1) + 0.9 * share
    columns = {f"number_{i}": numbers[:, i] for i in range(8)}
    has_record = random.random(rows) < 0.9 - 0.15 * share
    for i in range(6):
        ratio = random.gamma(2.0, 0.35, rows)
        is_never_late = random.random(rows) < 0.25
        value = np.where(is_never_late, NEVER_LATE, ratio.round(4)) if i < 3 else ratio.round(4)
        effect = effects.normal(0, 0.8) * np.minimum(ratio, 2.0)
        if i < 3:
            effect = np.where(is_never_late, -0.6, effect)
        columns[f"bureau_ratio_{i}"] = np.where(has_record, value, NO_BUREAU_RECORD)
        log_odds = log_odds + np.where(has_record, effect, 0.0)
    log_odds = log_odds + np.where(has_record, 0.0, 0.7)
    codes = random.choice(6, rows, p=_decaying_shares(6))
    log_odds = log_odds + effects.normal(0, 0.4, 6)[codes]
    columns["branch"] = _name_levels(codes)
    return Sample(pd.DataFrame(columns), log_odds, as_of)


def _decaying_shares(levels: int) -> np.ndarray:
    """Each level is rarer than the one before."""
    shares = 1 / (1.5 + np.arange(levels))
    return shares / shares.sum()


def _name_levels(codes: np.ndarray) -> np.ndarray:
    return np.array([f"level {code:02d}" for code in codes], dtype=object)


REGIMES = {
    "additive": Regime(4_000, 0.06, 0.86, _draw_additive),
    "interactions": Regime(6_000, 0.2, 0.95, _draw_interactions),
    "drift": Regime(9_000, 0.12, 0.82, _draw_drift),
}


def main() -> None:
    """Writes every regime and prints its truth."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--multiple", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for name, regime in REGIMES.items():
        rows = options.multiple * regime.rows
        print(json.dumps(write_training_set(name, options.folder / name, rows, options.seed)))


if __name__ == "__main__":
    main()
