"""Golden numbers for what pairs of pictures bring to a GAN, made with PyTorch: the layer that is told a picture, and a
generator's loss with the difference to the target (Isola et al. 2017, equation 4).

    python tests/golden/make_pairs.py > tests/golden/pairs.json

Pictures are [batch, height, width, channels], kernels [height, width, in, out], as they are in Atelier.
"""
import json
import torch
import torch.nn.functional as F

torch.manual_seed(11)
flat = lambda t: [round(float(v), 7) for v in t.detach().ravel()]
shaped = lambda t: {'shape': list(t.shape), 'values': flat(t)}


def same_conv(x, kernel, bias, stride):
    """TensorFlow's "same": what does not divide evenly is padded below and to the right."""
    size, k = x.shape[1], kernel.shape[0]
    total = max(0, (-(-size // stride) - 1) * stride + k - size)
    x = F.pad(x.permute(0, 3, 1, 2), [total // 2, total - total // 2] * 2)
    return F.conv2d(x, kernel.permute(3, 2, 0, 1), bias, stride).permute(0, 2, 3, 1)


# Two convolutions of stride 2 find [2, 2, 4] in a picture of [8, 8, 3], which joins [2, 2, 5].
leaf = lambda *shape: torch.randn(*shape).requires_grad_()
x, condition = leaf(3, 2, 2, 5), leaf(3, 8, 8, 3)
weights = [leaf(5, 5, 3, 2), leaf(2), leaf(5, 5, 2, 4), leaf(4)]
found = F.leaky_relu(same_conv(condition, weights[0], weights[1], 2), 0.2)
found = F.leaky_relu(same_conv(found, weights[2], weights[3], 2), 0.2)
y = torch.cat([x, found], 3)
dy = torch.randn_like(y)
(y * dy).sum().backward()
layer = dict(x=shaped(x), condition=shaped(condition), weights=[shaped(w) for w in weights], dy=shaped(dy), y=shaped(y),
             dx=flat(x.grad), dCondition=flat(condition.grad), dWeights=[flat(w.grad) for w in weights])

# D here is one product with the joint picture; G's picture is a leaf.
made, target, told = leaf(2, 4, 4, 3), torch.rand(2, 4, 4, 3) * 2 - 1, torch.rand(2, 4, 4, 3) * 2 - 1
judge = torch.randn(4 * 4 * 6, 1) / 10
weight = 100
logits = torch.cat([told, made], 3).flatten(1) @ judge
adversarial, difference = F.softplus(-logits).mean(), F.l1_loss(made, target)
(adversarial + weight * difference).backward()
loss = dict(made=shaped(made), target=shaped(target), input=shaped(told), judge=shaped(judge), weight=weight,
            adversarial=adversarial.item(), difference=difference.item(), dMade=flat(made.grad))

print(json.dumps(dict(made_with=dict(torch=torch.__version__), layer=layer, loss=loss), separators=(',', ':')))
