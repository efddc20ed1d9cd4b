"""Numbers that Python and C# make alike, bit for bit, without a file between them.

The twin is tests/Hark.Tests/Oracle/SeededNumbers.cs. All arithmetic is modulo 2^64; number i of a seed depends on nothing else.
"""

import numpy as np

GOLDEN_RATIO = 0x9E3779B97F4A7C15
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def bits(seed, count, start=0):
    """64 mixed bits for each i in start..start+count-1."""
    offset = np.uint64((seed * GOLDEN_RATIO) % 2**64)
    z = np.arange(start + 1, start + count + 1, dtype=np.uint64)
    z *= FIRST
    z += offset
    z ^= z >> np.uint64(30)
    z *= FIRST
    z ^= z >> np.uint64(27)
    z *= SECOND
    z ^= z >> np.uint64(31)
    return z


def values(seed, *shape):
    """Uniform in [-1, 1), multiples of 2^-23: exact in float32 and float64 alike."""
    count = int(np.prod(shape))
    u = (bits(seed, count) >> np.uint64(40)).astype(np.float64)
    u *= 2.0**-23
    u -= 1.0
    return u.reshape(shape)


def single(array):
    """Rounds to float32, the numbers that Hark computes with, and gives them back as float64."""
    return np.asarray(array).astype(np.float32).astype(np.float64)


def entries(seed, length, count=256):
    """Seeded indices into a flat array (repeats allowed), or all of them where it holds no more than count."""
    if length <= count:
        return np.arange(length)
    return (bits(seed, count) % np.uint64(length)).astype(np.int64)
