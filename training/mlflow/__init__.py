"""Writes to MLflow: training runs, the lifecycle stages of the registry, and monitoring results."""
