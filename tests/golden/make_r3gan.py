"""Golden numbers of R3GAN from PyTorch: both phases' losses, gradients and first Adam update on small networks (Huang et al. 2024).

    python tests/golden/make_r3gan.py > tests/golden/r3gan.json

Pictures are [batch, height, width, channels], kernels [height, width, in, out], as they are in Atelier. Weights, pictures and latents
follow from formulas in whole numbers, which the test computes too.
"""
import json
import math
import torch
import torch.nn.functional as F
from layouts import first, last, network, pattern

size, width, channels, latent, batch = 32, 16, 3, 5, 3
progress, rate, gamma = 0.25, 2e-4, 2.0

leaky = lambda x: F.leaky_relu(x, 0.2)
course = lambda start, end: end + (start - end) * 0.5 * (1 + math.cos(math.pi * progress))


def conv(w, x, filters, side=1, groups=1, bias=False):
    kernel = w.take(side, side, x.shape[3] // groups, filters)
    offset = w.take(filters) if bias else None
    return last(F.conv2d(first(x), kernel.permute(3, 2, 0, 1), offset, padding=side // 2, groups=groups))


def residual(w, x):
    c = x.shape[3]
    y = leaky(conv(w, x, 2 * c, bias=True))
    y = leaky(conv(w, y, 2 * c, 3, groups=2 * c // 16, bias=True))
    return x + conv(w, y, c)


taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
square = (taps[:, None] * taps[None] / 64)[None, None]
each_channel = lambda x, run: last((y := run(first(x).reshape(-1, 1, *x.shape[1:3]))).reshape(x.shape[0], x.shape[3], *y.shape[2:]))
up = lambda x: each_channel(x, lambda p: F.conv_transpose2d(p, 4 * square, stride=2, padding=1))
down = lambda x: each_channel(x, lambda p: F.conv2d(p, square, stride=2, padding=1))


def generator_(w, z):
    x = (z @ w.take(latent, width))[:, None, None, :] * w.take(4, 4, width)
    x = residual(w, x)
    for _ in range(3):
        x = residual(w, up(x))
    return conv(w, x, channels)


def discriminator_(w, x):
    x = conv(w, x, width)
    for _ in range(3):
        x = down(residual(w, x))
    x = residual(w, x)
    return (x * w.take(4, 4, width)).sum((1, 2)) @ w.take(width, 1)


generator, discriminator = network(generator_, 0, 0.4), network(discriminator_, 100, 0.4)
real = pattern([batch, size, size, channels], 7).float()
of_d, of_g = pattern([batch, latent], 8).float(), pattern([batch, latent], 9).float()


def summary(tensors):
    """The length of each, and some of it."""
    return [dict(length=float((m := t.detach().double()).norm()), some=[float(m.ravel()[(37 * j) % m.numel()]) for j in range(6)]) for t in tensors]


def update(loss, weights):
    gradients = torch.autograd.grad(loss, weights)
    before = [w.detach().clone() for w in weights]
    # ε outside the correction is PyTorch's times √(1 − β2) at the first update.
    beta2 = course(0.9, 0.99)
    adam = torch.optim.Adam(weights, course(rate, rate / 4), (0.0, beta2), 1e-8 / math.sqrt(1 - beta2))
    for w, g in zip(weights, gradients):
        w.grad = g
    adam.step()
    return dict(loss=loss.item(), gradients=summary(gradients), moved=summary([w.detach() - b for w, b in zip(weights, before)]))


with torch.no_grad():
    discriminator(generator(of_d))
x, fake = real.clone().requires_grad_(), generator(of_d).detach().requires_grad_()
on_real, on_fake = discriminator(x), discriminator(fake)
norms = lambda logits, at: torch.autograd.grad(logits.sum(), at, create_graph=True)[0].square().sum((1, 2, 3)).mean()
penalty = course(1, 0.1) * gamma / 2 * (norms(on_real, x) + norms(on_fake, fake))
d = update(F.softplus(on_fake - on_real).mean() + penalty, discriminator.weights.all)
made = generator(of_g)
g = update(F.softplus(discriminator(real) - discriminator(made)).mean(), generator.weights.all)
print(json.dumps(dict(made_with=dict(torch=torch.__version__), made=summary([made])[0], discriminator=d, generator=g), separators=(',', ':')))
