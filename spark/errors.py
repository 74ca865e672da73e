"""Errors of the feature job. Each ends the job with one line in its log, which the workflow reports."""

from __future__ import annotations


class SparkJobError(Exception):
    """An error that the job names itself."""


class Untranslatable(SparkJobError):
    """A statement uses PostgreSQL in a way that has no tested translation to Spark."""


class InvalidPlan(SparkJobError):
    """plan.json has another format than this job reads, or an input has an unknown type."""
