"""StyleGAN2 at 64 pixels in PyTorch, as `stylegan` is in Atelier: networks, losses and updates that bench/peers.py times.

Modulated convolutions scale what goes in and what comes out, as the paper's own code does in training; filters are
depthwise convolutions. R1 is due in every 16th step, path length in every 4th: times are means over 16 steps.
"""
from functools import lru_cache

import torch
from torch import nn
import torch.nn.functional as F

BATCH, SIZE, LATENT, LAYERS, MOST, BASE = 16, 64, 64, 2, 64, 2048
SIDES = (4, 8, 16, 32, 64)
STYLES = 2 * len(SIDES)
GAMMA, PATH_WEIGHT, MIXING, DECAY = 2e-4 * SIZE ** 2 / BATCH, 2., .9, .998
PENALTY_EVERY, PATH_EVERY, RATE = 16, 4, 2.5e-3
ROOT2 = 2 ** .5

maps = lambda side: min(MOST, BASE // side)
taps = torch.tensor([1., 3., 3., 1.])
SQUARE = taps[:, None] * taps[None] / 64
act = lambda x: F.leaky_relu(x, .2) * ROOT2


@lru_cache
def kernel_of(channels, gain):
    # Contiguous: of an expanded kernel the backward pass takes a hundred times as long.
    return (SQUARE * gain).repeat(channels, 1, 1, 1)


def filtered(x, before, after, gain=1., stride=1):
    """Every channel through [1, 3, 3, 1]."""
    kernel = kernel_of(x.shape[1], gain)
    return F.conv2d(F.pad(x, (before, after, before, after)), kernel, stride=stride, groups=x.shape[1])


def picture_up(x):
    n, c, h, w = x.shape
    spread = F.pad(x.reshape(n, c, h, 1, w, 1), (0, 1, 0, 0, 0, 1)).reshape(n, c, 2 * h, 2 * w)
    return filtered(spread, 2, 1, 4.)


class Dense(nn.Module):
    def __init__(self, n, m, bias=0., rate=1.):
        super().__init__()
        self.kernel, self.bias = nn.Parameter(torch.randn(m, n) / rate), nn.Parameter(torch.full((m,), bias))
        self.gain, self.rate = rate / n ** .5, rate

    def forward(self, x):
        return F.linear(x, self.kernel * self.gain, self.bias * self.rate)


class Conv(nn.Module):
    def __init__(self, c, f, size, bias=True, **options):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(f, c, size, size))
        self.bias = nn.Parameter(torch.zeros(f)) if bias else None
        self.gain, self.options = (size * size * c) ** -.5, options

    def forward(self, x):
        return F.conv2d(x, self.kernel * self.gain, self.bias, **self.options)


class Modulated(nn.Module):
    def __init__(self, c, f, size, up=False, demodulate=True):
        super().__init__()
        self.kernel, self.bias = nn.Parameter(torch.randn(f, c, size, size)), nn.Parameter(torch.zeros(f))
        self.style, self.gain = Dense(LATENT, c, 1.), (size * size * c) ** -.5
        self.up, self.demodulate = up, demodulate

    def forward(self, x, w):
        style, kernel = self.style(w), self.kernel * self.gain
        x = x * style[:, :, None, None]
        if self.up:
            x = filtered(F.conv_transpose2d(x, kernel.transpose(0, 1), stride=2), 1, 1, 4.)
        else:
            x = F.conv2d(x, kernel, padding=kernel.shape[2] // 2)
        if self.demodulate:
            lengths = (style.square() @ kernel.square().sum((2, 3)).T + 1e-8).rsqrt()
            x = x * lengths[:, :, None, None]
        return x + self.bias[None, :, None, None]


class Layer(nn.Module):
    def __init__(self, c, side, up=False):
        super().__init__()
        self.conv, self.strength, self.side = Modulated(c, maps(side), 3, up), nn.Parameter(torch.zeros(1)), side
        self.up = up

    def forward(self, x, w):
        y = self.conv(x, w)
        return act(y + torch.randn(y.shape[0], 1, self.side, self.side) * self.strength)


class Synthesis(nn.Module):
    def __init__(self):
        super().__init__()
        self.constant = nn.Parameter(torch.randn(1, MOST, 4, 4))
        self.ups = nn.ModuleList(Layer(maps(side // 2), side, True) for side in SIDES[1:])
        self.convs = nn.ModuleList(Layer(maps(side), side) for side in SIDES)
        self.pictures = nn.ModuleList(Modulated(maps(side), 3, 1, demodulate=False) for side in SIDES)

    def forward(self, styles):
        x = self.constant.expand(len(styles), -1, -1, -1).contiguous(memory_format=torch.channels_last)
        image, at = None, 0
        for level in range(len(SIDES)):
            if level:
                x = self.ups[level - 1](x, styles[:, at]); at += 1
            x = self.convs[level](x, styles[:, at]); at += 1
            drawn = self.pictures[level](x, styles[:, at])
            image = drawn if image is None else picture_up(image) + drawn
        return image


class Mapping(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(Dense(LATENT, LATENT, rate=.01) for _ in range(LAYERS))

    def forward(self, z):
        w = z / (z.square().mean(1, keepdim=True) + 1e-8).sqrt()
        for layer in self.layers:
            w = act(layer(w))
        return w


class Residual(nn.Module):
    def __init__(self, side):
        super().__init__()
        c, f = maps(side), maps(side // 2)
        self.c1, self.c2 = Conv(c, c, 3, padding=1), Conv(c, f, 3, stride=2)
        self.skip = Conv(c, f, 1, bias=False)

    def forward(self, x):
        y = act(self.c2(filtered(act(self.c1(x)), 2, 2)))
        return (y + self.skip(filtered(x, 1, 1, stride=2))) / ROOT2


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Conv(3, maps(SIZE), 1)
        self.blocks = nn.Sequential(*(Residual(side) for side in SIDES[:0:-1]))
        self.last = Conv(MOST + 1, MOST, 3, padding=1)
        self.dense, self.logit = Dense(16 * MOST, MOST), Dense(MOST, 1)

    def forward(self, image):
        x = self.blocks(act(self.first(image)))
        n, c = x.shape[:2]
        groups = x.reshape(4, n // 4, c, 4, 4)
        spread = (groups.var(0, unbiased=False) + 1e-8).sqrt().mean((1, 2, 3))
        x = torch.cat([x, spread.repeat(4)[:, None, None, None].expand(n, 1, 4, 4)], 1)
        return self.logit(act(self.dense(act(self.last(x)).flatten(1))))


def styles_of(mapping, count):
    own, other = (mapping(torch.randn(count, LATENT))[:, None] for _ in range(2))
    place = (1 + (torch.rand(count, 1) * (STYLES - 1)).floor())
    place = torch.where(torch.rand(count, 1) < MIXING, place, float(STYLES))
    return torch.where((torch.arange(STYLES)[None] < place)[..., None], own, other), own[:, 0]


def make_step(compiled):
    networks = Mapping(), Synthesis(), Discriminator()
    M, G, D = (network.to(memory_format=torch.channels_last) for network in networks)
    kept = [[p.detach().clone() for p in network.parameters()] for network in (M, G)]
    own = [list(network.parameters()) for network in (M, G)]
    of_g, of_d = [*M.parameters(), *G.parameters()], list(D.parameters())
    adam = lambda weights, k: torch.optim.Adam(weights, RATE * k, (0., .99 ** k), eps=1e-8, fused=True)
    adam_g, adam_d = adam(of_g, PATH_EVERY / (PATH_EVERY + 1)), adam(of_d, PENALTY_EVERY / (PENALTY_EVERY + 1))
    real = (torch.rand(BATCH, 3, SIZE, SIZE) * 2 - 1).contiguous(memory_format=torch.channels_last)
    # What has second-order gradients is not compiled: torch.compile has none.
    draw_m, draw_g, draw_d = (torch.compile(m) if compiled else m for m in (M, G, D))
    mean, done = torch.zeros(()), 0

    def update(adam, loss):
        adam.zero_grad(); loss.backward(); adam.step()
        return loss.detach()

    def frozen(weights, still):
        for p in weights:
            p.requires_grad_(not still)

    def path_length():
        nonlocal mean
        styles, _ = styles_of(M, BATCH // 2)
        image = G(styles)
        slopes, = torch.autograd.grad((image * torch.randn_like(image)).sum() / SIZE, styles, create_graph=True)
        lengths = (slopes.square().sum(2).mean(1) + 1e-12).sqrt()
        update(adam_g, PATH_WEIGHT * (lengths - mean).square().mean() * PATH_EVERY)
        mean = mean.lerp(lengths.detach().mean(), .01)

    def penalty():
        x = real.detach().requires_grad_(True)
        slopes, = torch.autograd.grad(D(x).sum(), x, create_graph=True)
        update(adam_d, GAMMA / 2 * slopes.square().sum((1, 2, 3)).mean() * PENALTY_EVERY)

    def step():
        nonlocal done
        frozen(of_d, True)
        g = update(adam_g, F.softplus(-draw_d(draw_g(styles_of(draw_m, BATCH)[0]))).mean())
        if done % PATH_EVERY == 0:
            path_length()
        frozen(of_d, False)
        with torch.no_grad():
            fake = draw_g(styles_of(draw_m, BATCH)[0])
        d = update(adam_d, F.softplus(-draw_d(real)).mean() + F.softplus(draw_d(fake)).mean())
        if done % PENALTY_EVERY == 0:
            penalty()
        with torch.no_grad():
            for average, weights in zip(kept, own):
                torch._foreach_lerp_(average, weights, 1 - DECAY)
        done += 1
        return d.item(), g.item()

    step.period = PENALTY_EVERY
    return step
