"""Features by SciPy, PyTorch and torchaudio on one core: features.py stft|logmel|mfcc LIBRARY CLIPS-AT-ONCE"""

import sys

import worker


def main():
    kind, library, batch = sys.argv[1], sys.argv[2], int(sys.argv[3])
    worker.serve(lambda: MAKERS[kind, library](batch), batch, latency=False)


def by_scipy(batch):
    """Frames, window, real FFT and magnitude in single precision: what scipy.signal.stft does, without its detours."""
    import numpy as np
    import scipy.fft
    import scipy.signal
    clips = np.random.default_rng(1).standard_normal((batch, 8000), dtype=np.float32)
    window = scipy.signal.get_window("hann", 258).astype(np.float32)

    def step():
        padded = np.pad(clips, ((0, 0), (129, 129)))
        frames = np.lib.stride_tricks.sliding_window_view(padded, 258, axis=1)[:, ::64]
        np.abs(scipy.fft.rfft(frames * window, axis=-1))

    return step


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


MAKERS = {("stft", "scipy"): by_scipy, ("stft", "torch"): by_torch, ("logmel", "torchaudio"): logmel, ("mfcc", "torchaudio"): mfcc}

if __name__ == "__main__":
    main()
