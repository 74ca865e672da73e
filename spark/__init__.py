"""Spark programs that build the features of large days. See docs/adr/0005-build-large-days-on-spark.md."""
