"""Golden numbers of every layer, loss and optimiser of Hark, by PyTorch in float64.

    /usr/bin/python3 tools/oracles/layers.py

writes tests/Hark.Tests/Layers/Golden/layers.json. See README.md beside this file for what it holds.
"""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

import seeded
from models import ADAM_EPSILON, BETA1, BETA2, versions

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Hark.Tests" / "Layers" / "Golden" / "layers.json"
BATCH = 3
WEIGHTS = 37  # whole vectors and a rest, on every processor


def number(value):
    """Nine digits: a hundredth of float32's rounding."""
    return float(f"{float(value):.9g}")


def numbers(array):
    return [number(value) for value in array]


class Case:
    """One layer on seeded numbers: x has seed s and is scaled, dy has s + 1, parameter p has s + 2 + p."""

    def __init__(self, number_of_case, shape, scale):
        self.seed, self.scale = 100 * (number_of_case + 1), scale
        self.x = torch.from_numpy(scale * seeded.values(self.seed, BATCH, *shape)).requires_grad_()
        self.parameters, self.fixed = [], []

    def parameter(self, *shape, make=lambda u: u, trainable=True):
        value = seeded.single(make(seeded.values(self.seed + 2 + len(self.parameters), *shape)))
        value = torch.from_numpy(value).requires_grad_(trainable)
        self.parameters.append(value)
        return value


def same(length, kernel, stride, dilation):
    """TensorFlow: enough zeros for ceil(length / stride) outputs; of an odd number the larger half stands at the end."""
    outputs = -(-length // stride)
    total = max(0, (outputs - 1) * stride + (kernel - 1) * dilation + 1 - length)
    return total // 2, total - total // 2


def padded(x, kernel, stride, dilation, padding, value=0.0):
    """x [batch, channels, *axes] with the zeros that the rule asks for."""
    if padding == "valid":
        return x
    pads = [same(*axis) for axis in zip(x.shape[2:], kernel, stride, dilation)]
    return F.pad(x, [side for pair in reversed(pads) for side in pair], value=value)


def convolution(case, filters, kernel, stride=None, dilation=None, padding="same", bias=True, depthwise=False):
    axes = len(kernel)
    stride, dilation = stride or (1,) * axes, dilation or (1,) * axes
    x = case.x.movedim(-1, 1)
    channels = x.shape[1]
    if depthwise:
        weight = case.parameter(*kernel, channels).unsqueeze(-1).movedim((-2, -1), (0, 1))
    else:
        weight = case.parameter(*kernel, channels, filters).movedim((-1, -2), (0, 1))
    offset = case.parameter(filters) if bias else None
    convolve = F.conv1d if axes == 1 else F.conv2d
    y = convolve(padded(x, kernel, stride, dilation, padding), weight, offset, stride, 0, dilation, channels if depthwise else 1)
    taps = int(np.prod(kernel))
    positions = BATCH * int(np.prod(y.shape[2:]))
    lengths = [taps * (1 if depthwise else channels) + 1, taps * (1 if depthwise else filters)] + [positions] * (2 if bias else 1)
    return y.movedim(1, -1), lengths


def max_pool(case, kernel, stride=None, padding="valid"):
    stride = stride or kernel
    x = padded(case.x.movedim(-1, 1), kernel, stride, (1,) * len(kernel), padding, -np.inf)
    pool = F.max_pool1d if len(kernel) == 1 else F.max_pool2d
    return pool(x, kernel, stride).movedim(1, -1), [1, int(np.prod(kernel))]


def average_pool(case, kernel, stride=None, padding="valid"):
    """Keras: zeros that stand for padding are not counted in the mean."""
    stride, ones = stride or kernel, (1,) * len(kernel)
    x = case.x.movedim(-1, 1)
    pool = F.avg_pool1d if len(kernel) == 1 else F.avg_pool2d
    sums = pool(padded(x, kernel, stride, ones, padding), kernel, stride)
    counts = pool(padded(torch.ones_like(x), kernel, stride, ones, padding), kernel, stride)
    length = int(np.prod(kernel))
    return (sums / counts).movedim(1, -1), [length, length]


def global_average(case):
    axes = tuple(range(1, case.x.dim() - 1))
    length = int(np.prod(case.x.shape[1:-1]))
    return case.x.mean(axes), [length, 1]


def dense(case, units, bias=True):
    weight = case.parameter(case.x.shape[-1], units)
    y = case.x @ weight + (case.parameter(units) if bias else 0)
    return y, [len(weight) + 1, units] + [BATCH] * (2 if bias else 1)


def batch_norm(case, training, momentum=0.99, epsilon=1e-3, unbiased=False):
    """Keras: moving = momentum * moving + (1 - momentum) * batch, with the biased variance of the batch (PyTorch: unbiased)."""
    channels = case.x.shape[-1]
    gamma = case.parameter(channels, make=lambda u: 1 + 0.5 * u)
    beta = case.parameter(channels)
    mean = case.parameter(channels, trainable=False)
    variance = case.parameter(channels, make=lambda u: 1 + 0.5 * u, trainable=False)
    axes = tuple(range(case.x.dim() - 1))
    positions = int(np.prod(case.x.shape[:-1]))
    if training:
        batch_mean, batch_variance = case.x.mean(axes), case.x.var(axes, unbiased=False)
        case.fixed = [momentum * mean + (1 - momentum) * batch_mean,
                      momentum * variance + (1 - momentum) * case.x.var(axes, unbiased=unbiased)]
        mean, variance = batch_mean, batch_variance
    y = (case.x - mean) / (variance + epsilon).sqrt() * gamma + beta
    # The statistics are divided by a deviation that may be small: its inverse scales every rounding error, in dx twice.
    steepness = float((variance + epsilon).rsqrt().max())
    return y, [positions * steepness, positions * steepness * max(1, steepness), positions * steepness, positions]


def concat(case):
    """[relu(x), x] along the channels: x goes two ways into one output."""
    return torch.cat((case.x.relu(), case.x), -1), [1, 2]


def fold_classes(c, into, kept):
    """The first logits, of which one takes up those after them: their probabilities under a softmax are summed."""
    taken = torch.cat([c.x[:, into:into + 1], c.x[:, kept:]], 1).logsumexp(1, keepdim=True)
    return torch.cat([c.x[:, :into], taken, c.x[:, into + 1:kept]], 1), [8, 8]


def mean_probability(c, temperatures, weights=(1, 1)):
    """The logarithm of the weighted mean of two members' probabilities: of relu(x) and of x, each divided by its temperature."""
    members = [x.div(t).log_softmax(1) + np.log(w / sum(weights)) for x, t, w in zip((c.x.relu(), c.x), temperatures, weights)]
    return torch.stack(members).logsumexp(0), [16, 16]


CASES = {
    "conv1d-same": ((13, 3), lambda c: convolution(c, 5, (9,))),
    "conv1d-same-even-kernel": ((13, 3), lambda c: convolution(c, 5, (4,))),
    "conv1d-same-stride": ((14, 3), lambda c: convolution(c, 5, (5,), stride=(2,))),
    "conv1d-same-dilation": ((13, 3), lambda c: convolution(c, 5, (3,), dilation=(4,))),
    "conv1d-valid": ((13, 3), lambda c: convolution(c, 5, (4,), padding="valid")),
    "conv1d-valid-stride-dilation": ((17, 3), lambda c: convolution(c, 5, (3,), (3,), (2,), "valid")),
    "conv1d-wide": ((11, 8), lambda c: convolution(c, 16, (9,))),
    "conv1d-one-channel": ((30, 1), lambda c: convolution(c, 32, (9,))),
    "conv1d-no-bias": ((13, 3), lambda c: convolution(c, 5, (1,), bias=False)),
    "conv2d-same": ((7, 6, 3), lambda c: convolution(c, 5, (3, 3))),
    "conv2d-same-stride": ((11, 10, 1), lambda c: convolution(c, 5, (10, 4), stride=(2, 2))),
    "conv2d-same-stride-height": ((10, 7, 2), lambda c: convolution(c, 5, (5, 5), stride=(2, 1))),
    "conv2d-same-dilation": ((7, 9, 3), lambda c: convolution(c, 5, (3, 2), dilation=(1, 2))),
    "conv2d-valid": ((7, 6, 3), lambda c: convolution(c, 5, (3, 2), padding="valid")),
    "conv2d-valid-stride-dilation": ((9, 11, 3), lambda c: convolution(c, 5, (3, 3), (2, 3), (2, 1), "valid")),
    "conv2d-pointwise-no-bias": ((5, 4, 16), lambda c: convolution(c, 20, (1, 1), bias=False)),
    "depthwise-conv2d-same": ((7, 6, 5), lambda c: convolution(c, 5, (3, 3), depthwise=True)),
    "depthwise-conv2d-same-stride": ((8, 7, 17), lambda c: convolution(c, 17, (3, 3), (2, 2), depthwise=True)),
    "depthwise-conv2d-frequency": ((8, 6, 5), lambda c: convolution(c, 5, (3, 1), bias=False, depthwise=True)),
    "depthwise-conv2d-time-dilation": ((1, 14, 5), lambda c: convolution(c, 5, (1, 3), None, (1, 4), bias=False, depthwise=True)),
    "depthwise-conv2d-valid": ((7, 6, 5), lambda c: convolution(c, 5, (5, 3), padding="valid", depthwise=True)),
    "max-pool1d": ((9, 5), lambda c: max_pool(c, (2,))),
    "max-pool1d-overlapping": ((11, 5), lambda c: max_pool(c, (3,), (2,))),
    "max-pool1d-same": ((9, 5), lambda c: max_pool(c, (2,), padding="same")),
    "max-pool2d": ((7, 9, 5), lambda c: max_pool(c, (2, 2))),
    "max-pool2d-same": ((7, 9, 5), lambda c: max_pool(c, (3, 2), (2, 2), "same")),
    "average-pool1d": ((9, 5), lambda c: average_pool(c, (2,))),
    "average-pool1d-same": ((10, 5), lambda c: average_pool(c, (3,), (2,), "same")),
    "average-pool2d": ((7, 9, 5), lambda c: average_pool(c, (2, 3))),
    "average-pool2d-same": ((7, 9, 5), lambda c: average_pool(c, (3, 2), (2, 2), "same")),
    "global-average1d": ((9, 5), global_average),
    "global-average2d": ((7, 6, 5), global_average),
    "dense": ((37,), lambda c: dense(c, 12)),
    "dense-no-bias": ((5,), lambda c: dense(c, 33, bias=False)),
    "batch-norm-features": ((19,), lambda c: batch_norm(c, True)),
    "batch-norm-sequence": ((9, 5), lambda c: batch_norm(c, True)),
    "batch-norm-image": ((4, 6, 5), lambda c: batch_norm(c, True)),
    "batch-norm-pytorch": ((9, 5), lambda c: batch_norm(c, True, momentum=0.9, epsilon=1e-5, unbiased=True)),
    "batch-norm-inference": ((4, 6, 5), lambda c: batch_norm(c, False)),
    "relu": ((9, 5), lambda c: (c.x.relu(), [1, 1])),
    "silu": ((9, 5), lambda c: (c.x * c.x.sigmoid(), [8, 8]), 8),
    "flatten": ((3, 4, 5), lambda c: (c.x.flatten(1), [1, 1])),
    "concat": ((9, 5), concat),
    "add": ((9, 5), lambda c: (c.x.relu() + c.x, [2, 2])),
    "fold-classes": ((9,), lambda c: fold_classes(c, into=2, kept=5), 4),
    "mean-probability": ((9,), lambda c: mean_probability(c, (0.7, 1.3)), 4),
    "mean-probability-weighted": ((9,), lambda c: mean_probability(c, (0.7, 1.3), (1, 3)), 4),
}


def layer(name, number_of_case, shape, build, scale=1):
    """Golden values of one case. lengths: of y, dx and each trained parameter, the terms of its longest sum."""
    case = Case(number_of_case, shape, scale)
    y, lengths = build(case)
    dy = torch.from_numpy(seeded.values(case.seed + 1, *y.shape))
    (y * dy).sum().backward()

    def golden(value, length):
        return {"shape": list(value.shape), "length": number(length), "values": numbers(value.detach().numpy().ravel())}

    trained = [p for p in case.parameters if p.requires_grad]
    return {"case": name, "seed": case.seed, "batch": BATCH, "input": list(shape), "scale": scale,
            "y": golden(y, lengths[0]),
            "dx": golden(case.x.grad, lengths[1]),
            "dParameters": [golden(p.grad, length) for p, length in zip(trained, lengths[2:])],
            "statistics": [golden(value, BATCH * int(np.prod(shape[:-1]))) for value in case.fixed]}


def cross_entropy(name, seed, scale):
    """Mean over the batch of -log softmax(logits)[label]; logits are seeded numbers times scale."""
    logits = torch.from_numpy(seeded.single(scale * seeded.values(seed, BATCH, 12))).requires_grad_()
    labels = seeded.entries(seed + 1, 12, count=BATCH)
    loss = F.cross_entropy(logits, torch.from_numpy(labels))
    loss.backward()
    return {"case": name, "seed": seed, "batch": BATCH, "scale": scale, "labels": labels.tolist(), "loss": number(loss.item()),
            "gradient": numbers(logits.grad.numpy().ravel())}


def optimiser(name, seed, step_of, **settings):
    """Five steps; the gradient of step t has seed s + t (from 1), the third one is zero at even places."""
    value = seeded.values(seed, WEIGHTS)
    state = {"m": np.zeros(WEIGHTS), "v": np.zeros(WEIGHTS)}
    path = []
    for step in range(1, 6):
        gradient = seeded.values(seed + step, WEIGHTS)
        if step == 3:
            gradient[::2] = 0
        value = value + step_of(state, gradient, step, **settings)
        path.append(numbers(value))
    return {"case": name, "seed": seed, **settings, "path": path}


def sgd(state, g, step, learningRate, momentum, nesterov):
    """Keras: v = m v - lr g, w += v; Nesterov: w += m v - lr g with the new v."""
    state["v"] = momentum * state["v"] - learningRate * g
    return momentum * state["v"] - learningRate * g if nesterov else state["v"]


def adam(state, g, step, learningRate):
    """Keras: epsilon is added to the root of the uncorrected second moment."""
    state["m"] = BETA1 * state["m"] + (1 - BETA1) * g
    state["v"] = BETA2 * state["v"] + (1 - BETA2) * g * g
    rate = learningRate * (1 - BETA2**step) ** 0.5 / (1 - BETA1**step)
    return -rate * state["m"] / (np.sqrt(state["v"]) + ADAM_EPSILON)


def main():
    golden = {
        "layers": [layer(name, n, *case) for n, (name, case) in enumerate(CASES.items())],
        "losses": [cross_entropy("moderate", 10_000, 3), cross_entropy("extreme", 10_100, 1000)],
        "optimisers": [optimiser("sgd", 20_000, sgd, learningRate=0.01, momentum=0, nesterov=False),
                       optimiser("sgd-momentum", 20_100, sgd, learningRate=0.01, momentum=0.9, nesterov=False),
                       optimiser("sgd-nesterov", 20_200, sgd, learningRate=0.01, momentum=0.9, nesterov=True),
                       optimiser("adam", 20_300, adam, learningRate=0.001)],
    }
    parts = [f' "madeWith": {json.dumps(versions())}']
    for key, records in golden.items():
        parts.append(f' "{key}": [\n' + ",\n".join("  " + json.dumps(record) for record in records) + "\n ]")
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
