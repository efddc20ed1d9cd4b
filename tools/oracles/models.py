"""Golden numbers of Hark's three lesson models, by PyTorch in float64.

    /usr/bin/python3 tools/oracles/models.py [NAME...]

writes tests/Hark.Tests/Models/Golden/NAME.json. See README.md beside this file for what the files hold and why.
"""

import json
import math
import pathlib
import platform
import sys

import numpy as np
import torch
import torch.nn.functional as F

import seeded
from rounding import Rounding

CLASSES = 12
BATCH = 4
LABEL_SEED, PARAMETER_SEED, PRODUCT_SEED, ENTRY_SEED = 3, 1000, 2000, 3000
PRODUCTS = 4
STEPS = 10
LEARNING_RATE, BETA1, BETA2, ADAM_EPSILON = 1e-4, 0.9, 0.999, 1e-7
NORM_MOMENTUM, NORM_EPSILON = 0.99, 1e-3
BEND_DISTANCE = 1e-3
DRAWS, CURVE_DRAWS = 4, 2
GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Hark.Tests" / "Models" / "Golden"


class Network:
    """Layers as the lesson writes them; activations channels-last between layers, parameters in Keras's layouts."""

    def __init__(self):
        self.names, self.values = [], []
        self.training = True
        self.running_mean, self.running_variance = None, None
        self.rounding, self.input_seed = Rounding(), 1
        self.bend_distance = np.inf
        self.cursor = 0

    def parameter(self, name, shape, make):
        """The next parameter in network order; made on the first pass, found again on the later ones."""
        if self.cursor == len(self.values):
            number = len(self.values)
            value = make(seeded.values(PARAMETER_SEED + number, *shape))
            self.names.append(name)
            self.values.append(torch.from_numpy(seeded.single(value)).requires_grad_())
        self.cursor += 1
        return self.values[self.cursor - 1]

    def weight_and_bias(self, name, shape, fan_in, fan_out):
        """Weights within 1.5 Glorot limits: within one, ReLUs would let the signal fade away over ten layers."""
        limit = 1.5 * math.sqrt(6.0 / (fan_in + fan_out))
        return (self.parameter(name + "/weight", shape, lambda u: u * limit),
                self.parameter(name + "/bias", shape[-1:], lambda u: 0.05 * u))

    def conv(self, x, filters, kernel):
        """Stride 1, same, then ReLU; kernel has one number for each spatial axis (odd, so padding is symmetric)."""
        channels, taps = x.shape[-1], int(np.prod(kernel))
        name = f"conv{len(self.names[:self.cursor]) // 2 + 1}"
        weight, bias = self.weight_and_bias(name, (*kernel, channels, filters), taps * channels, taps * filters)
        positions = int(np.prod(x.shape[:-1]))
        x = self.rounding.backward(x, taps * filters) if x.requires_grad else x
        weight, bias = self.rounding.backward(weight, positions), self.rounding.backward(bias, positions)
        convolve = F.conv1d if len(kernel) == 1 else F.conv2d
        y = convolve(x.movedim(-1, 1), weight.movedim((-1, -2), (0, 1)), bias, padding=[k // 2 for k in kernel])
        return self.rounding.forward(y.movedim(1, -1), taps * channels).relu()

    def pool(self, x):
        pool = F.max_pool1d if x.dim() == 3 else F.max_pool2d
        return pool(x.movedim(-1, 1), 2).movedim(1, -1)

    def dense(self, x, units, name):
        inputs = x.shape[-1]
        weight, bias = self.weight_and_bias(name, (inputs, units), inputs, units)
        x = self.rounding.backward(x, units)
        weight, bias = self.rounding.backward(weight, len(x)), self.rounding.backward(bias, len(x))
        return self.rounding.forward(x @ weight + bias, inputs)

    def norm(self, x):
        """Keras: the running variance takes in the biased variance of the batch."""
        gamma = self.parameter("norm/gamma", x.shape[-1:], lambda u: 1 + 0.1 * u)
        beta = self.parameter("norm/beta", x.shape[-1:], lambda u: 0.05 * u)
        if self.running_mean is None:
            self.running_mean, self.running_variance = torch.zeros_like(beta), torch.ones_like(gamma)
        mean, variance = self.running_mean, self.running_variance
        if self.training:
            x = self.rounding.backward(x, len(x))
            mean, variance = x.mean(0), x.var(0, unbiased=False)
            with torch.no_grad():
                self.running_mean = NORM_MOMENTUM * self.running_mean + (1 - NORM_MOMENTUM) * mean
                self.running_variance = NORM_MOMENTUM * self.running_variance + (1 - NORM_MOMENTUM) * variance
        y = self.rounding.forward((x - mean) / (variance + NORM_EPSILON).sqrt() * gamma + beta, len(x))
        self.bend_distance = float(y.detach().abs().min())
        return y

    def __call__(self, x):
        self.cursor = 0
        return self.body(x)


class WaveConv(Network):
    input = (8000, 1)
    trainable = 34_681_196

    def body(self, x):
        for filters, repeats in ((32, 2), (64, 2), (128, 3), (256, 3)):
            for _ in range(repeats):
                x = self.conv(x, filters, (9,))
            x = self.pool(x)
        x = self.norm(self.dense(x.flatten(1), 256, "dense1")).relu()
        return self.dense(x, CLASSES, "dense2")


class WaveSkip(Network):
    input = (8000, 1)
    trainable = 63_611_244

    def body(self, x):
        skip = None
        for filters, repeats in ((32, 2), (64, 2), (128, 3), (256, 3)):
            for _ in range(repeats):
                x = self.conv(x, filters, (9,))
            x = skip = self.pool(x if skip is None else torch.cat((x, skip), -1))
        x = self.norm(self.dense(x.flatten(1), 256, "dense1")).relu()
        return self.dense(x, CLASSES, "dense2")


class SpectrogramConv(Network):
    input = (130, 126, 1)
    trainable = 461_324

    def body(self, x):
        for filters in (32, 64, 128):
            x = self.pool(self.conv(x, filters, (3, 3)))
        return self.dense(x.flatten(1), CLASSES, "dense1")


MODELS = {"wave-conv": WaveConv, "wave-skip": WaveSkip, "spectrogram-conv": SpectrogramConv}


def input_seed(kind):
    """The first whose normalised values all keep away from the bend of the ReLU behind them: there are only 1,024, and one that rounding
    takes to the other side would turn 4 % of every gradient before it."""
    network = kind()
    while True:
        with torch.no_grad():
            network(batch(network)[0])
        print(f"  input seed {network.input_seed}: {network.bend_distance:.1e} from the bend", flush=True)
        if network.bend_distance > BEND_DISTANCE:
            return network.input_seed
        network.input_seed += 1


def batch(network):
    """Clip b is 2^-b as loud as the first: else all noise looks alike, and the batch normalisation would divide by next to nothing."""
    x = seeded.values(network.input_seed, BATCH, *network.input)
    x = torch.from_numpy(x * (0.5 ** np.arange(BATCH)).reshape(-1, *[1] * len(network.input)))
    labels = torch.from_numpy(seeded.entries(LABEL_SEED, CLASSES, count=BATCH))
    return x, labels


def gradients(network, x, labels):
    for value in network.values:
        value.grad = None
    logits = network(x)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    return logits.detach(), loss.item()


def adam_curve(network, x, labels, first_loss):
    """The loss before each of the steps and after the last one; the gradients of the first step are there already."""
    losses = [first_loss]
    moments = [(torch.zeros_like(v), torch.zeros_like(v)) for v in network.values]
    for step in range(1, STEPS + 1):
        rate = LEARNING_RATE * (1 - BETA2**step) ** 0.5 / (1 - BETA1**step)
        with torch.no_grad():
            for value, (m, v) in zip(network.values, moments):
                m.mul_(BETA1).add_(value.grad, alpha=1 - BETA1)
                v.mul_(BETA2).addcmul_(value.grad, value.grad, value=1 - BETA2)
                value.addcdiv_(m, v.sqrt().add_(ADAM_EPSILON), value=-rate)
        losses.append(gradients(network, x, labels)[1])
        print(f"    step {step}: {losses[-1]:.9f}", flush=True)
    return np.array(losses)


def run(kind, seed, rounding, with_curve):
    """Everything a golden file tells, from one pass over the model: logits to the loss curve."""
    network = kind()
    network.rounding, network.input_seed = rounding, seed
    x, labels = batch(network)
    logits, loss = gradients(network, x, labels)
    result = {"logits": logits.numpy().ravel(), "loss": np.array([loss])}
    if network.running_mean is not None:
        result["runningMean"] = network.running_mean.numpy()
        result["runningVariance"] = network.running_variance.numpy()
        network.training = False
        with torch.no_grad():
            result["inferenceLogits"] = network(x).numpy().ravel()
        network.training = True
    result["gradients"] = [value.grad.numpy().ravel().copy() for value in network.values]
    if with_curve:
        result["lossCurve"] = adam_curve(network, x, labels, loss)
    return network, result


def write(name):
    print(name, flush=True)
    seed = input_seed(MODELS[name])
    network, truth = run(MODELS[name], seed, Rounding(), with_curve=True)
    trainable = sum(len(g) for g in truth["gradients"])
    assert trainable == network.trainable, (trainable, network.trainable)

    plain = [key for key in truth if key not in ("gradients", "lossCurve")]
    strays = {key: 0.0 for key in plain}
    curve_strays = np.zeros(STEPS + 1)
    norms, largest = np.zeros(len(network.values)), np.zeros(len(network.values))
    for draw in range(DRAWS):
        print(f"  draw {draw + 1} of the rounding model", flush=True)
        _, other = run(MODELS[name], seed, Rounding(seed=draw), with_curve=draw < CURVE_DRAWS)
        for key in plain:
            strays[key] = max(strays[key], np.abs(other[key] - truth[key]).max())
        if "lossCurve" in other:
            distance = np.abs(other["lossCurve"] - truth["lossCurve"])
            curve_strays = np.maximum(curve_strays, np.maximum.accumulate(distance))
        for p, gradient in enumerate(other.pop("gradients")):
            gradient -= truth["gradients"][p]
            norms[p] = max(norms[p], np.linalg.norm(gradient))
            largest[p] = max(largest[p], np.abs(gradient).max())

    parameters = []
    for p, gradient in enumerate(truth["gradients"]):
        products = [gradient @ seeded.values(PRODUCT_SEED + PRODUCTS * p + k, len(gradient)) for k in range(PRODUCTS)]
        norm = np.linalg.norm(gradient)
        print(f"    {network.names[p]:14} |g| {norm:.3e}  stray {norms[p] / norm:.1e} of it, largest {largest[p]:.1e}")
        parameters.append({"name": network.names[p], "shape": list(network.values[p].shape), "norm": number(norm),
                           "normStray": number(norms[p]), "entryStray": number(largest[p]), "products": numbers(products),
                           "entries": numbers(gradient[seeded.entries(ENTRY_SEED + p, len(gradient))])})

    golden = {"model": name, "batch": BATCH, "input": list(network.input), "inputSeed": seed,
              "labels": batch(network)[1].tolist(),
              "trainableParameters": trainable, "madeWith": versions()}
    for key in plain:
        golden[key] = {"values": numbers(truth[key]), "stray": number(strays[key])}
    golden["lossCurve"] = {"values": numbers(truth["lossCurve"]), "strays": numbers(curve_strays)}
    golden["parameters"] = parameters
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / f"{name}.json").write_text(dump(golden))


def versions():
    return f"PyTorch {torch.__version__}, NumPy {np.__version__}, Python {platform.python_version()}, float64"


def number(value):
    return float(f"{float(value):.11g}")


def numbers(array):
    return [number(value) for value in array]


def dump(golden):
    """JSON with one line for each innermost record or list, so that a difference can be read."""
    head = [f' "{key}": {json.dumps(value)}' for key, value in golden.items() if key != "parameters"]
    rows = ",\n".join("  " + json.dumps(row) for row in golden["parameters"])
    return "{\n" + ",\n".join(head) + ',\n "parameters": [\n' + rows + "\n ]\n}\n"


if __name__ == "__main__":
    torch.set_num_threads(2)
    for chosen in sys.argv[1:] or MODELS:
        write(chosen)
