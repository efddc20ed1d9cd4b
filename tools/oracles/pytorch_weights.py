"""Golden logits of the small networks with weights in PyTorch's layout, and one file of such weights as safetensors.

    /usr/bin/python3 tools/oracles/pytorch_weights.py

writes tests/Hark.Tests/Models/Golden/pytorch/NAME.json: the names and shapes of the state dictionary, whose tensor t holds seeded numbers (seed
5000 + t, scaled as `parameters` says), and the logits of two seeded inputs in float64. `stray` is how far PyTorch's own float32 comes out. The file
bc-resnet-1.safetensors beside them holds the same weights as safetensors' own writer would write them, its tensors in the order of their names.
"""

import json
import pathlib
import platform
import struct

import numpy as np
import torch
import torch.nn as nn

import seeded
from pytorch_networks import BcResNet, DsCnn, SpectrogramConv, checked

CLASSES, BATCH, INPUT_SEED, TENSOR_SEED = 10, 2, 4000, 5000
GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Hark.Tests" / "Models" / "Golden" / "pytorch"
NETWORKS = {"ds-cnn": lambda: DsCnn(CLASSES), "bc-resnet-1": lambda: BcResNet(1, CLASSES), "bc-resnet-3": lambda: BcResNet(3, CLASSES),
            "spectrogram-conv": lambda: SpectrogramConv(CLASSES)}


def parameters(network):
    """offset + scale * seeded number: kernels as wide as keeps a signal alive, normalisations near the identity but each of its own."""
    state, records = network.state_dict(), []
    kernels = {name for name, module in network.named_modules() if isinstance(module, (nn.Conv2d, nn.Linear))}
    for name, value in state.items():
        module, field = name.rsplit(".", 1)
        if field == "num_batches_tracked":
            continue
        offset, scale = {"weight": (1, 0.1), "bias": (0, 0.05), "running_mean": (0, 0.1), "running_var": (1, 0.5)}[field]
        if module in kernels and field == "weight":
            offset, scale = 0, float(np.float32((6 / value[0].numel()) ** 0.5))
        numbers = offset + scale * seeded.values(TENSOR_SEED + len(records), *value.shape)
        value.copy_(torch.from_numpy(seeded.single(numbers)))
        records.append({"name": name, "shape": list(value.shape), "offset": offset, "scale": scale})
    return records


def logits(network):
    x = seeded.single(seeded.values(INPUT_SEED, BATCH, *network.input))
    with torch.no_grad():
        x = torch.from_numpy(x).to(next(network.parameters()).dtype)
        return network(x).double().numpy().ravel()


def write_safetensors(path, state):
    """Eight bytes of length, a JSON header, the values: tensors of eight bytes a value first, then by name, as the library orders them."""
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name in sorted(state, key=lambda n: (-state[n].element_size(), n)):
        values = state[name].numpy()
        header[name] = {"dtype": {"float32": "F32", "int64": "I64"}[str(values.dtype)], "shape": list(values.shape),
                        "data_offsets": [len(data), len(data) + values.nbytes]}
        data += values.tobytes()
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, make in NETWORKS.items():
        network = checked(make()).eval().double()
        tensors = parameters(network)
        truth = logits(network)
        network = network.float()
        golden = {"model": name, "classes": CLASSES, "batch": BATCH, "inputSeed": INPUT_SEED, "tensorSeed": TENSOR_SEED,
                  "madeWith": f"PyTorch {torch.__version__}, NumPy {np.__version__}, Python {platform.python_version()}, float64",
                  "logits": [float(f"{v:.11g}") for v in truth], "stray": float(f"{np.abs(logits(network) - truth).max():.3g}")}
        head = ",\n".join(f' "{key}": {json.dumps(value)}' for key, value in golden.items())
        rows = ",\n".join("  " + json.dumps(tensor) for tensor in tensors)
        (GOLDEN / f"{name}.json").write_text("{\n" + head + ',\n "tensors": [\n' + rows + "\n ]\n}\n")
        print(name, len(tensors), "tensors, logits", np.abs(truth).max(), "stray", golden["stray"])
        if name == "bc-resnet-1":
            write_safetensors(GOLDEN / f"{name}.safetensors", network.state_dict())


if __name__ == "__main__":
    main()
