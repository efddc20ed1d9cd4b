"""Hark's small networks as PyTorch writes them: what weights from elsewhere, training and speed are compared with.

BC-ResNet has the module names of its authors' code (github.com/Qualcomm-AI-research/bcresnet), so that a file of theirs and one of these
hold the same names; it is written from the paper (arXiv 2106.04140).
"""

import torch.nn as nn
import torch.nn.functional as F

PARAMETERS_AT_12_CLASSES = {1: 9_232, 1.5: 17_154, 2: 27_284, 3: 54_168, 6: 187_812, 8: 321_068}


class SubSpectralNorm(nn.Module):
    """One batch normalisation for each (channel, band of frequencies)."""

    def __init__(self, channels, bands=5):
        super().__init__()
        self.bands, self.ssnorm = bands, nn.BatchNorm2d(channels * bands)

    def forward(self, x):
        batch, channels, height, width = x.shape
        y = self.ssnorm(x.reshape(batch, channels * self.bands, height // self.bands, width))
        return y.reshape(batch, channels, height, width)


class Unit(nn.Module):
    """A convolution, its normalisation, its activation; `block` is the authors' name."""

    def __init__(self, *layers):
        super().__init__()
        self.block = nn.Sequential(*layers)

    def forward(self, x):
        return self.block(x)


class BcBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, dilation):
        super().__init__()
        self.transition = inputs != outputs
        over_frequency = [Unit(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))] if self.transition else []
        over_frequency.append(Unit(
            nn.Conv2d(outputs, outputs, (3, 1), stride=(stride, 1), padding=(1, 0), groups=outputs, bias=False), SubSpectralNorm(outputs)))
        self.f2 = nn.Sequential(*over_frequency)
        self.f1 = nn.Sequential(
            Unit(nn.Conv2d(outputs, outputs, (1, 3), padding=(0, dilation), dilation=(1, dilation), groups=outputs, bias=False),
                 nn.BatchNorm2d(outputs), nn.SiLU(inplace=True)),
            nn.Conv2d(outputs, outputs, 1, bias=False), nn.Dropout2d(0.1))

    def forward(self, x):
        z = self.f2(x)
        y = z + self.f1(z.mean(2, keepdim=True))
        return F.relu(y if self.transition else y + x)


class BcResNet(nn.Module):
    """[batch, 1, 40, frames] log-mel to logits. `width` is tau of the paper."""
    input = (1, 40, 101)

    def __init__(self, width=1, classes=12):
        super().__init__()
        base = int(8 * width)
        self.cnn_head = nn.Sequential(
            nn.Conv2d(1, 2 * base, 5, stride=(2, 1), padding=2, bias=False), nn.BatchNorm2d(2 * base), nn.ReLU(inplace=True))
        stages, channels = [], 2 * base
        for stage, (outputs, blocks) in enumerate(zip((base, int(1.5 * base), 2 * base, int(2.5 * base)), (2, 2, 4, 4))):
            stages.append(nn.ModuleList())
            for block in range(blocks):
                stages[-1].append(BcBlock(channels, outputs, 2 if block == 0 and stage in (1, 2) else 1, 1 << stage))
                channels = outputs
        self.BCBlocks = nn.ModuleList(stages)
        self.classifier = nn.Sequential(
            nn.Conv2d(channels, channels, 5, padding=(0, 2), groups=channels, bias=False), nn.Conv2d(channels, 4 * base, 1, bias=False),
            nn.BatchNorm2d(4 * base), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Conv2d(4 * base, classes, 1))
        self.trainable = PARAMETERS_AT_12_CLASSES[width] + (classes - 12) * (4 * base + 1)

    def forward(self, x):
        x = self.cnn_head(x)
        for stage in self.BCBlocks:
            for block in stage:
                x = block(x)
        return self.classifier(x).flatten(1)


class DsCnn(nn.Module):
    """[batch, 1, 49, 10] MFCC to logits; Keras's epsilon, TensorFlow's `same` padding (an odd zero stands at the end)."""
    input, trainable = (1, 49, 10), 23_756

    def __init__(self, classes=12):
        super().__init__()
        layers = [nn.ZeroPad2d((1, 1, 4, 5)), nn.Conv2d(1, 64, (10, 4), stride=2), nn.BatchNorm2d(64, eps=1e-3), nn.ReLU(), nn.Dropout(0.2)]
        for _ in range(4):
            layers += [nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.BatchNorm2d(64, eps=1e-3), nn.ReLU(),
                       nn.Conv2d(64, 64, 1), nn.BatchNorm2d(64, eps=1e-3), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Dropout(0.4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, classes))
        self.trainable += (classes - 12) * 65

    def forward(self, x):
        return self.layers(x)


class SpectrogramConv(nn.Module):
    """[batch, 1, 130, 126] to logits: here for its Flatten, channels first."""
    input, trainable = (1, 130, 126), 461_324

    def __init__(self, classes=12):
        super().__init__()
        layers, channels = [], 1
        for filters in (32, 64, 128):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            channels = filters
        self.layers = nn.Sequential(*layers, nn.Dropout(0.3), nn.Flatten(), nn.Linear(128 * 16 * 15, classes))
        self.trainable += (classes - 12) * (128 * 16 * 15 + 1)

    def forward(self, x):
        return self.layers(x)


def checked(network):
    trainable = sum(p.numel() for p in network.parameters())
    assert trainable == network.trainable, f"{trainable} trainable parameters, not {network.trainable}"
    return network
