"""Measures a model on the holdout: performance, calibration, stability, fairness and importance, with intervals."""
