"""Golden draws of numpy's RandomState and splits of scikit-learn for the tests of Hark.Data.

    python3 tools/oracles/split_indices.py FILE.json

Made with Python 3.11, numpy 1.24.2 and scikit-learn 1.2.1. Of each split: the first indices of both sides, and SHA-256 of all (int32, little-endian).
"""
import hashlib
import json
import sys

import numpy as np
from sklearn.model_selection import train_test_split


def labels(count, classes, kind):
    """Classes by a rule that the test repeats: even, or the first classes far rarer than the last."""
    x = np.arange(count, dtype=np.int64) * 7919 % 1009
    return x % classes if kind == "even" else np.sqrt(x).astype(np.int64) * classes // 32


def side(indices):
    return {"count": len(indices), "head": [int(i) for i in indices[:6]],
            "sha256": hashlib.sha256(np.asarray(indices, dtype="<i4").tobytes()).hexdigest()}


def split(count, size, seed, shuffle=True, classes=0, kind=""):
    stratify = labels(count, classes, kind) if classes else None
    train, test = train_test_split(np.arange(count), test_size=size, random_state=seed if shuffle else None, shuffle=shuffle, stratify=stratify)
    return {"count": count, "size": size, "seed": seed, "shuffle": shuffle, "classes": classes, "kind": kind, "train": side(train), "test": side(test)}


def draws(seed):
    return {"seed": seed,
            "bits": [int(v) for v in np.random.RandomState(seed).randint(0, 2**32, size=1300, dtype=np.uint32)[::100]],
            "doubles": [float(v) for v in np.random.RandomState(seed).random_sample(4)],
            "permutation": [int(v) for v in np.random.RandomState(seed).permutation(17)],
            "choice": [int(v) for v in np.random.RandomState(seed).choice(np.arange(100, 120), 7, replace=False)]}


seeds = [0, 1, 7, 42, 2026, 123456789, 4294967295]
splits = [split(count, size, seed) for seed in seeds for count, size in
          [(2, 1), (3, 0.5), (5, 0.2), (10, 0.1), (10, 9), (97, 0.33), (1000, 0.25), (1001, 333), (4096, 0.001), (50620, 0.1)]]
splits += [split(count, size, 0, shuffle=False) for count, size in [(2, 0.5), (10, 0.1), (99, 0.333), (1000, 7)]]
splits += [split(count, size, seed, classes=classes, kind=kind) for seed in seeds for kind in ("even", "skewed") for count, size, classes in
           [(40, 0.5, 2), (100, 0.1, 5), (1009, 0.25, 8), (1009, 12, 12), (1500, 0.9, 12), (5000, 0.123, 12), (50620, 0.1, 12)]]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump({"draws": [draws(seed) for seed in seeds], "splits": splits}, file)
    file.write("\n")
