"""Writes a fitted model as one ONNX graph with its model manifest, and checks the graph against Python."""
