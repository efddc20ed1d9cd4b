"""Golden curves of what the recipes train with, by PyTorch's own optimisers and loss in float64.

    /usr/bin/python3 tools/oracles/training.py

writes tests/Hark.Tests/Training/Golden/training.json. See README.md beside this file for what it holds.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

import seeded
from models import versions

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Hark.Tests" / "Training" / "Golden" / "training.json"
WEIGHTS = 37  # whole vectors and a rest, on every processor
STEPS = 10
BATCH, CLASSES = 5, 12


def number(value):
    """Nine digits: a hundredth of float32's rounding."""
    return float(f"{float(value):.9g}")


def numbers(array):
    return [number(value) for value in array]


def curve(name, seed, create, rate):
    """Weights start as seed s; step t (from 1) has the gradient of seed s + t and the rate `rate(t)`."""
    weights = torch.from_numpy(seeded.values(seed, WEIGHTS)).requires_grad_()
    optimiser = create([weights])
    rates, path = [], []
    for step in range(1, STEPS + 1):
        rates.append(rate(step))
        for group in optimiser.param_groups:
            group["lr"] = rates[-1]
        weights.grad = torch.from_numpy(seeded.values(seed + step, WEIGHTS))
        optimiser.step()
        path.append(numbers(weights.detach()))
    return {"case": name, "seed": seed, "rates": rates, "path": path}


def smoothed(name, seed, smoothing, label_weights=None):
    """Mean over the batch of each clip's smoothed loss times the weight of its label."""
    logits = torch.from_numpy(3 * seeded.values(seed, BATCH, CLASSES)).requires_grad_()
    labels = torch.from_numpy(seeded.entries(seed + 1, CLASSES, count=BATCH))
    losses = F.cross_entropy(logits, labels, label_smoothing=smoothing, reduction="none")
    if label_weights is not None:
        losses = losses * torch.tensor(label_weights, dtype=torch.float64)[labels]
    loss = losses.mean()
    loss.backward()
    return {"case": name, "seed": seed, "smoothing": smoothing, "labels": labels.tolist(), "labelWeights": label_weights,
            "loss": number(loss.item()), "gradient": numbers(logits.grad.numpy().ravel())}


def distilled(name, seed, share, temperature):
    """The label's cross-entropy, and the divergence of the softened opinions as its authors weigh it."""
    logits = torch.from_numpy(3 * seeded.values(seed, BATCH, CLASSES)).requires_grad_()
    teacher = torch.from_numpy(3 * seeded.values(seed + 2, BATCH, CLASSES))
    labels = torch.from_numpy(seeded.entries(seed + 1, CLASSES, count=BATCH))
    divergence = F.kl_div(F.log_softmax(logits / temperature, 1), F.log_softmax(teacher / temperature, 1), reduction="batchmean", log_target=True)
    loss = (1 - share) * F.cross_entropy(logits, labels) + share * temperature**2 * divergence
    loss.backward()
    return {"case": name, "seed": seed, "share": share, "temperature": temperature, "labels": labels.tolist(),
            "loss": number(loss.item()), "gradient": numbers(logits.grad.numpy().ravel())}


def main():
    rising = lambda step: step / 64  # exact in float32
    golden = {
        "curves": [
            curve("sgd", 30_000, lambda w: torch.optim.SGD(w, 1.0, momentum=0.9, weight_decay=2**-6), rising),
            curve("sgd-nesterov", 30_100, lambda w: torch.optim.SGD(w, 1.0, momentum=0.9, weight_decay=2**-6, nesterov=True), rising),
            curve("adamw", 30_200, lambda w: torch.optim.AdamW(w, 1.0, weight_decay=2**-4), lambda step: step / 1024),
        ],
        "losses": [
            smoothed("smoothed", 31_000, 0.1),
            smoothed("weighted", 31_100, 0.0, [0.5 + 0.25 * i for i in range(CLASSES)]),
            smoothed("smoothed-weighted", 31_200, 0.2, [2.0 - 0.125 * i for i in range(CLASSES)]),
        ],
        "distilled": [
            distilled("all", 32_000, 1.0, 1.0),
            distilled("half-softened", 32_100, 0.5, 2.0),
        ],
    }
    parts = [f' "madeWith": {json.dumps(versions())}']
    for key, records in golden.items():
        parts.append(f' "{key}": [\n' + ",\n".join("  " + json.dumps(record) for record in records) + "\n ]")
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    GOLDEN.write_text("{\n" + ",\n".join(parts) + "\n}\n")


if __name__ == "__main__":
    main()
