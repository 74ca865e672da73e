"""The kinds of model that a training compares, the calibration of their raw outputs, and the fitted model."""
