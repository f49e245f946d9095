"""Golden numbers of multi-scale structural similarity, from scipy's two-dimensional convolutions; where pictures are
large enough for it, pytorch-msssim has to agree.

    python tests/golden/make_ms_ssim.py > tests/golden/ms-ssim.json

Pictures are made of integers by a formula that the test repeats: nothing but the values is stored.
"""
import json
import numpy as np
import pytorch_msssim
import scipy
import torch
from scipy.signal import convolve2d

PAPER = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
axis = np.arange(11) - 5
window = np.exp(-(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * 1.5 ** 2))
window /= window.sum()


def picture(kind, height, width, channels):
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return {
        'waves': (128 + 100 * np.sin(x / 5 + c) * np.cos(y / 7)).astype(int),
        'blocks': ((x // 6 + y // 4 + c) % 3) * 90 + (x * 7 + y * 13) % 20,
        'noise': (x * 7919 + y * 104729 + c * 1299709 + x * y * 31 + x * x * 17) % 256,
        'faint': 40 + (x * 3 + y * 5 + c) % 23,
    }[kind]


def channel(x, y, scales):
    weights = PAPER[:scales] / PAPER[:scales].sum() * PAPER.sum()
    value = 1.0
    for scale in range(scales):
        if scale:
            h, w = x.shape[0] // 2, x.shape[1] // 2
            x, y = (a[:2 * h, :2 * w].reshape(h, 2, w, 2).mean((1, 3)) for a in (x, y))
        blur = lambda a: convolve2d(a, window, mode='valid')
        mx, my = blur(x), blur(y)
        sxx, syy, sxy = blur(x * x) - mx ** 2, blur(y * y) - my ** 2, blur(x * y) - mx * my
        cs = (2 * sxy + C2) / (sxx + syy + C2)
        l = (2 * mx * my + C1) / (mx ** 2 + my ** 2 + C1)
        value *= max(0.0, (l * cs if scale == scales - 1 else cs).mean()) ** weights[scale]
    return value


def ms_ssim(a, b):
    scales = 0
    while scales < 5 and min(a.shape[:2]) / 2 ** scales >= 11:
        scales += 1
    return float(np.mean([channel(a[..., c].astype(float), b[..., c].astype(float), scales) for c in range(a.shape[2])]))


cases = []
for shape in [(28, 28, 1), (28, 28, 3), (64, 64, 3), (50, 33, 3), (176, 176, 1), (192, 192, 3)]:
    for kinds in [('waves', 'blocks'), ('waves', 'faint'), ('blocks', 'noise'), ('noise', 'faint')]:
        a, b = (picture(kind, *shape) for kind in kinds)
        value = ms_ssim(a, b)
        if shape[0] >= 176:
            # Its own window is made in float32, which moves the fifth digit.
            line = torch.tensor(window.sum(0)).repeat(shape[2], 1, 1, 1)
            other = pytorch_msssim.ms_ssim(*(torch.tensor(p.transpose(2, 0, 1)[None].astype('float64')) for p in (a, b)), data_range=255, win=line).item()
            assert abs(other - value) < 1e-6, (shape, kinds, other, value)
        cases.append(dict(shape=shape, kinds=kinds, value=round(value, 9)))
    # Not only pictures that have nothing in common.
    a = picture('waves', *shape)
    b = np.clip(a + (picture('noise', *shape) - 128) // 8, 0, 255)
    cases.append(dict(shape=shape, kinds=['waves', 'noisy waves'], value=round(ms_ssim(a, b), 9)))
print(json.dumps(dict(made_with=dict(scipy=scipy.__version__, torch=torch.__version__), cases=cases)))
