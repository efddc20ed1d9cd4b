"""What happens to a word between the engine and the file: trimming, vocal-tract scale, microphone, room, noise, level."""
from fractions import Fraction

import numpy as np
from scipy import signal

RATE = 16000


def resample(samples, rate, scale=1.0):
    """To 16 kHz. scale > 1 plays faster: formants and pitch rise by it, as in a shorter vocal tract."""
    ratio = Fraction(RATE / (rate * scale)).limit_denominator(500)
    return signal.resample_poly(samples, ratio.numerator, ratio.denominator)


def trim(samples, threshold_db=-42.0):
    """Cuts silence off both ends: frames of 5 ms below the threshold, measured from the loudest frame."""
    width = RATE // 200
    count = len(samples) // width
    if count == 0:
        return samples[:0]
    level = np.sqrt((samples[:count * width].reshape(count, width) ** 2).mean(axis=1))
    loud = np.flatnonzero(level > level.max() * 10 ** (threshold_db / 20))
    if level.max() == 0 or len(loud) == 0:
        return samples[:0]
    return samples[max(loud[0] - 1, 0) * width:(loud[-1] + 2) * width]


def microphone(samples, chance):
    """A tilt of up to 4 dB around 1 kHz, and for some a narrower band."""
    tilt_db = chance.uniform(-4, 4)
    pole = np.exp(-2 * np.pi * 1000 / RATE)
    low = signal.lfilter([1 - pole], [1, -pole], samples)
    samples = low * 10 ** (-tilt_db / 40) + (samples - low) * 10 ** (tilt_db / 40)
    if chance.random() < 0.5:
        samples = signal.sosfilt(signal.butter(2, chance.uniform(70, 220), "high", fs=RATE, output="sos"), samples)
    if chance.random() < 0.1:
        samples = signal.sosfilt(signal.butter(4, chance.uniform(3600, 6500), "low", fs=RATE, output="sos"), samples)
    return samples


def room(samples, chance):
    """A small synthetic room: six early reflections and a tail of noise that decays by 60 dB in the reverberation time."""
    decay_seconds = chance.uniform(0.1, 0.35)
    tail = int(RATE * min(decay_seconds, 0.3))
    time = np.arange(tail) / RATE
    response = chance.standard_normal(tail) * 10 ** (-3 * time / decay_seconds)
    response[:int(0.004 * RATE)] = 0
    for _ in range(6):
        response[chance.integers(int(0.002 * RATE), int(0.025 * RATE))] += chance.choice((-1, 1)) * chance.uniform(2, 6)
    direct_to_room_db = chance.uniform(7, 20)
    response *= 10 ** (-direct_to_room_db / 20) / np.sqrt((response ** 2).sum())
    response[0] = 1.0
    return signal.fftconvolve(samples, response)[:len(samples) + int(0.04 * RATE)]


def coloured(chance, count, exponent):
    """Gaussian noise whose power falls as 1 / f^exponent (0 white, 1 pink, 2 brown), with a root mean square of one."""
    spectrum = np.fft.rfft(chance.standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= np.maximum(frequency, 20.0) ** (-exponent / 2)
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, count)
    return noise / np.sqrt((noise ** 2).mean())


def hum(chance, count):
    """Mains hum: 50 or 60 Hz and its falling partials, with a root mean square of one."""
    time = np.arange(count) / RATE
    base = chance.choice((50.0, 60.0)) * chance.uniform(0.998, 1.002)
    wave = sum(chance.uniform(0.2, 1) / order * np.sin(2 * np.pi * (base * order * time + chance.random()))
               for order in range(1, 13))
    return wave / np.sqrt((wave ** 2).mean())


def add_noise(samples, chance, low_db, high_db):
    """Noise of a random colour under the whole clip at a random ratio to the word, faded in and out over 8 ms."""
    kind = chance.random()
    if kind < 0.12:
        noise = hum(chance, len(samples))
    else:
        noise = coloured(chance, len(samples), chance.uniform(0, 2))
    fade = int(0.008 * RATE)
    edge = np.sin(np.linspace(0, np.pi / 2, fade)) ** 2
    noise[:fade] *= edge
    noise[-fade:] *= edge[::-1]
    power = np.sqrt((samples ** 2).mean())
    return samples + noise * power * 10 ** (-chance.uniform(low_db, high_db) / 20)


def to_level(samples, peak_db):
    """int16 whose peak lies at peak_db under full scale."""
    scaled = samples * (10 ** (peak_db / 20) / np.abs(samples).max())
    return np.round(scaled * 32767).astype(np.int16)


def margins(samples, block, chance):
    """A little silence before and after the word, up to the next whole block."""
    lead = int(RATE * chance.uniform(0.005, 0.03))
    tail = int(RATE * chance.uniform(0.005, 0.015))
    rest = -(lead + len(samples) + tail) % block
    return np.concatenate([np.zeros(lead), samples, np.zeros(tail + rest)])
