"""Golden numbers of progressive growing from PyTorch: both phases' losses, gradients and first Adam update at three stages, two of
them while a level fades in (Karras et al. 2018).

    python tests/golden/make_progan.py > tests/golden/progan.json

Pictures are [batch, height, width, channels], kernels [height, width, in, out], as they are in Atelier. Weights, pictures, latents
and mixtures follow from formulas in whole numbers, which the test computes too.
"""
import json
import math
import torch
import torch.nn.functional as F
from layouts import first, last, network, pattern

base, most, latent, batch, channels, size = 32, 8, 6, 4, 3, 16
rate, gamma, epsilon = 1e-3, 10.0, 0.001

leaky = lambda x: F.leaky_relu(x, 0.2)
at = lambda stage: min(most, base // 2 ** (stage + 1))


def conv(w, x, filters, side, gain):
    kernel = w.take(side, side, x.shape[3], filters) * (gain / math.sqrt(side * side * x.shape[3]))
    return last(F.conv2d(first(x), kernel.permute(3, 2, 0, 1), w.take(filters), padding=side // 2))


def dense(w, x, units, gain, bias=True):
    y = x @ (w.take(x.shape[1], units) * (gain / math.sqrt(x.shape[1])))
    return y + w.take(units) if bias else y


norm = lambda x: x / (x.square().mean(-1, keepdim=True) + 1e-8).sqrt()
up = lambda x: last(F.interpolate(first(x), scale_factor=2, mode='nearest'))
down = lambda x: last(F.avg_pool2d(first(x), 2))
normed = lambda w, x, filters: norm(leaky(conv(w, x, filters, 3, math.sqrt(2))))
fade = lambda old, new, share: (1 - share) * old + share * new


def generator_(stage, share):
    def build(w, z):
        x = dense(w, norm(z), 16 * at(0), math.sqrt(2) / 4, bias=False).reshape(-1, 4, 4, at(0))
        x = normed(w, norm(leaky(x + w.take(at(0)))), at(0))
        for level in range(1, stage):
            x = normed(w, normed(w, up(x), at(level)), at(level))
        if stage == 0:
            return conv(w, x, channels, 1, 1)
        new = normed(w, normed(w, up(x), at(stage)), at(stage))
        old = up(conv(w, x, channels, 1, 1))
        return fade(old, conv(w, new, channels, 1, 1), share)
    return build


def deviation(x):
    # One group of four: the whole batch.
    spread = (x.var(0, unbiased=False) + 1e-8).sqrt().mean()
    return torch.cat([x, spread.expand(*x.shape[:3], 1)], 3)


def discriminator_(stage, share):
    def shrunk(w, x, level):
        return down(leaky(conv(w, leaky(conv(w, x, at(level), 3, math.sqrt(2))), at(level - 1), 3, math.sqrt(2))))

    def seen(w, x, level):
        return leaky(conv(w, x, at(level), 1, math.sqrt(2)))

    def build(w, x):
        if stage == 0:
            x = seen(w, x, 0)
        else:
            new = shrunk(w, seen(w, x, stage), stage)
            x = fade(seen(w, down(x), stage - 1), new, share)
            for level in range(stage - 1, 0, -1):
                x = shrunk(w, x, level)
        x = leaky(conv(w, deviation(x), at(0), 3, math.sqrt(2)))
        x = leaky(dense(w, x.reshape(batch, -1), at(0), math.sqrt(2)))
        return dense(w, x, 1, 1)
    return build


def summary(tensors):
    """The length of each, and some of it."""
    return [dict(length=float((m := t.detach().double()).norm()), some=[float(m.ravel()[(37 * j) % m.numel()]) for j in range(6)]) for t in tensors]


def update(loss, weights):
    gradients = torch.autograd.grad(loss, weights)
    before = [w.detach().clone() for w in weights]
    # ε outside the correction is PyTorch's times √(1 − β2) at the first update.
    adam = torch.optim.Adam(weights, rate, (0.0, 0.99), 1e-8 / math.sqrt(1 - 0.99))
    for w, g in zip(weights, gradients):
        w.grad = g
    adam.step()
    return dict(loss=loss.item(), gradients=summary(gradients), moved=summary([w.detach() - b for w, b in zip(weights, before)]))


def stage(index, share):
    generator, discriminator = network(generator_(index, share), 0, 1.5), network(discriminator_(index, share), 100, 1.5)
    whole = pattern([batch, size, size, channels], 7).float()
    for _ in range(2 - index):
        whole = down(whole)
    real = whole if index == 0 else fade(up(down(whole)), whole, share)
    of_d, of_g = pattern([batch, latent], 8).float(), pattern([batch, latent], 9).float()
    mix = ((pattern([batch, 1, 1, 1], 10) + 1) / 2).float()
    with torch.no_grad():
        discriminator(generator(of_d))
    fake = generator(of_d).detach()
    on_real, on_fake = discriminator(real), discriminator(fake)
    between = (mix * real + (1 - mix) * fake).requires_grad_()
    gradient, = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
    penalty = gamma * ((gradient.square().sum((1, 2, 3)) + 1e-12).sqrt() - 1).square().mean()
    d = update(on_fake.mean() - on_real.mean() + penalty + epsilon * on_real.square().mean(), discriminator.weights.all)
    made = generator(of_g)
    g = update(-discriminator(made).mean(), generator.weights.all)
    return dict(stage=index, share=share, made=summary([made])[0], discriminator=d, generator=g)


print(json.dumps(dict(made_with=dict(torch=torch.__version__), stages=[stage(0, 1.0), stage(1, 0.3), stage(2, 0.7)]), separators=(',', ':')))
