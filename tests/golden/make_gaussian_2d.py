"""The GAN on points in the plane, in PyTorch: how its losses and its map end, for 20 seeds. Minutes. Run: python make_gaussian_2d.py"""
import json
import pathlib

import torch
from torch import nn
from torch.nn.functional import softplus

torch.set_num_threads(1)
torch.manual_seed(0)
A, b = torch.tensor([[1, 2], [-0.1, 0.5]]), torch.tensor([1.0, 2.0])
X = torch.randn(1000, 2) @ A + b


def ending(seed):
    torch.manual_seed(seed + 1)
    generator = nn.Linear(2, 2)
    discriminator = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 3), nn.Tanh(), nn.Linear(3, 1))
    for network in (generator, discriminator):
        for weight in network.parameters():
            nn.init.normal_(weight, 0, 0.02) if weight.ndim == 2 else nn.init.zeros_(weight)
    adam_d = torch.optim.Adam(discriminator.parameters(), 0.05, eps=1e-7)
    adam_g = torch.optim.Adam(generator.parameters(), 0.005, eps=1e-7)
    epochs = []
    for _ in range(20):
        order, sums = torch.randperm(1000), [0, 0]
        for i in range(125):
            real, z = X[order[8 * i:8 * i + 8]], torch.randn(8, 2)
            d = (softplus(-discriminator(real)).mean() + softplus(discriminator(generator(z).detach())).mean()) / 2
            adam_d.zero_grad()
            d.backward()
            adam_d.step()
            g = softplus(-discriminator(generator(torch.randn(8, 2)))).mean()
            adam_g.zero_grad()
            g.backward()
            adam_g.step()
            sums = [sums[0] + d.item() / 125, sums[1] + g.item() / 125]
        epochs.append(sums)
    weight = generator.weight.detach()
    covariance = weight @ weight.T
    rounded = lambda values: [round(float(value), 3) for value in values]
    return {"losses": rounded(sum(epoch[k] for epoch in epochs[-5:]) / 5 for k in (0, 1)), "mean": rounded(generator.bias.detach()),
            "covariance": rounded((covariance[0, 0], covariance[0, 1], covariance[1, 1]))}


found = {"made_with": {"torch": torch.__version__}, "endings": [ending(seed) for seed in range(20)]}
(pathlib.Path(__file__).parent / "gaussian-2d.json").write_text(json.dumps(found))
