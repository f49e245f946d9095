"""Golden numbers from PyTorch for layers of progressive growing and StyleGAN2 (Karras et al. 2018, 2019, 2020).

    python tests/golden/make_growing.py > tests/golden/growing.json

Each case is one forward and backward pass: input x, weights by our names, upstream gradient dy; then y, dx and the
weights' gradients. Written from the papers' words, with PyTorch's convolutions.
"""
import json
import numpy as np
import torch
import torch.nn.functional as F
from layouts import Cases, flat, first, last, oihw

cases = Cases(31)
case, draw = cases.add, cases.draw


def equalised(w, gain=1.0, rate=1.0, scale=1.0):
    fan_in = w['kernel'].numel() / w['kernel'].shape[-1]
    return w['kernel'] * (gain * rate * scale / np.sqrt(fan_in)), w['bias'] * (rate * scale)


def dense(x, w, **options):
    kernel, bias = equalised(w, **options)
    return x @ kernel + bias


def conv(x, w, **options):
    kernel, bias = equalised(w, **options)
    return last(F.conv2d(first(x), oihw(kernel), bias, padding=kernel.shape[0] // 2))


def each_channel(x, run):
    """`run` on every channel as a picture of its own."""
    n, h, w, c = x.shape
    y = run(first(x).reshape(n * c, 1, h, w))
    return last(y.reshape(n, c, *y.shape[2:]))


taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
square = (taps[:, None] * taps[None] / 64)[None, None]


def up(x):
    """Zeros between the pixels, then the filter, four times as bright."""
    def run(p):
        spread = torch.zeros(p.shape[0], 1, 2 * p.shape[2], 2 * p.shape[3])
        spread[:, :, ::2, ::2] = p
        return F.conv2d(F.pad(spread, (2, 1, 2, 1)), 4 * square)
    return each_channel(x, run)


def down(x):
    return each_channel(x, lambda p: F.conv2d(F.pad(p, (1, 1, 1, 1)), square, stride=2))


def deviation(x, group, features):
    n, h, w, c = x.shape
    maps = torch.zeros(n, h, w, features)
    for g in range(n // group):
        members = list(range(g, n, n // group))
        spread = (x[members].var(dim=0, unbiased=False) + 1e-8).sqrt()
        for f in range(features):
            maps[members, :, :, f] = spread[:, :, f * c // features:(f + 1) * c // features].mean()
    return torch.cat([x, maps], dim=3)


norm = lambda x: x / (x.square().mean(dim=-1, keepdim=True) + 1e-8).sqrt()

case('pixelNorm', draw(2, 3, 3, 5), {}, lambda x, w: norm(x))
case('pixelNorm-flat', draw(4, 6), {}, lambda x, w: norm(x))
case('equalisedDense', draw(3, 5), {'kernel': draw(5, 4), 'bias': draw(4)}, lambda x, w: dense(x, w, gain=2 ** 0.5))
case('equalisedDense-slow', draw(3, 5), {'kernel': 100 * draw(5, 4), 'bias': draw(4)}, lambda x, w: F.leaky_relu(dense(x, w, rate=0.01), 0.2) * 2 ** 0.5)
case('equalisedConv', draw(2, 5, 4, 3), {'kernel': draw(3, 3, 3, 4), 'bias': draw(4)}, lambda x, w: conv(x, w))
case('equalisedConv-scaled', draw(2, 4, 4, 3), {'kernel': draw(3, 3, 3, 2), 'bias': draw(2)}, lambda x, w: F.leaky_relu(conv(x, w), 0.2) * 2 ** 0.5)
case('minibatchDeviation', draw(8, 2, 3, 4), {}, lambda x, w: deviation(x, 4, 1))
case('minibatchDeviation-2', draw(6, 2, 2, 4), {}, lambda x, w: deviation(x, 3, 2))
case('filteredUp', draw(2, 4, 3, 2), {}, lambda x, w: up(x))
case('filteredDown', draw(2, 6, 4, 3), {}, lambda x, w: down(x))
# Sides that are too long for a matrix.
case('filteredUp-long', draw(1, 130, 2, 1), {}, lambda x, w: up(x))
case('filteredDown-long', draw(1, 4, 130, 1), {}, lambda x, w: down(x))

print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=cases.all), separators=(',', ':')))
