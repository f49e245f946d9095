"""Golden second-order gradients from PyTorch: R1, R2 and WGAN-GP on a small strided-convolution LeakyReLU discriminator; and LeCam.

    python tests/golden/make_penalties.py > tests/golden/penalties.json
"""
import json
import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(21)
draw = lambda *shape: rng.normal(size=shape).astype('float32')
flat = lambda a: [round(float(v), 7) for v in np.asarray(a).ravel()]

# NHWC pictures and HWIO kernels, as ours are; PyTorch wants NCHW and OIHW.
shapes = {'k1': [5, 5, 2, 4], 'b1': [4], 'k2': [5, 5, 4, 6], 'b2': [6], 'w': [24, 1], 'b': [1]}
weights = {name: draw(*shape) * 0.3 for name, shape in shapes.items()}
real, fake = draw(3, 8, 8, 2), draw(3, 8, 8, 2)
mix = rng.uniform(size=(3, 1, 1, 1)).astype('float32')
p = {name: torch.tensor(value, requires_grad=True) for name, value in weights.items()}


def conv(x, kernel, bias):
    # "same" at stride 2 with a 5×5 kernel on even sides pads 1 before and 2 after.
    return F.conv2d(F.pad(x, (1, 2, 1, 2)), kernel.permute(3, 2, 0, 1), bias, stride=2)


def discriminator(x):
    x = F.leaky_relu(conv(x.permute(0, 3, 1, 2), p['k1'], p['b1']), 0.2)
    x = F.leaky_relu(conv(x, p['k2'], p['b2']), 0.2)
    return x.permute(0, 2, 3, 1).reshape(x.shape[0], -1) @ p['w'] + p['b']


def report(value):
    grads = torch.autograd.grad(value, list(p.values()), allow_unused=True)
    return dict(value=value.item(), gradients={n: flat(g) if g is not None else [0.0] * v.numel() for (n, v), g in zip(p.items(), grads)})


x = torch.tensor(real, requires_grad=True)
g, = torch.autograd.grad(discriminator(x).sum(), x, create_graph=True)
r1 = report(10 / 2 * g.square().sum(dim=(1, 2, 3)).mean())

x = torch.tensor(fake, requires_grad=True)
g, = torch.autograd.grad(discriminator(x).sum(), x, create_graph=True)
r2 = report(10 / 2 * g.square().sum(dim=(1, 2, 3)).mean())

between = torch.tensor(real * mix + fake * (1 - mix), requires_grad=True)
g, = torch.autograd.grad(discriminator(between).sum(), between, create_graph=True)
gp = report(10 * (g.square().sum(dim=(1, 2, 3)).sqrt() - 1).square().mean())

# LeCam (Tseng et al. 2021, equation 5): what D says of one side, and what it lately said of the other.
on_real, on_fake = (torch.tensor(draw(5, 1), requires_grad=True) for _ in range(2))
average_real, average_fake = 0.7, -0.4
value = 0.3 * (F.mse_loss(on_real, torch.full_like(on_real, average_fake)) + F.mse_loss(on_fake, torch.full_like(on_fake, average_real)))
by_real, by_fake = torch.autograd.grad(value, [on_real, on_fake])
moved = lambda average, logits, decay: decay * average + (1 - decay) * logits.mean().item()
lecam = dict(real=flat(on_real.detach()), fake=flat(on_fake.detach()), averageReal=average_real, averageFake=average_fake, value=value.item(),
             byReal=flat(by_real), byFake=flat(by_fake), movedReal=moved(average_real, on_real, 0.99), movedFake=moved(average_fake, on_fake, 0.99))

print(json.dumps(dict(made_with=dict(torch=torch.__version__), weights={n: dict(shape=shapes[n], values=flat(v)) for n, v in weights.items()},
                      real=flat(real), fake=flat(fake), mix=flat(mix), r1=r1, r2=r2, gradientPenalty=gp, lecam=lecam), separators=(',', ':')))
