"""Chooses between models on training rows: holdout, cross-validation, search for settings, variants, final fits."""
