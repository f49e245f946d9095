"""Golden numbers of differentiable augmentation, made with PyTorch by indexing instead of matrix products.

    python tests/golden/make_augment.py > tests/golden/augment.json
"""
import json
import numpy as np
import torch

rng = np.random.default_rng(23)
B, H, W, C = 6, 8, 10, 3
x = torch.tensor(rng.uniform(-1, 1, size=(B, H, W, C)).astype('float32'), requires_grad=True)
u = rng.uniform(size=(B, 7)).astype('float32')
dy = torch.tensor(rng.normal(size=(B, H, W, C)).astype('float32'))
flat = lambda a: [round(float(v), 6) for v in a.detach().numpy().ravel()]
col = lambda i: torch.tensor(u[:, i]).reshape(B, 1, 1, 1)


def colour(x):
    x = x + (col(0) - .5)
    mean = x.mean(3, keepdim=True)
    x = (x - mean) * (col(1) * 2) + mean
    mean = x.mean((1, 2, 3), keepdim=True)
    return (x - mean) * (col(2) + .5) + mean


def translation(x):
    out = []
    for b in range(B):
        shifts = []
        for size, share in ((H, u[b, 3]), (W, u[b, 4])):
            most = int(size * .125 + .5)
            shifts.append(int(np.floor(share * np.float32(2 * most + 1))) - most)
        rows = [torch.stack([x[b, r + shifts[0], c + shifts[1]] if 0 <= r + shifts[0] < H and 0 <= c + shifts[1] < W else torch.zeros(C)
                             for c in range(W)]) for r in range(H)]
        out.append(torch.stack(rows))
    return torch.stack(out)


def cutout(x):
    mask = torch.ones(B, H, W, 1)
    for b in range(B):
        spans = []
        for size, share in ((H, u[b, 5]), (W, u[b, 6])):
            hole = int(size * .5 + .5)
            first = int(np.floor(share * np.float32(size + 1 - hole % 2))) - hole // 2
            spans.append((max(0, first), max(0, first + hole)))
        mask[b, spans[0][0]:spans[0][1], spans[1][0]:spans[1][1]] = 0
    return x * mask


cases = {'colour': colour, 'translation': translation, 'cutout': cutout, 'all': lambda x: cutout(translation(colour(x)))}
out = {}
for name, f in cases.items():
    y = f(x)
    dx, = torch.autograd.grad((y * dy).sum(), x)
    out[name] = dict(y=flat(y), dx=flat(dx))
print(json.dumps(dict(made_with=dict(torch=torch.__version__), shape=[B, H, W, C], x=flat(x), draws=[float(v) for v in u.ravel()], dy=flat(dy), cases=out), separators=(',', ':')))
