"""NumPy files for the tests of Hark.Data: every element type, order, byte order, format version and packing.

    python3 tools/oracles/numpy_files.py make FOLDER      writes the files and expected.json
    python3 tools/oracles/numpy_files.py check PATH JSON  reads an archive, or a folder of arrays, of Hark's and compares it with JSON

Made with Python 3.11 and numpy 1.24.2.
"""
import json
import os
import sys
import zipfile

import numpy as np

SHAPE = (2, 3)


def values(dtype):
    kind = dtype.kind
    if kind == "b":
        return [True, False, False, True, True, False]
    if kind == "i":
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        return [low, high, 0, -1, 100, low + 1]
    if kind == "u":
        high = np.iinfo(dtype).max
        return [0, high, 1, 2, 100, high - 1]
    if kind == "f":
        return [float("-inf"), float("nan"), 0.1, -0.0, float(np.finfo(dtype).max), float(np.finfo(dtype).tiny)]
    if kind == "c":
        return [complex(0.1, -2), complex(float("inf"), 0), 0, 1j, complex(-3, 0.5), 1]
    if kind == "U":
        return ["yes", "하나", "", "\U0001f3a4 x", "_silence_", "a b"]
    return [b"yes", b"on", b"", b"off", b"a b", b"no"]


def text(array):
    """Values in C order as text that keeps every bit: whole numbers, hexadecimal floats, plain text."""
    kind = array.dtype.kind
    if kind == "f":
        return [float(v).hex() for v in array.ravel()]
    if kind == "c":
        return [f"{float(v.real).hex()} {float(v.imag).hex()}" for v in array.ravel()]
    if kind == "S":
        return [v.decode() for v in array.ravel()]
    return [str(v) for v in array.ravel()]


def arrays():
    names = ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16", "U9", "S5"]
    for name in names:
        for byte_order in "<>":
            for order in "CF":
                dtype = np.dtype(name).newbyteorder(byte_order)
                made = np.array(values(dtype), dtype=dtype).reshape(SHAPE)
                key = f"{np.dtype(name).name}-{'little' if byte_order == '<' else 'big'}-{order}"
                yield key, np.array(made, order=order)
    yield "scalar", np.array(2.5, dtype="f4")
    yield "empty", np.zeros((0, 4), dtype="i2")
    cube = np.arange(2 * 3 * 4 * 5, dtype="i4").reshape(2, 3, 4, 5)
    yield "cube-C", cube
    yield "cube-F", np.asfortranarray(cube)
    yield "texts-F", np.asfortranarray(np.array([["a", "bb", "ccc"], ["d", "ee", "fff"]]))


def make(folder):
    made = dict(arrays())
    expected = {key: {"dtype": a.dtype.newbyteorder("<").str if a.dtype.kind == "U" else a.dtype.str if a.dtype.kind == "S" else a.dtype.name,
                      "shape": list(a.shape), "values": text(a)} for key, a in made.items()}
    with open(f"{folder}/expected.json", "w", encoding="utf-8") as file:
        json.dump(expected, file, ensure_ascii=False, indent=0)
    np.savez(f"{folder}/stored.npz", **made)
    np.savez_compressed(f"{folder}/deflated.npz", **made)
    for version in ((1, 0), (2, 0), (3, 0)):
        with open(f"{folder}/version{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, made["int16-big-F"], version=version)
    zipfile.ZIP64_LIMIT = 10  # every number then goes to the zip64 fields, the end record too
    zipfile.ZIP_FILECOUNT_LIMIT = 1
    np.savez(f"{folder}/zip64.npz", **{key: made[key] for key in ("float32-little-C", "str288-big-F", "cube-F")})
    with open(f"{folder}/object.npy", "wb") as file:
        np.save(file, np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
    with open(f"{folder}/structured.npy", "wb") as file:
        np.save(file, np.zeros(2, dtype=[("a", "f4"), ("b", "i2")]))


def check(path, expected_path):
    with open(expected_path, encoding="utf-8") as file:
        expected = json.load(file)
    if os.path.isdir(path):
        loaded = {name[:-4]: np.load(f"{path}/{name}") for name in os.listdir(path)}
    else:
        assert zipfile.ZipFile(path).testzip() is None
        loaded = dict(np.load(path))
    assert sorted(loaded) == sorted(expected), f"{sorted(loaded)} != {sorted(expected)}"
    for key, a in loaded.items():
        want = expected[key]
        name = a.dtype.str if a.dtype.kind in "US" else a.dtype.name
        assert name == want["dtype"], f"{key}: dtype {name}, expected {want['dtype']}"
        assert list(a.shape) == want["shape"], f"{key}: shape {a.shape}, expected {want['shape']}"
        assert a.flags.c_contiguous, key
        assert text(a) == want["values"], f"{key}: {text(a)} != {want['values']}"
    print(f"{len(loaded)} arrays equal")


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](*sys.argv[2:])
