"""Listening check: does a small network, trained on the training voices, understand the voices it never heard?

The project's 2-D network (three blocks of 3x3 convolutions) on 130 x 126 decibel spectrograms at 8 kHz, in PyTorch, with the
standard proportions: 10 % unknown, 10 % silence. Prints accuracy by epoch, by voice and by word. Needs python3-torch.
"""
import argparse
import os
import sys
import time

import numpy as np
import soundfile
import torch
from scipy import signal

WANTED = "yes no up down left right on off stop go".split()
LABELS = WANTED + ["unknown", "silence"]


def read(path):
    samples, rate = soundfile.read(path, dtype="float32")
    samples = signal.resample_poly(samples, 8000, rate).astype(np.float32)[:8000]
    return np.pad(samples, (0, 8000 - len(samples)))


def spectrograms(waves, hop):
    stft = torch.stft(torch.as_tensor(waves), 258, hop, window=torch.hann_window(258), center=True, pad_mode="constant",
                      return_complex=True).abs()
    decibels = 20 * torch.log10(stft.clamp_min(1e-5))
    top = decibels.amax((1, 2), keepdim=True)
    return (torch.maximum(decibels - top, torch.tensor(-80.0)) / 80 + 1)[:, None]


def folder(root):
    sides = {}
    for side, name in (("validation", "validation_list.txt"), ("test", "testing_list.txt")):
        for line in open(os.path.join(root, name), encoding="ascii"):
            sides[line.strip()] = side
    clips = {"train": [], "validation": [], "test": []}
    for word in sorted(os.listdir(root)):
        if os.path.isdir(os.path.join(root, word)) and not word.startswith("_"):
            for file in sorted(os.listdir(os.path.join(root, word))):
                key = f"{word}/{file}"
                label = WANTED.index(word) if word in WANTED else 10
                clips[sides.get(key, "train")].append((key, label))
    return clips


def silence(root, count, chance):
    files = sorted(os.listdir(os.path.join(root, "_background_noise_")))
    noises = [signal.resample_poly(soundfile.read(os.path.join(root, "_background_noise_", file))[0], 1, 2) for file in files]
    out = np.zeros((count, 8000), np.float32)
    for row in out:
        noise = noises[chance.integers(len(noises))]
        start = chance.integers(len(noise) - 8000)
        row[:] = noise[start:start + 8000] * chance.uniform(0, 1)
    return out


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("root")
    options.add_argument("--epochs", type=int, default=8)
    options.add_argument("--rate", type=float, default=1e-3)
    options.add_argument("--batch", type=int, default=32)
    options.add_argument("--shift", type=int, default=0, help="shift of training clips, in samples at 8 kHz")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--cosine", action="store_true", help="lets the learning rate fall to zero over the run")
    options.add_argument("--quick", action="store_true", help="half the channels and half the frames: an eighth of the work")
    options = options.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    chance = np.random.default_rng(options.seed)
    sets = {}
    for side, clips in folder(options.root).items():
        fixed = np.random.default_rng(59185)
        wanted = [clip for clip in clips if clip[1] < 10]
        unknown = [clip for clip in clips if clip[1] == 10]
        if side != "train":
            unknown = [unknown[index] for index in fixed.permutation(len(unknown))[:len(wanted) // 10]]
        waves = np.stack([read(os.path.join(options.root, key)) for key, _ in wanted + unknown])
        quiet = silence(options.root, len(wanted) // 10, fixed)
        sets[side] = (np.concatenate([waves, quiet]), np.array([label for _, label in wanted + unknown] + [11] * len(quiet)),
                      [key for key, _ in wanted + unknown] + ["silence"] * len(quiet), len(wanted), len(unknown))
        print(side, len(wanted), len(unknown), len(quiet), flush=True)
    c = torch.nn
    width, hop, frames = (16, 128, 7) if options.quick else (32, 64, 15)
    network = c.Sequential(
        c.Conv2d(1, width, 3, padding=1), c.ReLU(), c.MaxPool2d(2),
        c.Conv2d(width, 2 * width, 3, padding=1), c.ReLU(), c.MaxPool2d(2),
        c.Conv2d(2 * width, 4 * width, 3, padding=1), c.ReLU(), c.MaxPool2d(2),
        c.Dropout(0.3), c.Flatten(), c.Linear(4 * width * 16 * frames, 12))
    for layer in network:
        if hasattr(layer, "weight"):
            torch.nn.init.xavier_uniform_(layer.weight)
            torch.nn.init.zeros_(layer.bias)
    print(sum(p.numel() for p in network.parameters()), "parameters")
    optimiser = torch.optim.Adam(network.parameters(), options.rate)
    waves, labels, _, wanted, unknowns = sets["train"]

    def judge(side):
        network.eval()
        with torch.no_grad():
            logits = torch.cat([network(spectrograms(part, hop)) for part in np.array_split(sets[side][0], len(sets[side][0]) // 40 + 1)])
        return logits.argmax(1).numpy(), c.functional.cross_entropy(logits, torch.as_tensor(sets[side][1])).item()

    for epoch in range(options.epochs):
        started = time.time()
        network.train()
        chosen = np.concatenate([np.arange(wanted), wanted + chance.permutation(unknowns)[:wanted // 10],
                                 np.arange(wanted + unknowns, len(labels))])
        chance.shuffle(chosen)
        loss_sum = right = 0
        for start in range(0, len(chosen), options.batch):
            part = chosen[start:start + options.batch]
            batch = waves[part]
            if options.shift:
                batch = np.stack([np.roll(row, chance.integers(options.shift)) for row in batch])
            logits = network(spectrograms(batch, hop))
            target = torch.as_tensor(labels[part])
            loss = c.functional.cross_entropy(logits, target)
            optimiser.zero_grad()
            if options.cosine:
                done = (epoch + start / len(chosen)) / options.epochs
                optimiser.param_groups[0]["lr"] = options.rate * (1 + np.cos(np.pi * done)) / 2
            loss.backward()
            optimiser.step()
            loss_sum += loss.item() * len(part)
            right += (logits.argmax(1) == target).sum().item()
        said = [f"epoch {epoch + 1}: train {right / len(chosen):.3f} loss {loss_sum / len(chosen):.3f}"]
        for side in ("validation", "test"):
            guess, loss = judge(side)
            said.append(f"{side} {np.mean(guess == sets[side][1]):.4f} loss {loss:.3f}")
        print(", ".join(said), f"{len(chosen) / (time.time() - started):.0f} clips/s", flush=True)
    voices = {row.split(",")[0]: row.strip() for row in open(os.path.join(options.root, "voices.csv"))} \
        if os.path.exists(os.path.join(options.root, "voices.csv")) else {}
    for side in ("train", "validation", "test"):
        guess, _ = judge(side)
        _, truth, keys, _, _ = sets[side]
        by_voice = {}
        for key, a, b in zip(keys, guess, truth):
            by_voice.setdefault(key.split("/")[-1][:8], []).append(a == b)
        for voice, hits in sorted(by_voice.items(), key=lambda pair: np.mean(pair[1])):
            print(f"{side} {np.mean(hits):.3f} of {len(hits):3d}  {voices.get(voice, voice)}")
        for index, label in enumerate(LABELS):
            here = truth == index
            wrong = [LABELS[g] for g in guess[here] if g != index]
            print(f"{side} {label}: {np.mean(guess[here] == index):.3f}", " ".join(wrong))


if __name__ == "__main__":
    sys.exit(main())
