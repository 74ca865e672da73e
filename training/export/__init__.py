"""Writes the fitted model as one ONNX graph with its manifest, and checks it against Python."""
