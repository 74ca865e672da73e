"""Measures a model: performance, calibration, stability, fairness and importance, with intervals."""
