"""The speech engines: each turns (voice, word, rate, pitch) into float samples at the engine's own rate."""
import io
import os
import shutil
import subprocess
import tempfile

import numpy as np
from scipy.io import wavfile

FESTIVAL_VOICES = {"ked": "voice_ked_diphone", "kal": "voice_kal_diphone", "slt": "voice_cmu_us_slt_arctic_hts"}

# (program or file, Debian package): what must be there before anything is made.
NEEDED = (
    ("espeak-ng", "espeak-ng"), ("flite", "flite"), ("festival", "festival"), ("sox", "sox"),
    ("/usr/share/festival/voices/english/ked_diphone", "festvox-kdlpc16k"),
    ("/usr/share/festival/voices/english/kal_diphone", "festvox-kallpc16k"),
    ("/usr/share/festival/voices/us/cmu_us_slt_arctic_hts", "festvox-us-slt-hts"),
)


def missing_packages():
    """The Debian packages that are not installed."""
    return [package for what, package in NEEDED
            if not (os.path.exists(what) if what.startswith("/") else shutil.which(what))]


def _float(data, rate):
    if data.dtype != np.int16 or data.ndim != 1:
        raise ValueError(f"engine gave {data.dtype} {data.shape}: expected one channel of int16")
    return data.astype(np.float64) / 32768, rate


def espeak(accent, variant, text, words_per_minute, pitch):
    """espeak-ng; pitch is its own 0..99 scale around the variant's voice."""
    done = subprocess.run(
        ["espeak-ng", "-v", f"{accent}+{variant}", "-s", str(words_per_minute), "-p", str(pitch), "--stdout", text],
        capture_output=True, check=True)
    # The header is written before the length is known; the samples are all that follows it.
    return _float(np.frombuffer(done.stdout[44:], dtype="<i2").copy(), 22050)


def flite(voice, text, stretch, pitch_hz):
    """flite; stretch 1 is the voice's own pace, pitch_hz its mean."""
    done = subprocess.run(
        ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch:.3f}",
         "--setf", f"int_f0_target_mean={pitch_hz:.1f}", "-t", text, "-o", "/dev/stdout"],
        capture_output=True, check=True)
    data = done.stdout
    return _float(np.frombuffer(data[44:], dtype="<i2").copy(), int.from_bytes(data[24:28], "little"))


def festival(voice, takes):
    """festival; takes is a list of (text, stretch, pitch_hz); one process speaks them all. The HTS voice keeps its pitch."""
    folder = tempfile.mkdtemp(prefix="hark-corpus-")
    try:
        lines = [f"({FESTIVAL_VOICES[voice]})"]
        for number, (text, stretch, pitch_hz) in enumerate(takes):
            lines.append(f"(Parameter.set 'Duration_Stretch {stretch:.3f})")
            if voice == "slt":
                lines.append(f"(set! hts_engine_params (append (list (list \"-r\" {1 / stretch:.3f})) slt_base))")
            else:
                lines.append(f"(set! int_lr_params '((target_f0_mean {pitch_hz:.1f}) (target_f0_std 15) "
                             "(model_f0_mean 170) (model_f0_std 34)))")
            lines.append(f'(utt.save.wave (SynthText "{text}") "{folder}/{number}.wav" \'riff)')
        if voice == "slt":
            lines.insert(1, "(set! slt_base hts_engine_params)")
        subprocess.run(["festival", "--pipe"], input="\n".join(lines), text=True, check=True, capture_output=True)
        heard = []
        for number in range(len(takes)):
            with open(f"{folder}/{number}.wav", "rb") as file:
                rate, data = wavfile.read(io.BytesIO(file.read()))
            heard.append(_float(data, rate))
        return heard
    finally:
        shutil.rmtree(folder)
