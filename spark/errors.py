"""What can go wrong with a feature job, each as one clear line in the job's log."""

from __future__ import annotations


class SparkJobError(Exception):
    """A fault that the job names itself."""


class Untranslatable(SparkJobError):
    """A statement uses PostgreSQL in a way that has no tested counterpart in Spark."""


class InvalidPlan(SparkJobError):
    """The job's plan.json is not what this job understands."""
