"""Features by SciPy, PyTorch and torchaudio on one core: features.py stft|logmel|mfcc LIBRARY CLIPS-AT-ONCE"""

import sys

import worker


def main():
    kind, library, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
    worker.serve(lambda: MAKERS[kind, library](batch), batch, latency=False)


def by_scipy(kind, samples, length, window_length, hop, pad):
    """The frames of all clips at once: window, real FFT, mel bands as a matrix product, all in single precision."""
    import numpy as np
    import scipy.fft
    import scipy.signal
    import torchaudio

    def make(batch):
        clips = np.random.default_rng(1).standard_normal((batch, samples), dtype=np.float32)
        window = np.zeros(length, np.float32)
        start = (length - window_length) // 2
        window[start:start + window_length] = scipy.signal.get_window("hann", window_length)
        mel = torchaudio.functional.melscale_fbanks(257, 0.0, 8000.0, 40, 16000).numpy()

        def step():
            padded = np.pad(clips, ((0, 0), (length // 2, length // 2)), mode=pad)
            frames = np.lib.stride_tricks.sliding_window_view(padded, length, axis=1)[:, ::hop]
            bins = scipy.fft.rfft(frames * window, axis=-1)
            if kind == "stft":
                return np.abs(bins)
            logs = np.log((bins.real**2 + bins.imag**2) @ mel + np.float32(1e-6))
            return logs if kind == "logmel" else scipy.fft.dct(logs, norm="ortho", axis=-1)[..., :10]

        return step

    return make


def torch_on_one_core():
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(1)
    return torch


def by_torch(batch):
    torch = torch_on_one_core()
    clips, window = torch.randn(batch, 8000), torch.hann_window(258)

    def step():
        with torch.inference_mode():
            torch.stft(clips, 258, 64, window=window, center=True, pad_mode="constant", return_complex=True).abs()

    return step


MEL = {"n_fft": 512, "win_length": 480, "hop_length": 160, "n_mels": 40, "power": 2.0, "mel_scale": "htk", "norm": None}


def logmel(batch):
    torch = torch_on_one_core()
    import torchaudio
    clips, transform = torch.randn(batch, 16000), torchaudio.transforms.MelSpectrogram(16000, **MEL)

    def step():
        with torch.inference_mode():
            (transform(clips) + 1e-6).log()

    return step


def mfcc(batch):
    torch = torch_on_one_core()
    import torchaudio
    clips, transform = torch.randn(batch, 16000), torchaudio.transforms.MFCC(16000, n_mfcc=10, log_mels=True, melkwargs=MEL)

    def step():
        with torch.inference_mode():
            transform(clips)

    return step


MAKERS = {
    ("stft", "scipy"): by_scipy("stft", 8000, 258, 258, 64, "constant"), ("logmel", "scipy"): by_scipy("logmel", 16000, 512, 480, 160, "reflect"),
    ("mfcc", "scipy"): by_scipy("mfcc", 16000, 512, 480, 160, "reflect"),
    ("stft", "torch"): by_torch, ("logmel", "torchaudio"): logmel, ("mfcc", "torchaudio"): mfcc}

if __name__ == "__main__":
    main()
