"""Chooses a model: cross-validation, the search for settings, and the checkpoints of both."""
