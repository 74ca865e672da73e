"""The kinds of model that are compared, and the calibration of their scores."""
