"""Step 6: exports the serving model as an ONNX graph, begins its manifest, and checks the graph against Python."""
