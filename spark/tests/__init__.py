"""Tests of the Spark programs; they compare both engines."""
