"""Trains PyTorch's BC-ResNet with the paper's recipe on a Speech Commands folder: what `hark train --recipe paper` is compared with.

    ./hark data export JUDGED --data DIR --labels yes,no,up,down,left,right,stop,go
    /usr/bin/python3 tools/oracles/bc_resnet_training.py --data DIR --judged JUDGED --labels yes,no,... [--width 1] [--epochs 30] [--seed 7] [--threads 2]

The words of the training list come from DIR, with unknown and silence drawn anew each epoch, a tenth of the words each. JUDGED is DIR as Hark
exports it: its validation_list.txt names the very clips that Hark validates on, drawn unknown and silence included. Each epoch prints a line to
stderr; one JSON document goes to stdout at the end. "best" is the epoch of the lowest validation loss, which is the one Hark keeps.

The recipe is that of the authors' code (arXiv 2106.04140, github.com/Qualcomm-AI-research/bcresnet): batch 100, the last one smaller; SGD, momentum
0.9, weight decay 1e-3; step k of w warm-up steps at 0.1 k/w, then half a cosine to 0. With p = 0.8 a word is moved by up to 100 ms and a background
noise of amplitude U(0, 0.1) added; silence is noise of amplitude U(0, 1); clamped to +-1. SpecAugment from width 1.5 on; width 1 has none.
"""

import argparse
import ctypes
import json
import math
import os
import pathlib
import sys
import time

# Read when PyTorch loads: its threads then sleep while they wait, instead of taking the processor from whoever else works here.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import numpy as np
import torch
import torch.nn.functional as F
import torchaudio
from scipy.io import wavfile

from pytorch_networks import BcResNet, checked

RATE = 16_000
PEAK_RATE, WARMUP_EPOCHS, MOMENTUM, DECAY = 0.1, 5, 0.9, 1e-3
DISTURBED, SHIFT, WORD_NOISE = 0.8, RATE // 10, 0.1
MASKS, TIME_MASK, FREQUENCY_MASK = 2, 20, {1: 0, 1.5: 1, 2: 3, 3: 5, 6: 7, 8: 7}


def main():
    options = arguments()
    keep_memory()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    chance = np.random.default_rng(options.seed)
    labels = options.labels.split(",") + ["unknown", "silence"]
    train = TrainingClips(options.data, labels, chance)
    judged, judged_labels = validation_clips(options.judged, labels)
    network = checked(BcResNet(options.width, len(labels)))
    features = LogMel()
    judged = torch.cat([features(part) for part in judged.split(256)])
    print(f"{len(train)} training, {len(judged)} validation clips, {network.trainable} parameters", file=sys.stderr)

    optimizer = torch.optim.SGD(network.parameters(), lr=0, momentum=MOMENTUM, weight_decay=DECAY)
    steps_per_epoch = math.ceil(len(train) / options.batch)
    step, epochs, started = 0, [], time.time()
    for epoch in range(options.epochs):
        network.train()
        losses, hits = 0.0, 0
        for clips, targets in train.batches(options.batch):
            step += 1
            optimizer.param_groups[0]["lr"] = learning_rate(step, steps_per_epoch, options.epochs)
            x = features(torch.from_numpy(clips))
            if options.width > 1:
                mask(x, FREQUENCY_MASK[options.width], chance)
            y = torch.from_numpy(targets)
            logits = network(x)
            loss = F.cross_entropy(logits, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            losses += loss.item() * len(y)
            hits += int((logits.detach().argmax(1) == y).sum())
        val_loss, val_accuracy = judge(network, judged, judged_labels)
        epochs.append({"epoch": epoch + 1, "loss": losses / len(train), "accuracy": hits / len(train), "valLoss": val_loss, "valAccuracy": val_accuracy})
        print(f"epoch {epoch + 1}/{options.epochs}  " + "  ".join(f"{k} {v:.4f}" for k, v in epochs[-1].items() if k != "epoch")
              + f"  {time.time() - started:.0f} s", file=sys.stderr, flush=True)

    best = min(epochs, key=lambda e: e["valLoss"])
    print(json.dumps({
        "width": options.width, "seed": options.seed, "epochs": options.epochs, "labels": labels, "trainingClips": len(train),
        "validationClips": len(judged), "finalValAccuracy": epochs[-1]["valAccuracy"], "bestEpoch": best["epoch"], "bestValLoss": best["valLoss"],
        "bestValAccuracy": best["valAccuracy"], "highestValAccuracy": max(e["valAccuracy"] for e in epochs),
        "seconds": round(time.time() - started, 1), "madeWith": f"PyTorch {torch.__version__}, torchaudio {torchaudio.__version__}", "history": epochs}))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--judged", type=pathlib.Path, required=True)
    parser.add_argument("--labels", default="yes,no,up,down,left,right,stop,go")
    parser.add_argument("--width", type=float, default=1, choices=FREQUENCY_MASK)
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def keep_memory():
    """glibc gives freed memory back and asks for it anew each step; told not to, PyTorch is a good deal faster."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        trim_threshold, top_pad, mmap_max = -1, -2, -4
        libc.mallopt(mmap_max, 0)
        libc.mallopt(trim_threshold, 2**31 - 1)
        libc.mallopt(top_pad, 1 << 26)


def learning_rate(step, steps_per_epoch, epochs):
    warmup, total = WARMUP_EPOCHS * steps_per_epoch, epochs * steps_per_epoch
    if step < warmup:
        return PEAK_RATE * step / warmup
    return 0.5 * PEAK_RATE * (1 + math.cos(math.pi * (step - warmup) / max(1, total - warmup)))


class TrainingClips:
    """One epoch after the other: all words, and unknown and silence drawn anew."""

    def __init__(self, folder, labels, chance):
        self.chance, self.silence, self.unknown = chance, len(labels) - 1, len(labels) - 2
        held_out = {line for name in ("validation_list.txt", "testing_list.txt") for line in (folder / name).read_text().split()}
        words, self.word_labels, others = [], [], []
        for file in sorted(folder.glob("[!_]*/*.wav")):
            word = file.parent.name
            if f"{word}/{file.name}" in held_out:
                continue
            if word in labels[:-2]:
                words.append(file)
                self.word_labels.append(labels.index(word))
            else:
                others.append(file)
        self.clips = read_all(words + others)
        self.words, self.others = len(words), len(others)
        self.tenth = -(-self.words // 10)
        self.drawn = min(self.tenth, self.others)
        self.noises = [samples(file) for file in sorted((folder / "_background_noise_").glob("*.wav"))]

    def __len__(self):
        return self.words + self.drawn + self.tenth

    def batches(self, size):
        unknown = self.words + self.chance.permutation(self.others)[:self.drawn]
        clips = np.concatenate([np.arange(self.words), unknown, np.full(self.tenth, -1)])
        labels = np.concatenate([self.word_labels, np.full(self.drawn, self.unknown), np.full(self.tenth, self.silence)]).astype(np.int64)
        order = self.chance.permutation(len(clips))
        for start in range(0, len(order), size):
            chosen = order[start:start + size]
            yield np.stack([self.disturbed(clip) for clip in clips[chosen]]), labels[chosen]

    def disturbed(self, clip):
        if clip < 0:
            return np.clip(self.noise(1.0), -1, 1)
        x = self.clips[clip].astype(np.float32) / 32768
        if self.chance.random() >= DISTURBED:
            return x
        shift, y = int(self.chance.uniform(-SHIFT, SHIFT)), self.noise(WORD_NOISE)
        if shift < 0:
            y[:shift] += x[-shift:]
        else:
            y[shift:] += x[:RATE - shift]
        return np.clip(y, -1, 1)

    def noise(self, most):
        noise = self.noises[self.chance.integers(len(self.noises))]
        start = self.chance.integers(len(noise) - RATE + 1)
        return noise[start:start + RATE] * np.float32(self.chance.uniform(0, most))


def validation_clips(folder, labels):
    names = (folder / "validation_list.txt").read_text().split()
    clips = torch.from_numpy(read_all([folder / name for name in names]).astype(np.float32) / 32768)
    return clips, torch.tensor([labels.index(name.split("/")[0]) for name in names])


def read_all(files):
    """[clips, samples] 16-bit; a shorter clip stands in the middle between zeros, as Hark has it."""
    clips = np.zeros((len(files), RATE), np.int16)
    for clip, file in zip(clips, files):
        rate, wave = wavfile.read(file)
        assert rate == RATE and wave.dtype == np.int16 and wave.ndim == 1 and len(wave) <= RATE, f"{file}: expected at most a second of mono, 16 kHz, 16 bits"
        before = (RATE - len(wave)) // 2
        clip[before:before + len(wave)] = wave
    return clips


def samples(file):
    return wavfile.read(file)[1].astype(np.float32) / 32768


class LogMel:
    """[batch, samples] to [batch, 1, 40, 101]: periodic Hann of 480 in 512, hop 160, reflected ends, power, HTK bands without norm, ln(x + 1e-6)."""

    def __init__(self):
        self.window = torch.hann_window(480)
        self.bands = torchaudio.functional.melscale_fbanks(257, 0.0, RATE / 2, 40, RATE).T.contiguous()

    def __call__(self, clips):
        with torch.no_grad():
            bins = torch.stft(clips, 512, 160, 480, self.window, center=True, pad_mode="reflect", return_complex=True)
            power = bins.real.square() + bins.imag.square()
            return torch.log(torch.matmul(self.bands, power) + 1e-6).unsqueeze(1)


def mask(x, widest, chance):
    """SpecAugment: zeros over runs of bands and of frames, drawn for each clip."""
    for clip in x[:, 0]:
        for axis, most in ((0, widest), (1, TIME_MASK)):
            for _ in range(MASKS):
                length = int(chance.uniform(0, most))
                clip.narrow(axis, int(chance.integers(clip.shape[axis] - length + 1)), length).zero_()


def judge(network, features, labels):
    network.eval()
    with torch.inference_mode():
        logits = torch.cat([network(part) for part in features.split(256)])
        return F.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()


if __name__ == "__main__":
    main()
