#!/usr/bin/env python3
"""Writes the golden figures of tests/Hark.Tests/Evaluation: scikit-learn's metrics, Wilson intervals as roots of their equation, and
calibration made with numpy and scipy. Run once, never to turn a test green:

    /usr/bin/python3 tools/oracles/evaluation.py tests/Hark.Tests/Evaluation/Golden/evaluation.json
"""
import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from scipy.stats import norm
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support


def metrics(name, labels, actual, predicted):
    index = list(range(len(labels)))
    precision, recall, f1, support = precision_recall_fscore_support(actual, predicted, labels=index, zero_division=0)
    return {
        "name": name,
        "labels": labels,
        "actual": [int(v) for v in actual],
        "predicted": [int(v) for v in predicted],
        "confusion": confusion_matrix(actual, predicted, labels=index).tolist(),
        "accuracy": accuracy_score(actual, predicted),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
    }


def wilson(correct, total):
    z = norm.ppf(0.975)
    # The two roots of (p - q)^2 = z^2 q (1 - q) / n in q.
    p = correct / total
    roots = np.roots([1 + z * z / total, -(2 * p + z * z / total), p * p])
    return {"correct": correct, "total": total, "low": float(min(roots)), "high": float(max(roots))}


def calibration_error(probabilities, actual, bins):
    top = probabilities.argmax(1)
    confidence = probabilities.max(1)
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            error += inside.mean() * abs((top == actual)[inside].mean() - confidence[inside].mean())
    return error


def calibration(random, clips, classes, sharpness):
    logits = random.normal(size=(clips, classes)).round(3)
    noisy = logits + random.gumbel(size=(clips, classes))
    actual = noisy.argmax(1)
    logits = (logits * sharpness).round(3)
    probabilities = softmax(logits, axis=1)
    best = minimize_scalar(
        lambda t: -log_softmax(logits / np.exp(t), axis=1)[np.arange(clips), actual].mean(),
        bounds=(-5, 5), method="bounded", options={"xatol": 1e-10})
    return {
        "classes": classes,
        "logits": logits.ravel().tolist(),
        "actual": actual.tolist(),
        "loss": log_loss(actual, probabilities, labels=list(range(classes))),
        "error15": calibration_error(probabilities, actual, 15),
        "temperature": float(np.exp(best.x)),
        "fittedLoss": float(best.fun),
    }


def main():
    random = np.random.default_rng(20)
    labels = ["yes", "no", "up", "down", "한국어"]
    actual = random.integers(0, 5, 200)
    predicted = np.where(random.random(200) < 0.7, actual, random.integers(0, 5, 200))
    never = predicted.copy()
    never[never == 2] = 3
    absent = actual.copy()
    absent[absent == 4] = 0
    result = {
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
        "metrics": [
            metrics("ordinary", labels, actual, predicted),
            metrics("a class never predicted", labels, actual, never),
            metrics("a class that never occurs", labels, absent, predicted),
            metrics("a class in neither", labels + ["silence"], actual, predicted),
            metrics("all right", ["a", "b"], [0, 1, 1], [0, 1, 1]),
        ],
        "wilson": [wilson(c, n) for c, n in [(0, 10), (10, 10), (1, 1), (92, 100), (389, 407), (4700, 4890)]],
        "calibration": [calibration(random, 120, 4, 3.0), calibration(random, 80, 3, 0.5)],
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(result, file, ensure_ascii=False)
        file.write("\n")


main()
