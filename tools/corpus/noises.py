"""The background noise files: half a dozen kinds of nothing-said, each of them synthetic."""
import numpy as np
from scipy import signal

import engines
from acoustics import RATE, coloured, hum, resample, trim

SENTENCES = (
    "we ought to leave early because the road over the hill is often closed in winter",
    "my sister bought three new chairs and painted every one of them a different colour",
    "he asked whether anybody had seen the small brown parcel that came this morning",
    "there was music in the garden and somebody laughed about an old photograph",
    "please remember to water the plants while your neighbours are away in August",
    "the second train was late again so most people walked along the river instead",
    "it takes about twenty minutes to boil enough potatoes for a family of six",
    "nobody could explain why the lamp in the kitchen flickered at exactly midnight",
)


def babble(chance, count, voices):
    """Many voices at once, each reading its own sentences from a random place."""
    total = np.zeros(count)
    for voice in voices:
        line = []
        while sum(map(len, line)) < count:
            text = SENTENCES[chance.integers(len(SENTENCES))]
            samples, rate = engines.espeak(voice.accent, voice.speaker, text, int(voice.pace), int(voice.pitch))
            line.append(trim(resample(samples, rate, voice.scale)))
        line = np.roll(np.concatenate(line)[:count], chance.integers(count))
        total += line / np.sqrt((line ** 2).mean()) * 10 ** (chance.uniform(-6, 0) / 20)
    return total


def clicks(chance, count):
    """Keys and small knocks: short decaying bursts, each with a resonance of its own, over a quiet room."""
    total = coloured(chance, count, 1.5) * 0.02
    position = 0
    while True:
        position += int(RATE * chance.exponential(0.16)) + RATE // 40
        length = int(RATE * chance.uniform(0.005, 0.05))
        if position + length >= count:
            return total
        time = np.arange(length) / RATE
        burst = np.exp(-time * chance.uniform(90, 500))
        tone = np.sin(2 * np.pi * chance.uniform(400, 4500) * time)
        total[position:position + length] += burst * (tone + 0.8 * chance.standard_normal(length)) * chance.uniform(0.2, 1)


def machine(chance, count):
    """A fan or motor: a low rumble, a few drifting partials and a blade rate that swells."""
    time = np.arange(count) / RATE
    phase = 2 * np.pi * np.cumsum(118 * (1 + 0.01 * np.sin(2 * np.pi * 0.21 * time))) / RATE
    partials = sum(np.sin(order * phase + chance.random() * 6) / order ** 1.3 for order in (1, 2, 3, 5, 8))
    return coloured(chance, count, 1.4) * (1 + 0.25 * np.sin(phase / 9)) + 0.5 * partials


def water(chance, count):
    """A tap: high-passed noise whose strength wanders, with small bright drops."""
    sos = signal.butter(2, [700, 6500], "band", fs=RATE, output="sos")
    flow = signal.sosfilt(sos, chance.standard_normal(count))
    wander = signal.resample(chance.uniform(0.5, 1.5, count // 1600 + 2), count)
    total = flow * wander
    for _ in range(count // 2500):
        length = int(RATE * chance.uniform(0.01, 0.04))
        start = chance.integers(count - length)
        time = np.arange(length) / RATE
        sweep = np.sin(2 * np.pi * (chance.uniform(900, 2500) * time + 9000 * time ** 2))
        total[start:start + length] += sweep * np.exp(-time * 120) * chance.uniform(0.5, 2)
    return total


def all_noises(seed, seconds, voices):
    """name -> float samples, all of the given length."""
    count = int(seconds * RATE)
    makers = {
        "white_noise": lambda chance: coloured(chance, count, 0),
        "pink_noise": lambda chance: coloured(chance, count, 1),
        "brown_noise": lambda chance: coloured(chance, count, 2),
        "mains_hum": lambda chance: hum(chance, count) + 0.06 * coloured(chance, count, 1),
        "babble": lambda chance: babble(chance, count, voices),
        "keys_and_knocks": lambda chance: clicks(chance, count),
        "fan_motor": lambda chance: machine(chance, count),
        "running_tap": lambda chance: water(chance, count),
    }
    return {name: make(np.random.default_rng([seed, 77, number])) for number, (name, make) in enumerate(makers.items())}
