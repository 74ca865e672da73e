"""The intervals of many resamples at once are those of each resample on its own."""

import time

import numpy as np
import pytest

from training.evaluation import bootstrap
from training.evaluation.metrics import compute_metrics


def portfolio(rows: int, seed: int = 1):
    """Outcomes and PDs that have ties, as a scorecard's do."""
    random = np.random.default_rng(seed)
    pd = random.beta(1, 3, rows).round(2).clip(0.01, 0.99)
    return (random.random(rows) < pd).astype(np.int8), pd


def flatten_confusion(figures: dict) -> dict:
    """The figures of `compute_metrics`, with those of the confusion matrix as figures of their own."""
    return figures | {f"confusion_{name}": float(rows) for name, rows in figures["confusion"].items()}


def test_each_figure_of_a_resample_is_that_of_its_rows():
    defaulted, pd = portfolio(400)
    order = np.argsort(pd, kind="stable")
    defaulted, pd = defaulted[order], pd[order]
    rows = bootstrap._SortedRows(defaulted.astype(float), pd)
    counts = next(bootstrap.draw_resamples(400, 5))[:20]
    figures = rows.compute_figures(counts, 0.3)
    for i, drawn in enumerate(counts.astype(int)):
        again = np.repeat(np.arange(400), drawn)
        expected = flatten_confusion(compute_metrics(defaulted[again], pd[again], 0.3))
        for name, values in figures.items():
            assert values[i] == pytest.approx(expected[name], abs=1e-12), name


def test_every_figure_of_the_manifest_has_an_interval_around_it():
    defaulted, pd = portfolio(2000)
    figures = flatten_confusion(compute_metrics(defaulted, pd, 0.3))
    intervals = bootstrap.compute_intervals(defaulted, pd, 0.3, 7)
    assert set(intervals) == {name for name, value in figures.items() if isinstance(value, float)} - {"cut_off"}
    for name, (low, high) in intervals.items():
        if name != "ece":  # a mean of absolute gaps is biased upwards in resamples, most where it is small
            assert low <= figures[name] <= high, name


def test_a_width_agrees_with_theory():
    defaulted, pd = portfolio(5000)
    low, high = bootstrap.compute_intervals(defaulted, pd, 0.3, 7)["default_rate"]
    rate = defaulted.mean()
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(rate * (1 - rate) / 5000), rel=0.1)


def test_the_seed_decides_and_blocks_do_not_show(monkeypatch):
    defaulted, pd = portfolio(300)
    first = bootstrap.compute_intervals(defaulted, pd, 0.3, 7)
    assert bootstrap.compute_intervals(defaulted, pd, 0.3, 7) == first
    assert bootstrap.compute_intervals(defaulted, pd, 0.3, 8) != first
    monkeypatch.setattr(bootstrap, "BLOCK_CELLS", 300 * 7)
    again = bootstrap.compute_intervals(defaulted, pd, 0.3, 7)
    assert all(again[name] == pytest.approx(first[name], abs=1e-12) for name in first)


def test_resamples_without_a_default_are_left_out():
    defaulted = np.zeros(40, np.int8)
    defaulted[7] = 1
    intervals = bootstrap.compute_intervals(defaulted, np.linspace(0.1, 0.9, 40), 0.3, 7)
    assert np.isfinite(intervals["auc"]).all()
    assert intervals["default_rate"][0] == 0


def test_the_difference_of_two_models_is_narrower_than_either():
    defaulted, pd = portfolio(3000)
    other = np.clip(pd + np.random.default_rng(2).normal(0, 0.05, 3000), 0.001, 0.999)
    differences = bootstrap.compare_aucs(defaulted, pd, {"other": other, "same": pd}, 7)
    assert differences["same"] == {"value": 0, "low": 0, "high": 0}
    alone = bootstrap.compute_intervals(defaulted, pd, 0.3, 7)["auc"]
    assert differences["other"]["low"] < differences["other"]["value"] < differences["other"]["high"]
    assert differences["other"]["high"] - differences["other"]["low"] < (alone[1] - alone[0]) / 2


def test_six_thousand_rows_take_less_than_three_seconds():
    defaulted, pd = portfolio(6000)
    pd = pd + np.random.default_rng(3).random(6000) * 1e-3
    started = time.process_time()
    bootstrap.compute_intervals(defaulted, pd, 0.3, 7)
    assert time.process_time() - started < 3
