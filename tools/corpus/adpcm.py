"""IMA ADPCM in WAV: four bits a sample, mono, in blocks that any player reads.

A block is a 4-byte head (first sample as int16, step index, a zero) and 252 bytes of two 4-bit codes each, low half
first: 505 samples in 256 bytes. Clips are made a whole number of blocks long, so the length needs no guessing.
"""
import struct

import numpy as np

BLOCK_BYTES = 256
BLOCK_SAMPLES = (BLOCK_BYTES - 4) * 2 + 1

# The step table is a geometric row, ratio about 1.1, as the IMA recommendation prints it.
STEPS = np.array([
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767], dtype=np.int64)
INDEX_CHANGE = np.array([-1, -1, -1, -1, 2, 4, 6, 8], dtype=np.int64)


def _run(blocks, index):
    """Encodes all rows at once from the given first step index; returns codes, decoded samples and squared error."""
    rows, width = blocks.shape
    predicted = blocks[:, 0].copy()
    codes = np.empty((rows, width - 1), dtype=np.uint8)
    decoded = np.empty_like(blocks)
    decoded[:, 0] = predicted
    index = index.copy()
    for column in range(1, width):
        step = STEPS[index]
        difference = blocks[:, column] - predicted
        negative = difference < 0
        rest = np.abs(difference)
        change = step >> 3
        code = np.zeros(rows, dtype=np.int64)
        for bit, shift in ((4, 0), (2, 1), (1, 2)):
            part = step >> shift
            taken = rest >= part
            code += bit * taken
            rest = np.where(taken, rest - part, rest)
            change = change + np.where(taken, part, 0)
        predicted = np.clip(np.where(negative, predicted - change, predicted + change), -32768, 32767)
        index = np.clip(index + INDEX_CHANGE[code], 0, len(STEPS) - 1)
        codes[:, column - 1] = code + 8 * negative
        decoded[:, column] = predicted
    return codes, decoded, ((decoded - blocks) ** 2).sum(axis=1)


def encode(samples):
    """int16 [n], n a multiple of 505 -> (bytes of all blocks, the int64 samples a reader will hear)."""
    samples = np.asarray(samples, dtype=np.int64)
    if samples.ndim != 1 or len(samples) == 0 or len(samples) % BLOCK_SAMPLES:
        raise ValueError(f"{samples.shape} samples: expected one row of a multiple of {BLOCK_SAMPLES}")
    blocks = samples.reshape(-1, BLOCK_SAMPLES)
    # A block may start at any step: take the best of three guesses from how fast its start moves.
    speed = np.abs(np.diff(blocks[:, :17], axis=1)).mean(axis=1)
    best = None
    for factor in (0.35, 0.8, 1.8):
        index = np.clip(np.searchsorted(STEPS, speed * factor), 0, len(STEPS) - 1)
        codes, decoded, error = _run(blocks, index)
        if best is None:
            best = [index, codes, decoded, error]
        else:
            better = error < best[3]
            for kept, new in zip(best, (index, codes, decoded, error)):
                kept[better] = new[better]
    index, codes, decoded, _ = best
    packed = np.empty((len(blocks), BLOCK_BYTES), dtype=np.uint8)
    packed[:, :2] = blocks[:, :1].astype("<i2").view(np.uint8)
    packed[:, 2] = index
    packed[:, 3] = 0
    packed[:, 4:] = codes[:, 0::2] | codes[:, 1::2] << 4
    return packed.tobytes(), decoded.reshape(-1)


def write_wavs(paths, clips, rate):
    """Writes int16 clips as mono IMA ADPCM WAVs; returns each clip's samples as a reader will decode them."""
    data, decoded = encode(np.concatenate(clips))
    heard, sample, byte = [], 0, 0
    for path, clip in zip(paths, clips, strict=True):
        size = len(clip) // BLOCK_SAMPLES * BLOCK_BYTES
        _write_wav(path, len(clip), data[byte:byte + size], rate)
        heard.append(decoded[sample:sample + len(clip)])
        sample, byte = sample + len(clip), byte + size
    return heard


def _write_wav(path, count, data, rate):
    average = rate * BLOCK_BYTES // BLOCK_SAMPLES
    fmt = struct.pack("<HHIIHHHH", 0x11, 1, rate, average, BLOCK_BYTES, 4, 2, BLOCK_SAMPLES)
    body = b"WAVE" + b"fmt " + struct.pack("<I", len(fmt)) + fmt
    body += b"fact" + struct.pack("<II", 4, count) + b"data" + struct.pack("<I", len(data)) + data
    with open(path, "wb") as file:
        file.write(b"RIFF" + struct.pack("<I", len(body)) + body)
