"""Golden numbers for the layers that are told classes, made with PyTorch.

    python tests/golden/make_labels.py > tests/golden/labels.json

Each case: input x, labels, the embedding's table, upstream gradient dy; then y, dx and the table's gradient.
"""
import json
import torch

torch.manual_seed(7)
flat = lambda t: [round(float(v), 7) for v in t.detach().ravel()]
shaped = lambda t: {'shape': list(t.shape), 'values': flat(t)}
cases = []


def case(name, x, size, join):
    embedding = torch.nn.Embedding(4, size)
    labels = torch.tensor([2, 0, 2])
    x.requires_grad_()
    y = join(x, embedding(labels))
    dy = torch.randn_like(y)
    (y * dy).sum().backward()
    cases.append(dict(name=name, x=shaped(x), labels=labels.tolist(), embedding=shaped(embedding.weight), dy=shaped(dy),
                      y=shaped(y), dx=flat(x.grad), dEmbedding=flat(embedding.weight.grad)))


case('labelVector', torch.randn(3, 5), 6, lambda x, e: torch.cat([x, e], 1))
# Pictures are [height, width, channels] here.
case('labelPlane', torch.randn(3, 2, 4, 3), 8, lambda x, e: torch.cat([x, e.reshape(3, 2, 4, 1)], 3))
case('labelPlane', torch.randn(3, 2, 4, 3), 16, lambda x, e: torch.cat([x, e.reshape(3, 2, 4, 2)], 3))
print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=cases), separators=(',', ':')))
