"""How different are the voices? Distances of mel cepstra between voices, against those between takes of one voice.

Each voice says eight words plainly (no room, no noise) at its own pitch and pace, and once more as another take of it would.
A word is 24 frames of 13 mel cepstra (without the level), spread evenly over its length; the distance of two sayings is the
mean Euclidean distance of their frames, in decibels of cepstrum. Prints the figures of the data card.
"""
import concurrent.futures
import os

import numpy as np
from scipy.fft import dct

import acoustics
import make_corpus
from voices import all_voices

WORDS = "yes no up right stop go happy marvin".split()


def filters(bands, bins):
    mel = np.linspace(2595 * np.log10(1 + 80 / 700), 2595 * np.log10(1 + 7600 / 700), bands + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hertz = np.arange(bins) * acoustics.RATE / 2 / (bins - 1)
    rise = (hertz - edges[:-2, None]) / np.diff(edges)[:-1, None]
    fall = (edges[2:, None] - hertz) / np.diff(edges)[1:, None]
    return np.clip(np.minimum(rise, fall), 0, None)


MEL = filters(30, 257)


def cepstra(samples):
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(samples, (0, 512)), 512)[::160] * np.hanning(512)
    power = np.abs(np.fft.rfft(frames)) ** 2 @ MEL.T
    found = dct(10 * np.log10(power + 1e-6 * power.max()), norm="ortho")[:, 1:14]
    return found[np.linspace(0, len(found) - 1, 24).round().astype(int)]


def say(voice):
    """[2, words, 24, 13]: the voice as it is, and as another take."""
    sayings = []
    for pace, pitch, scale in ((1.0, 0.0, 1.0), (1.1, 0.08, 1.017)):
        faster = voice.pace * pace if voice.engine == "espeak-ng" else voice.pace / pace
        moved = voice.pitch + 100 * pitch if voice.engine == "espeak-ng" else voice.pitch * (1 + pitch)
        if voice.engine == "espeak-ng":
            faster, moved = round(faster), round(moved)
        said = make_corpus.speak(voice, [(word, faster, moved, voice.scale * scale) for word in WORDS])
        sayings.append([cepstra(samples) for samples in said])
    return np.array(sayings)


def main():
    voices = all_voices(make_corpus.SEED)
    with concurrent.futures.ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        said = np.array(list(pool.map(say, voices)))

    def distance(one, other):
        return np.sqrt(((one - other) ** 2).sum(axis=-1)).mean(axis=(-1, -2))

    within = distance(said[:, 0], said[:, 1])
    between = np.array([distance(said[:, 0], plain) for plain in said[:, 0]])
    side = np.array([voice.side for voice in voices])
    pairs = between[np.triu_indices(len(voices), 1)]
    np.fill_diagonal(between, np.inf)
    print(f"{len(voices)} voices; within a voice: median {np.median(within):.1f}, 90 % under {np.percentile(within, 90):.1f}")
    print(f"between two voices: median {np.median(pairs):.1f}, 5 % under {np.percentile(pairs, 5):.1f}, "
          f"{(pairs > np.median(within)).mean():.1%} over the median within")
    print(f"nearest other voice: median {np.median(between.min(axis=1)):.1f}, smallest {between.min():.1f}")
    for limit in (np.median(within), np.percentile(within, 90)):
        kept = []
        for index in range(len(voices)):
            if all(between[index, other] > limit for other in kept):
                kept.append(index)
        print(f"voices that are pairwise more than {limit:.1f} apart: at least {len(kept)}")
    for name in ("validation", "test"):
        nearest = between[side == name][:, side == "train"].min(axis=1)
        print(f"{name} voices to their nearest training voice: median {np.median(nearest):.1f}, smallest {nearest.min():.1f}")
    for index in np.argsort(between.min(axis=1))[:16]:
        print(f"  {between[index].min():.1f}  {voices[index].name}  {voices[between[index].argmin()].name}")


if __name__ == "__main__":
    main()
