"""Golden values and gradients of every objective, made with PyTorch.

    python tests/golden/make_losses.py > tests/golden/losses.json
"""
import json
import numpy as np
import torch
import torch.nn.functional as F

rng = np.random.default_rng(22)
real = torch.tensor(rng.normal(size=(7, 1)).astype('float32') * 3, requires_grad=True)
fake = torch.tensor(rng.normal(size=(7, 1)).astype('float32') * 3, requires_grad=True)
flat = lambda a: [round(float(v), 7) for v in a.detach().numpy().ravel()]
one, zero = torch.ones_like(real), torch.zeros_like(real)
bce = F.binary_cross_entropy_with_logits

LOSSES = {
    'non-saturating': ((bce(real, one) + bce(fake, zero)) / 2, bce(fake, one)),
    'minimax': ((bce(real, one) + bce(fake, zero)) / 2, torch.log(1 - torch.sigmoid(fake.double())).mean().float()),
    'least-squares': (F.mse_loss(real, one) / 2 + F.mse_loss(fake, zero) / 2, F.mse_loss(fake, one) / 2),
    'hinge': (F.relu(1 - real).mean() + F.relu(1 + fake).mean(), -fake.mean()),
    'wasserstein': (fake.mean() - real.mean(), -fake.mean()),
    'relativistic': (F.softplus(fake - real).mean(), F.softplus(real - fake).mean()),
}
out = {}
for name, (d, g) in LOSSES.items():
    by_real, by_fake = torch.autograd.grad(d, [real, fake], retain_graph=True)
    by_generator, = torch.autograd.grad(g, [fake], retain_graph=True)
    out[name] = dict(discriminator=d.item(), generator=g.item(), byReal=flat(by_real), byFake=flat(by_fake), byGenerator=flat(by_generator))
print(json.dumps(dict(made_with=dict(torch=torch.__version__), real=flat(real), fake=flat(fake), losses=out), separators=(',', ':')))
