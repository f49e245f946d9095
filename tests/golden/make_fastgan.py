"""Golden numbers from PyTorch for the layers of FastGAN (Liu et al. 2021) and for spectral normalisation.

    python tests/golden/make_fastgan.py > tests/golden/fastgan.json

Each case is one forward and backward pass: input x, weights by our names, upstream gradient dy; then y, dx and the
weights' gradients, and what spectral normalisation leaves in its vectors. The last is R1 through such layers.
"""
import json
import numpy as np
import torch
import torch.nn.functional as F
from torch.nn.utils.parametrizations import spectral_norm
from layouts import first, flat, last, oihw, shaped

rng = np.random.default_rng(22)
draw = lambda *shape: rng.normal(size=shape).astype('float32')


def up_conv(x, w, prefix=''):
    doubled = F.interpolate(first(x), scale_factor=2, mode='nearest')
    return last(F.conv2d(doubled, oihw(w[prefix + 'kernel']), w[prefix + 'bias'], padding=1))


def excited(x, w):
    y = up_conv(x, w, 'chain.1.upConv.')
    small = F.adaptive_avg_pool2d(first(x), 4)
    squeeze = w['chain.2.excite.squeeze'].reshape(4, 4, x.shape[3], y.shape[3])
    gate = torch.sigmoid(F.silu(F.conv2d(small, oihw(squeeze))).flatten(1) @ w['chain.2.excite.gate'])
    return y * gate[:, None, None, :]


def conv(x, kernel, bias, stride):
    """ "same" padding of a 4×4 kernel at stride 2 puts 1 on every side."""
    return last(F.conv2d(first(x), oihw(kernel), bias, stride=stride, padding=(kernel.shape[0] - stride) // 2))


class Normalised:
    """PyTorch's spectral_norm around a weight of ours; its vectors start at ours."""

    def __init__(self, kernel, u, v, image):
        self.image = image
        size, channels, filters = kernel.shape[0], kernel.shape[-2], kernel.shape[-1]
        module = torch.nn.Conv2d(channels, filters, size, bias=False) if image else torch.nn.Linear(channels, filters, bias=False)
        module = spectral_norm(module)
        self.norm = module.parametrizations.weight[0]
        order = lambda a: a.reshape(size, size, channels).permute(2, 0, 1).reshape(-1) if image else a.reshape(-1)
        self.back = lambda a: a.reshape(channels, size, size).permute(1, 2, 0).reshape(-1, 1) if image else a.reshape(-1, 1)
        with torch.no_grad():
            self.norm._u.copy_(u.reshape(-1))
            self.norm._v.copy_(order(v))

    def __call__(self, kernel, training):
        self.norm.train(training)
        weight = oihw(kernel) if self.image else kernel.T
        out = self.norm(weight)
        return out.permute(2, 3, 1, 0) if self.image else out.T

    def vectors(self):
        return dict(spectralOut=shaped(self.norm._u.reshape(-1, 1)), spectralIn=shaped(self.back(self.norm._v)))


def spectral_vectors(kernel):
    """One step of the power iteration from a random start: near the singular vectors, and not there yet."""
    matrix = kernel.reshape(-1, kernel.shape[-1])
    u = matrix.T @ draw(matrix.shape[0], 1)
    v = matrix @ u
    return u / np.linalg.norm(u), v / np.linalg.norm(v)


cases = []


def case(name, x, weights, run, fixed=None, training=True, after=None):
    """`fixed`: weights that are not trained."""
    t = torch.tensor(x, requires_grad=True)
    w = {n: torch.tensor(v, requires_grad=True) for n, v in weights.items()}
    y = run(t, w)
    dy = draw(*y.shape)
    dx, *dw = torch.autograd.grad((y * torch.tensor(dy)).sum(), [t, *w.values()])
    cases.append(dict(name=name, x=shaped(x), weights={n: shaped(v) for n, v in {**weights, **(fixed or {})}.items()}, training=training,
                      dy=flat(dy), y=shaped(y), dx=flat(dx), gradients={n: flat(g) for n, g in zip(w, dw)}, after=after() if after else {}))


case('upConv', draw(2, 3, 5, 2), {'kernel': draw(3, 3, 2, 3), 'bias': draw(3)}, up_conv)
case('glu', draw(2, 3, 3, 6), {}, lambda x, w: last(F.glu(first(x), dim=1)))
case('excite', draw(2, 8, 8, 2), {'chain.1.upConv.kernel': draw(3, 3, 2, 3), 'chain.1.upConv.bias': draw(3), 'chain.2.excite.squeeze': draw(32, 3) * 0.3, 'chain.2.excite.gate': draw(3, 3)}, excited)

for name, shape, image, training in [('conv-spectral', (4, 4, 2, 3), True, True), ('conv-spectral-inference', (4, 4, 2, 3), True, False), ('dense-spectral', (6, 4), False, True)]:
    kernel, bias = draw(*shape), draw(shape[-1])
    u, v = spectral_vectors(kernel)
    n = Normalised(torch.tensor(kernel), torch.tensor(u), torch.tensor(v), image)
    case(name, draw(2, 6, 6, 2) if image else draw(3, 6), {'kernel': kernel, 'bias': bias},
         (lambda x, w: conv(x, n(w['kernel'], training), w['bias'], 2)) if image else (lambda x, w: x @ n(w['kernel'], training) + w['bias']),
         fixed={'spectralOut': u, 'spectralIn': v}, training=training, after=n.vectors)

# R1 (γ = 10) through a small discriminator whose every kernel is spectrally normalised.
weights = {'0.conv.kernel': draw(4, 4, 2, 4), '0.conv.bias': draw(4), '2.conv.kernel': draw(4, 4, 4, 3), '2.conv.bias': draw(3), '5.dense.kernel': draw(12, 1), '5.dense.bias': draw(1)}
fixed, norms = {}, {}
for layer in ['0.conv', '2.conv', '5.dense']:
    kernel = weights[layer + '.kernel']
    fixed[layer + '.spectralOut'], fixed[layer + '.spectralIn'] = spectral_vectors(kernel)
    norms[layer] = Normalised(torch.tensor(kernel), torch.tensor(fixed[layer + '.spectralOut']), torch.tensor(fixed[layer + '.spectralIn']), 'conv' in layer)
real = draw(3, 8, 8, 2)
w = {n: torch.tensor(v, requires_grad=True) for n, v in weights.items()}
x = torch.tensor(real, requires_grad=True)
y = F.leaky_relu(conv(x, norms['0.conv'](w['0.conv.kernel'], True), w['0.conv.bias'], 2), 0.2)
y = F.leaky_relu(conv(y, norms['2.conv'](w['2.conv.kernel'], True), w['2.conv.bias'], 2), 0.2)
y = y.reshape(3, 12) @ norms['5.dense'](w['5.dense.kernel'], True) + w['5.dense.bias']
g, = torch.autograd.grad(y.sum(), x, create_graph=True)
value = 10 / 2 * g.square().sum(dim=(1, 2, 3)).mean()
grads = torch.autograd.grad(value, list(w.values()), allow_unused=True)
r1 = dict(real=shaped(real), weights={n: shaped(v) for n, v in {**weights, **fixed}.items()}, value=value.item(),
          gradients={n: flat(g) if g is not None else [0.0] * t.numel() for (n, t), g in zip(w.items(), grads)})

print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=cases, r1=r1), separators=(',', ':')))
