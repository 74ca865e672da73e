"""Builds one ONNX graph: nodes, shared constants, deterministic names and bytes. Every step of a model adds its nodes.

It lies outside the rooms, because the preparation (data/) and the models (models/) use it too.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
OPSET_ML = 3
"""ai.onnx.ml 3 has TreeEnsembleRegressor and LabelEncoder, and every ONNX Runtime in use knows it."""
IR_VERSION = 8


class GraphBuilder:
    """Collects nodes in the order of their execution. Each value has a name."""

    def __init__(self):
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[tuple, onnx.TensorProto] = {}

    def add_node(self, operator: str, *inputs: str, name: str | None = None, **attributes) -> str:
        """Adds a node with one output and returns the output's name."""
        output = name or f"v{len(self._nodes)}"
        domain = "ai.onnx.ml" if operator in ("LabelEncoder", "TreeEnsembleRegressor") else ""
        self._nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def add_constant(self, values, dtype=np.float32) -> str:
        """Adds a constant, or finds an equal one, and returns its name."""
        array = np.asarray(values, dtype=dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = numpy_helper.from_array(array, f"c{len(self._constants)}")
        return self._constants[key].name

    def cast_to_float(self, value: str) -> str:
        """Casts a value to float32."""
        return self.add_node("Cast", value, to=TensorProto.FLOAT)

    def build(self, *, num_width: int, cat_width: int, prepared_width: int) -> onnx.ModelProto:
        """The checked model. Inputs: num and cat, [N, width] each. Outputs: pd and raw [N, 1], prepared [N, width], and
        parts [N, width] where a node has this name."""
        rows = "N"
        columns = ["prepared", "parts"] if any("parts" in node.output for node in self._nodes) else ["prepared"]
        graph = helper.make_graph(
            self._nodes,
            "probability_of_default",
            [
                helper.make_tensor_value_info("num", TensorProto.FLOAT, [rows, num_width]),
                helper.make_tensor_value_info("cat", TensorProto.STRING, [rows, cat_width]),
            ],
            [
                helper.make_tensor_value_info("pd", TensorProto.FLOAT, [rows, 1]),
                helper.make_tensor_value_info("raw", TensorProto.FLOAT, [rows, 1]),
                *(helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, prepared_width]) for name in columns),
            ],
            initializer=list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", OPSET_ML)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="risk-training")
        onnx.checker.check_model(model, full_check=True)
        return model
