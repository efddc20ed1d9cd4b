"""ONNX's own checker, shape inference included: check.py MODEL.onnx. Prints what the file says of itself as one JSON document."""
import json
import sys

import onnx

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)


def axes(value):
    return [axis.dim_param or axis.dim_value for axis in value.type.tensor_type.shape.dim]


print(json.dumps({
    "ir": model.ir_version,
    "opset": [entry.version for entry in model.opset_import],
    "producer": model.producer_name,
    "description": model.doc_string,
    "inputs": {value.name: axes(value) for value in model.graph.input},
    "outputs": {value.name: axes(value) for value in model.graph.output},
    "metadata": {entry.key: entry.value for entry in model.metadata_props},
    "operators": [node.op_type for node in model.graph.node],
}))
