"""A small builder of one ONNX graph: nodes, shared constants, deterministic names and bytes."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
OPSET_ML = 3
"""ai.onnx.ml 3 has TreeEnsembleRegressor and LabelEncoder, and is known to every ONNX Runtime in use."""
IR_VERSION = 8


class Graph:
    """Collects nodes in the order of their execution. A value is named by a text."""

    def __init__(self):
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[tuple, onnx.TensorProto] = {}

    def node(self, kind: str, *inputs: str, name: str | None = None, **attributes) -> str:
        """Adds a node with one output and gives the output's name; ai.onnx.ml operators are told by their kind."""
        output = name or f"v{len(self._nodes)}"
        domain = "ai.onnx.ml" if kind in ("LabelEncoder", "TreeEnsembleRegressor") else ""
        self._nodes.append(helper.make_node(kind, list(inputs), [output], domain=domain, **attributes))
        return output

    def constant(self, values, dtype=np.float32) -> str:
        """Adds a constant once, however often it is asked for."""
        array = np.asarray(values, dtype=dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = numpy_helper.from_array(array, f"c{len(self._constants)}")
        return self._constants[key].name

    def to_float(self, value: str) -> str:
        """Casts a value to float32."""
        return self.node("Cast", value, to=TensorProto.FLOAT)

    def model(self, num: int, cat: int, prepared: int) -> onnx.ModelProto:
        """The checked model. Inputs num [N, num], cat [N, cat]; outputs pd, raw [N, 1] and prepared [N, prepared]."""
        rows = "N"
        graph = helper.make_graph(
            self._nodes,
            "probability_of_default",
            [
                helper.make_tensor_value_info("num", TensorProto.FLOAT, [rows, num]),
                helper.make_tensor_value_info("cat", TensorProto.STRING, [rows, cat]),
            ],
            [
                helper.make_tensor_value_info("pd", TensorProto.FLOAT, [rows, 1]),
                helper.make_tensor_value_info("raw", TensorProto.FLOAT, [rows, 1]),
                helper.make_tensor_value_info("prepared", TensorProto.FLOAT, [rows, prepared]),
            ],
            initializer=list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", OPSET_ML)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="risk-training")
        onnx.checker.check_model(model, full_check=True)
        return model
