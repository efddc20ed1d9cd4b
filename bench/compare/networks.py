"""Hark's networks as PyTorch writes them, shape for shape, to be measured and to be exported for ONNX Runtime.

    networks.py export FOLDER        writes FOLDER/NAME-BATCH.onnx for batches of 32 and of 1
"""

import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASSES = 12


class WaveConv(nn.Module):
    """As `wave-conv`. wide=True writes the same as 2-D convolutions of height 1, which can run channels-last."""
    input, trainable = (1, 8000), 34_681_196

    def __init__(self, wide=False):
        super().__init__()
        self.wide, layers, channels = wide, [], 1
        for filters, repeats in ((32, 2), (64, 2), (128, 3), (256, 3)):
            for _ in range(repeats):
                layers += [convolution(wide, channels, filters), nn.ReLU(inplace=True)]
                channels = filters
            layers.append(nn.MaxPool2d((1, 2)) if wide else nn.MaxPool1d(2))
        self.body = nn.Sequential(*layers, nn.Dropout(0.3))
        self.head = wave_head(256 * 500)

    def forward(self, x):
        x = self.body(x.unsqueeze(2) if self.wide else x)
        return self.head(x.flatten(1))


class WaveSkip(nn.Module):
    """As `wave-skip`."""
    input, trainable = (1, 8000), 63_611_244

    def __init__(self, wide=False):
        super().__init__()
        self.wide, blocks, channels, skip = wide, [], 1, 0
        for filters, repeats in ((32, 2), (64, 2), (128, 3), (256, 3)):
            layers = []
            for _ in range(repeats):
                layers += [convolution(wide, channels, filters), nn.ReLU(inplace=True)]
                channels = filters
            blocks.append(nn.Sequential(*layers))
            channels = skip = filters + skip
        self.first, self.second, self.third, self.fourth = blocks
        self.pool = nn.MaxPool2d((1, 2)) if wide else nn.MaxPool1d(2)
        self.dropout = nn.Dropout(0.3)
        self.head = wave_head(480 * 500)

    def forward(self, x):
        x = self.pool(self.first(x.unsqueeze(2) if self.wide else x))
        x = self.pool(torch.cat((self.second(x), x), 1))
        x = self.pool(torch.cat((self.third(x), x), 1))
        x = self.pool(torch.cat((self.fourth(x), x), 1))
        return self.head(self.dropout(x).flatten(1))


class SpectrogramConv(nn.Module):
    """As `spectrogram-conv`."""
    input, trainable = (1, 130, 126), 461_324

    def __init__(self):
        super().__init__()
        layers, channels = [], 1
        for filters in (32, 64, 128):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(inplace=True), nn.MaxPool2d(2)]
            channels = filters
        self.body = nn.Sequential(*layers, nn.Dropout(0.3), nn.Flatten(), nn.Linear(128 * 16 * 15, CLASSES))

    def forward(self, x):
        return self.body(x)


class DsCnn(nn.Module):
    """As `ds-cnn`. The first convolution pads 5 rows on both sides instead of 4 and 5: as many outputs, and no copy to pad."""
    input, trainable = (1, 49, 10), 23_756

    def __init__(self):
        super().__init__()
        layers = [nn.Conv2d(1, 64, (10, 4), stride=2, padding=(5, 1)), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.Dropout(0.2)]
        for _ in range(4):
            layers += [nn.Conv2d(64, 64, 3, padding=1, groups=64), nn.BatchNorm2d(64), nn.ReLU(inplace=True),
                       nn.Conv2d(64, 64, 1), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
        self.body = nn.Sequential(*layers, nn.Dropout(0.4), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))

    def forward(self, x):
        return self.body(x)


class SubSpectralNorm(nn.Module):
    def __init__(self, channels, bands=5):
        super().__init__()
        self.bands, self.norm = bands, nn.BatchNorm2d(channels * bands)

    def forward(self, x):
        batch, channels, height, width = x.shape
        y = self.norm(x.reshape(batch, channels * self.bands, height // self.bands, width))
        return y.reshape(batch, channels, height, width)


class BcBlock(nn.Module):
    def __init__(self, inputs, outputs, stride, dilation):
        super().__init__()
        self.transition = inputs != outputs
        self.enter = nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)) \
            if self.transition else nn.Identity()
        self.frequency = nn.Sequential(
            nn.Conv2d(outputs, outputs, (3, 1), stride=(stride, 1), padding=(1, 0), groups=outputs, bias=False), SubSpectralNorm(outputs))
        self.time = nn.Sequential(
            nn.Conv2d(outputs, outputs, (1, 3), padding=(0, dilation), dilation=(1, dilation), groups=outputs, bias=False),
            nn.BatchNorm2d(outputs), nn.SiLU(inplace=True), nn.Conv2d(outputs, outputs, 1, bias=False), nn.Dropout2d(0.1))

    def forward(self, x):
        z = self.frequency(self.enter(x))
        y = z + self.time(z.mean(2, keepdim=True))
        return F.relu(y if self.transition else y + x)


class BcResNet1(nn.Module):
    """As `bc-resnet-1`."""
    input, trainable = (1, 40, 101), 9_232

    def __init__(self):
        super().__init__()
        layers, channels = [nn.Conv2d(1, 16, 5, stride=(2, 1), padding=2, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)], 16
        for stage, (width, blocks) in enumerate(((8, 2), (12, 2), (16, 4), (20, 4))):
            for block in range(blocks):
                layers.append(BcBlock(channels, width, 2 if block == 0 and stage in (1, 2) else 1, 1 << stage))
                channels = width
        self.body = nn.Sequential(
            *layers, nn.Conv2d(20, 20, 5, padding=(0, 2), groups=20, bias=False), nn.Conv2d(20, 32, 1, bias=False),
            nn.BatchNorm2d(32), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, CLASSES))

    def forward(self, x):
        return self.body(x)


def convolution(wide, inputs, outputs):
    return nn.Conv2d(inputs, outputs, (1, 9), padding=(0, 4)) if wide else nn.Conv1d(inputs, outputs, 9, padding=4)


def wave_head(inputs):
    return nn.Sequential(nn.Linear(inputs, 256), nn.BatchNorm1d(256), nn.ReLU(inplace=True), nn.Linear(256, CLASSES))


NETWORKS = {"wave-conv": WaveConv, "wave-skip": WaveSkip, "spectrogram-conv": SpectrogramConv, "ds-cnn": DsCnn, "bc-resnet-1": BcResNet1}


def build(name, wide=False):
    network = NETWORKS[name](wide) if wide else NETWORKS[name]()
    trainable = sum(p.numel() for p in network.parameters())
    assert trainable == network.trainable, f"{name} has {trainable} trainable parameters, not {network.trainable}"
    return network


def export(folder):
    for name in NETWORKS:
        network = build(name).eval()
        for batch in (32, 1):
            torch.onnx.export(network, torch.randn(batch, *network.input), f"{folder}/{name}-{batch}.onnx", opset_version=13,
                              input_names=["x"], output_names=["y"])


if __name__ == "__main__":
    export(sys.argv[2])
