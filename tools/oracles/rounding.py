"""The rounding model: what float32 sums do to a network's numbers, added to a float64 run as seeded noise. See README.md."""

import torch

UNIT_ROUNDOFF = 2.0**-24


class Perturb(torch.autograd.Function):
    """y + u sqrt(L) rms(y) N(0, 1), in the forward or the backward pass: what float32 sums of length L do to a result."""

    @staticmethod
    def forward(context, y, rounding, forward_length, backward_length):
        context.rounding, context.length = rounding, backward_length
        return rounding.noisy(y, forward_length) if forward_length else y.view_as(y)

    @staticmethod
    def backward(context, dy):
        return (context.rounding.noisy(dy, context.length) if context.length else dy), None, None, None


class Rounding:
    """Off without a seed, for the truth; with one, for a draw that measures how far float32 may stray from it."""

    def __init__(self, seed=None):
        self.generator = None if seed is None else torch.Generator().manual_seed(seed)

    def noisy(self, y, length):
        rms = float(y.pow(2).mean().sqrt())
        noise = torch.empty_like(y, memory_format=torch.contiguous_format).normal_(generator=self.generator)
        return y + noise * (UNIT_ROUNDOFF * length**0.5 * rms)

    def forward(self, y, length):
        return y if self.generator is None else Perturb.apply(y, self, length, 0)

    def backward(self, x, length):
        return x if self.generator is None else Perturb.apply(x, self, 0, length)
