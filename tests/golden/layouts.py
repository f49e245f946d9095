"""What the scripts of golden numbers share: layouts, numbers as JSON, layer cases, and networks whose weights follow a rule.

Atelier's pictures are NHWC and its kernels HWIO; PyTorch wants NCHW and OIHW.
"""
import numpy as np
import torch

first = lambda x: x.permute(0, 3, 1, 2)
last = lambda x: x.permute(0, 2, 3, 1)
oihw = lambda k: k.permute(3, 2, 0, 1)
count = lambda shape: int(torch.tensor(shape).prod())


def flat(t, digits=7):
    """Numbers of a tensor or array, one after another."""
    return [round(float(v), digits) for v in np.asarray(t.detach() if isinstance(t, torch.Tensor) else t).ravel()]


shaped = lambda t: dict(shape=list(t.shape), values=flat(t))


class Cases:
    """Layers' cases: one forward and backward pass each, upstream gradients drawn."""

    def __init__(self, seed):
        self.rng, self.all = np.random.default_rng(seed), []

    def draw(self, *shape):
        return self.rng.normal(size=shape).astype('float32')

    def add(self, name, x, weights, run):
        t = torch.tensor(x, requires_grad=True)
        w = {n: torch.tensor(v, requires_grad=True) for n, v in weights.items()}
        y = run(t, w)
        dy = self.draw(*y.shape)
        dx, *dw = torch.autograd.grad((y * torch.tensor(dy)).sum(), [t, *w.values()])
        self.all.append(dict(name=name, x=shaped(x), weights={n: shaped(v) for n, v in weights.items()}, training=True,
                             dy=flat(dy), y=shaped(y), dx=flat(dx), gradients={n: flat(g) for n, g in zip(w, dw)}))


def pattern(shape, k):
    """Numbers in [−1, 1) for the k-th weight, by a formula in whole numbers."""
    i = torch.arange(count(shape), dtype=torch.int64)
    return (((i * 7919 + i * i % 1009 * 31 + k * 104729) % 2003).double() / 1001.5 - 1).reshape(shape)


class Weights:
    """Weights by the pattern, in the order in which a network asks for them."""

    def __init__(self, offset, scale):
        self.k, self.scale, self.all, self.at = offset, scale, [], 0

    def take(self, *shape, scale=None, mean=0.0):
        shape = list(shape)
        if self.at == len(self.all):
            numbers = mean + (self.scale if scale is None else scale) * pattern(shape, self.k)
            self.all.append(numbers.float().requires_grad_())
            self.k += 1
        weight = self.all[self.at]
        assert list(weight.shape) == shape
        self.at += 1
        return weight


def network(build, offset, scale=1.0):
    """A function of its inputs, with `weights` that stay between calls. build: (weights, input) → output."""
    weights = Weights(offset, scale)

    def call(x):
        weights.at = 0
        return build(weights, x)
    call.weights = weights
    return call
