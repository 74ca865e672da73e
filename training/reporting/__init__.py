"""Writes the model card, the validation report, the scorecard table and their plots."""
