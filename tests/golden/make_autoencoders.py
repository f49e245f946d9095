"""Golden values and gradients of autoencoders' losses, and quantiles of N(0, 1), made with PyTorch.

    python tests/golden/make_autoencoders.py > tests/golden/autoencoders.json
"""
import json
import math
import numpy as np
import torch
import torch.nn.functional as F
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

rng = np.random.default_rng(31)
shape = (3, 4, 4, 2)
logits = torch.tensor(rng.normal(size=shape).astype('float32') * 2, requires_grad=True)
wanted = torch.tensor(rng.integers(0, 256, size=shape).astype('float32') / 255)
mean = torch.tensor(rng.normal(size=(3, 5)).astype('float32') * 2, requires_grad=True)
log_variance = torch.tensor(rng.normal(size=(3, 5)).astype('float32') * 2, requires_grad=True)
flat = lambda a: [round(float(v), 7) for v in a.detach().numpy().ravel()]
size = math.prod(shape[1:])

mse = F.mse_loss(torch.sigmoid(logits), wanted)
LOSSES = {
    'absolute': F.l1_loss(torch.sigmoid(logits), wanted),
    'bernoulli': -Independent(Bernoulli(logits=logits, validate_args=False), 3).log_prob(wanted).mean(),
    # The likelihood under the deviation that fits best; its gradient through that deviation is zero.
    'gaussian': -Independent(Normal(torch.sigmoid(logits), mse.sqrt()), 3).log_prob(wanted).mean(),
}
kl = kl_divergence(Independent(Normal(mean, torch.exp(log_variance / 2)), 1), Independent(Normal(torch.zeros(5), torch.ones(5)), 1)).mean()
by_mean, by_log_variance = torch.autograd.grad(kl, [mean, log_variance])
shares = [1e-4, 0.01, 0.05, 0.25, 0.5, 0.6, 0.95, 0.999]
print(json.dumps(dict(
    made_with=dict(torch=torch.__version__), shape=shape, logits=flat(logits), wanted=flat(wanted),
    losses={name: dict(value=loss.item(), byLogits=flat(torch.autograd.grad(loss, [logits], retain_graph=True)[0])) for name, loss in LOSSES.items()},
    kl=dict(mean=flat(mean), logVariance=flat(log_variance), value=kl.item(), byMean=flat(by_mean), byLogVariance=flat(by_log_variance)),
    quantiles=[[p, round(torch.special.ndtri(torch.tensor(p, dtype=torch.float64)).item(), 9)] for p in shares]), separators=(',', ':')))
