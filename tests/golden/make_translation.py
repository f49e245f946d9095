"""Golden numbers of pix2pix and CycleGAN from PyTorch: a padded convolution and its transpose, norms and mirrored borders; and both
models' losses, gradients and first Adam update on small networks, written from the papers (arXiv:1611.07004, arXiv:1703.10593).

    python tests/golden/make_translation.py > tests/golden/translation.json

Pictures are [batch, height, width, channels], kernels [height, width, in, out] (transposed: [height, width, out, in]), as they
are in Atelier. Weights and pictures follow from formulas in whole numbers, which the test computes too.
"""
import json
import torch
import torch.nn.functional as F
import layouts
from layouts import first, last, network, pattern

flat = lambda t: layouts.flat(t, 8)


def pictures(count_, size, channels, k):
    i = torch.arange(count_ * size * size * channels, dtype=torch.int64)
    return (((i * 31 + i * i % 8191 * 7 + k * 101) % 256).float() / 127.5 - 1).reshape(count_, size, size, channels)


def conv(w, x, filters, size, stride, pad, bias, scale=0.08):
    kernel = w.take(size, size, x.shape[3], filters, scale=scale)
    offset = w.take(filters, scale=0.1) if bias else None
    return last(F.conv2d(first(x), kernel.permute(3, 2, 0, 1), offset, stride, pad))


def up(w, x, filters, size, pad, extra, bias, scale=0.08):
    kernel = w.take(size, size, filters, x.shape[3], scale=scale)
    offset = w.take(filters, scale=0.1) if bias else None
    return last(F.conv_transpose2d(first(x), kernel.permute(3, 2, 0, 1), offset, 2, pad, extra))


def batch_norm(w, x):
    gamma, beta = w.take(x.shape[3], scale=0.1, mean=1.0), w.take(x.shape[3], scale=0.1)
    return last(F.batch_norm(first(x), None, None, gamma, beta, training=True, eps=1e-5))


# Written out: of one picture whose channels lie last, PyTorch 2.15 gives a wrong gradient of its own instance_norm.
def instance_norm(w, x):
    far = x - x.mean((1, 2), keepdim=True)
    return far / torch.sqrt((far * far).mean((1, 2), keepdim=True) + 1e-5)


mirrored = lambda x, by: last(F.pad(first(x), [by] * 4, mode='reflect'))
leaky = lambda x: F.leaky_relu(x, 0.2)


def u_net(downs, width, norm, bias, channels):
    filters = lambda level: min(2 ** level, 8) * width

    def level(w, x, i):
        y = conv(w, x if i == 0 else leaky(x), filters(i), 4, 2, 1, bias)
        if 0 < i < downs - 1:
            y = norm(w, y)
        if i < downs - 1:
            y = torch.cat([y, level(w, y, i + 1)], 3)
        if i == 0:
            return torch.tanh(up(w, F.relu(y), channels, 4, 1, 0, True))
        return norm(w, up(w, F.relu(y), filters(i - 1), 4, 1, 0, bias))
    return lambda w, x: level(w, x, 0)


def resnet(blocks, width, norm, bias, channels):
    def build(w, x):
        x = F.relu(norm(w, conv(w, mirrored(x, 3), width, 7, 1, 0, bias)))
        x = F.relu(norm(w, conv(w, x, 2 * width, 3, 2, 1, bias)))
        x = F.relu(norm(w, conv(w, x, 4 * width, 3, 2, 1, bias)))
        for _ in range(blocks):
            y = F.relu(norm(w, conv(w, mirrored(x, 1), 4 * width, 3, 1, 0, bias)))
            x = x + norm(w, conv(w, mirrored(y, 1), 4 * width, 3, 1, 0, bias))
        x = F.relu(norm(w, up(w, x, 2 * width, 3, 1, 1, bias)))
        x = F.relu(norm(w, up(w, x, width, 3, 1, 1, bias)))
        return torch.tanh(conv(w, mirrored(x, 3), channels, 7, 1, 0, True))
    return build


def patch_gan(layers, width, norm, bias):
    def build(w, x):
        x = leaky(conv(w, x, width, 4, 2, 1, True))
        for n in range(1, layers + 1):
            x = leaky(norm(w, conv(w, x, min(2 ** n, 8) * width, 4, 1 if n == layers else 2, 1, bias)))
        return conv(w, x, 1, 4, 1, 1, True)
    return build


bce = F.binary_cross_entropy_with_logits
square = lambda logits, label: ((logits - label) ** 2).mean()


def summary(before, after):
    """How far every weight moved: the length of the difference, and some of it."""
    moved = [(a.detach() - b).double() for a, b in zip(after, before)]
    return [dict(length=float(m.norm()), some=[float(m.ravel()[(37 * j) % m.numel()]) for j in range(6)]) for m in moved]


def pix2pix(make):
    generator, discriminator = network(u_net(5, 2, batch_norm, False, 3), 0), network(patch_gan(2, 2, batch_norm, False), 100)
    x, y = pictures(1, 32, 3, 1), pictures(1, 32, 3, 2)
    with torch.no_grad():
        discriminator(torch.cat([x, generator(x)], 3))
    g, d = generator.weights.all, discriminator.weights.all
    before = [w.detach().clone() for w in d + g]
    of_d, of_g = make(d), make(g)
    fake = generator(x)
    loss_d = 0.5 * (bce(real := discriminator(torch.cat([x, y], 3)), torch.ones_like(real)) + bce(made := discriminator(torch.cat([x, fake.detach()], 3)), torch.zeros_like(made)))
    of_d.zero_grad(); loss_d.backward(); of_d.step()
    logits = discriminator(torch.cat([x, fake], 3))
    adversarial, difference = bce(logits, torch.ones_like(logits)), F.l1_loss(fake, y)
    of_g.zero_grad(); (adversarial + 100 * difference).backward(); of_g.step()
    return dict(losses=[v.item() for v in (loss_d, adversarial, difference)], moved=summary(before, d + g), made=flat(fake)[:48])


def cyclegan(make):
    a_to_b, b_to_a = network(resnet(2, 2, instance_norm, True, 3), 0), network(resnet(2, 2, instance_norm, True, 3), 50)
    d_a, d_b = network(patch_gan(2, 2, instance_norm, True), 100), network(patch_gan(2, 2, instance_norm, True), 150)
    a, b = pictures(2, 32, 3, 1), pictures(2, 32, 3, 2)
    with torch.no_grad():
        d_a(b_to_a(b)), d_b(a_to_b(a))
    g, d = a_to_b.weights.all + b_to_a.weights.all, d_a.weights.all + d_b.weights.all
    before = [w.detach().clone() for w in g + d]
    of_d, of_g = make(d), make(g)
    fake_b, fake_a = a_to_b(a), b_to_a(b)
    adversarial = square(d_b(fake_b), 1) + square(d_a(fake_a), 1)
    cycle = F.l1_loss(b_to_a(fake_b), a) + F.l1_loss(a_to_b(fake_a), b)
    identity = F.l1_loss(a_to_b(b), b) + F.l1_loss(b_to_a(a), a)
    of_g.zero_grad(); (adversarial + 10 * cycle + 5 * identity).backward(); of_g.step()
    # The buffers are not full: the pictures go in and come back.
    loss_d = 0.5 * (square(d_a(a), 1) + square(d_a(fake_a.detach()), 0)) + 0.5 * (square(d_b(b), 1) + square(d_b(fake_b.detach()), 0))
    of_d.zero_grad(); loss_d.backward(); of_d.step()
    return dict(losses=[v.item() for v in (loss_d, adversarial, cycle)], moved=summary(before, g + d), made=flat(fake_b)[:48])


def case(name, x, build):
    """One pass forwards and back: input, weights by formula, upstream gradient by formula."""
    net = network(build, 200)
    x = x.clone().requires_grad_()
    y = net(x)
    (y * pattern(list(y.shape), 7).float()).sum().backward()
    return dict(name=name, x=dict(shape=list(x.shape), values=flat(x)), y=dict(shape=list(y.shape), values=flat(y)), dx=flat(x.grad),
                dWeights=[flat(w.grad) for w in net.weights.all])


grid = lambda *shape: pattern(shape, 3).float()
layers = [
    case('conv 4 s2 p1', grid(2, 6, 8, 2), lambda w, x: conv(w, x, 3, 4, 2, 1, True, 1)),
    case('conv 4 s2 p1 odd', grid(1, 7, 5, 2), lambda w, x: conv(w, x, 3, 4, 2, 1, True, 1)),
    case('conv 4 s1 p1', grid(2, 5, 6, 2), lambda w, x: conv(w, x, 3, 4, 1, 1, True, 1)),
    case('conv 3 s2 p1', grid(2, 6, 8, 2), lambda w, x: conv(w, x, 3, 3, 2, 1, True, 1)),
    case('conv 7 s1 p0', grid(1, 9, 8, 2), lambda w, x: conv(w, x, 3, 7, 1, 0, True, 1)),
    case('transposed 4 s2 p1', grid(2, 3, 4, 2), lambda w, x: up(w, x, 3, 4, 1, 0, True, 1)),
    case('transposed 3 s2 p1', grid(2, 3, 4, 2), lambda w, x: up(w, x, 3, 3, 1, 1, True, 1)),
    case('instance norm, one', grid(1, 4, 5, 3), instance_norm),
    case('instance norm, three', grid(3, 4, 5, 3), instance_norm),
    case('reflection pad 3', grid(2, 5, 4, 2), lambda w, x: mirrored(x, 3)),
    case('reflection pad 1', grid(2, 2, 3, 2), lambda w, x: mirrored(x, 1)),
]
sgd = lambda weights: torch.optim.SGD(weights, lr=0.01)
adam = lambda weights: torch.optim.Adam(weights, lr=2e-4, betas=(0.5, 0.999))
print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=layers,
                      pix2pix=dict(sgd=pix2pix(sgd), adam=pix2pix(adam)), cyclegan=dict(sgd=cyclegan(sgd), adam=cyclegan(adam))), separators=(',', ':')))
