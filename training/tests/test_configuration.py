"""The yardsticks that the reports cite are those of config/: whoever changes one has to decide about the other."""

import json
from pathlib import Path

from training.evaluation.fairness import FOUR_FIFTHS
from training.evaluation.stability import LARGE_PSI, SMALL_PSI

CONFIG = Path(__file__).parents[2] / "config"


def read_configuration(name: str) -> dict:
    return json.loads((CONFIG / f"{name}.json").read_text())


def test_reports_and_gates_have_the_same_bounds():
    gates = read_configuration("gates")["gates"]
    assert gates["fairness"]["min_approval_rate_ratio"] == FOUR_FIFTHS
    assert gates["stability"]["max_psi"] == SMALL_PSI


def test_reports_and_monitoring_have_the_same_bounds_of_the_psi():
    assert read_configuration("monitoring")["drift"]["psi"] == {"warn": SMALL_PSI, "alert": LARGE_PSI}
