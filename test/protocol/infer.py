"""Infers against a running service with an unmodified tritonclient, in JSON and in binary tensors, and prints one JSON line of what it got.

argv: the address (host:port), the model, and the inputs as JSON: [[name, datatype, values], …]."""

import json
import sys

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

address, model, given = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
client = http.InferenceServerClient(url=address)


def tensors(binary):
    inputs = []
    for name, datatype, values in given:
        array = np.array(values, dtype=object if datatype == "BYTES" else triton_to_np_dtype(datatype))
        tensor = http.InferInput(name, list(array.shape), datatype)
        tensor.set_data_from_numpy(array, binary_data=binary)
        inputs.append(tensor)
    return inputs


def infer(binary, compressed=None):
    outputs = [http.InferRequestedOutput(o["name"], binary_data=binary) for o in client.get_model_metadata(model)["outputs"]]
    result = client.infer(model, tensors(binary), outputs=outputs, request_id="42", request_compression_algorithm=compressed)
    return {o.name(): result.as_numpy(o.name()).tolist() for o in outputs}


def refusal(work):
    try:
        work()
    except InferenceServerException as error:
        return str(error)
    return None


wrong = http.InferInput("no_such_input", [1], "FP64")
wrong.set_data_from_numpy(np.array([1.0]))
print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "model_ready": client.is_model_ready(model),
            "server": client.get_server_metadata(),
            "metadata": client.get_model_metadata(model),
            "json": infer(False),
            "binary": infer(True),
            "gzip": infer(True, "gzip"),
            "unknown_input": refusal(lambda: client.infer(model, [wrong])),
            "unknown_model": refusal(lambda: client.get_model_metadata("no_such_model")),
        }
    )
)
