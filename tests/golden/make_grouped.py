"""Golden numbers from PyTorch for the layers of R3GAN: grouped convolutions, and the products its networks begin and end with.

    python tests/golden/make_grouped.py > tests/golden/grouped.json

Each case is one forward and backward pass: input x, weights by our names, upstream gradient dy; then y, dx and the
weights' gradients.
"""
import json
import torch
import torch.nn.functional as F
from layouts import Cases, first, last, oihw

cases = Cases(41)
case, draw = cases.add, cases.draw

grouped = lambda groups: lambda x, w: last(F.conv2d(first(x), oihw(w['kernel']), w['bias'], padding=1, groups=groups))
case('groupedConv', draw(2, 4, 5, 6), {'kernel': draw(3, 3, 2, 9), 'bias': draw(9)}, grouped(3))
case('groupedConv-1', draw(2, 4, 4, 3), {'kernel': draw(3, 3, 3, 4), 'bias': draw(4)}, grouped(1))
case('groupedConv-each', draw(2, 3, 4, 4), {'kernel': draw(3, 3, 1, 4), 'bias': draw(4)}, grouped(4))
case('basis', draw(3, 5), {'map': draw(4, 4, 5)}, lambda x, w: x[:, None, None, :] * w['map'])
# A depthwise convolution as large as its map, without padding.
case('basis-back', draw(3, 4, 4, 5), {'map': draw(4, 4, 5)},
     lambda x, w: F.conv2d(first(x), w['map'].permute(2, 0, 1)[:, None], groups=5)[:, :, 0, 0])

print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=cases.all), separators=(',', ':')))
