"""Golden numbers of pooling to a grid of 4×4, from PyTorch's adaptive_max_pool2d.

    python tests/golden/make_pooling.py > tests/golden/pooling.json
"""
import json
import torch
from torch.nn.functional import adaptive_max_pool2d

cases = []
for side in (4, 5, 7, 8, 10, 14, 16):
    y, x, c = torch.meshgrid(torch.arange(side), torch.arange(side), torch.arange(2), indexing='ij')
    # The test repeats this formula.
    picture = ((x * 37 + y * 101 + c * 53 + x * y * 29) % 97).float()
    pooled = adaptive_max_pool2d(picture.permute(2, 0, 1)[None], 4)[0].permute(1, 2, 0)
    cases.append({'side': side, 'pooled': [int(v) for v in pooled.flatten()]})
print(json.dumps(cases))
