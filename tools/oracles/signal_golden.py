"""Trims the librosa oracle of the synthetic chirp to what the tests of Hark.Signal need.

Usage: python3 signal_golden.py ORACLE_FOLDER OUT.npz
ORACLE_FOLDER holds chirp-8k.npz, made with librosa 0.10.2 (settings in the README beside it).
Magnitude and phase follow from the complex transform and are left out.
"""
import sys

import numpy as np

source = np.load(f"{sys.argv[1]}/chirp-8k.npz")
kept = {key: source[key] for key in source if not key.startswith(("mag_", "phase_"))}
np.savez_compressed(sys.argv[2], **kept)
