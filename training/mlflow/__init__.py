"""Writes to MLflow: training runs, the state of the model registry, and monitoring results."""
