"""Golden numbers of BigGAN from PyTorch: its layers, both networks' outputs, and one step of two D updates and one of G, on small
networks, written from the papers (arXiv:1809.11096, arXiv:1805.08318, arXiv:1802.05637, arXiv:1802.05957).

    python tests/golden/make_biggan.py > tests/golden/biggan.json

Pictures are [batch, height, width, channels], kernels [height, width, in, out], as they are in Atelier. Weights, latents and
pictures follow from formulas in whole numbers, which the test computes too: the k-th weight of a network, by name in order.
"""
import json
import torch
import torch.nn.functional as F
import layouts
from layouts import first, last, oihw

flat = lambda t: layouts.flat(t, 8)
pattern = lambda shape, k: layouts.pattern(shape, k).float()
unit = lambda v: v / v.norm()


def initial(name, shape, k):
    last_part = name.split('/')[-1]
    spread = pattern(shape, k)
    if 'spectral' in last_part:
        return unit(spread)
    if last_part == 'movingVariance' or last_part == 'gamma' and 'batchNorm' in name:
        return 1 + 0.1 * spread
    return 0.1 * spread if len(shape) == 1 else 0.5 * spread


class Weights:
    """Weights by name; what is asked for is declared the first time."""

    def __init__(self):
        self.shapes, self.values, self.training, self.fixed = {}, None, True, set()

    def take(self, name, shape, fixed=False):
        if fixed:
            self.fixed.add(name)
        if self.values is None:
            self.shapes[name] = list(shape)
            return pattern(shape, 0) + (1 if 'Variance' in name else 0)
        return self.values[name]

    def settle(self):
        self.values = {n: initial(n, self.shapes[n], k).requires_grad_(n not in self.fixed) for k, n in enumerate(sorted(self.shapes))}

    def learnt(self):
        return {n: v for n, v in self.values.items() if n not in self.fixed}


def spectral(w, path, name, shape, of=''):
    """Algorithm 1 of Miyato et al.: u belongs to the outputs, v to the inputs, and v is where a step begins."""
    kernel = w.take(f'{path}/{name}', shape)
    matrix = kernel.reshape(-1, shape[-1])
    prefix = f'{of}.' if of else ''
    u = w.take(f'{path}/{prefix}spectralOut', [shape[-1], 1], True)
    v = w.take(f'{path}/{prefix}spectralIn', [matrix.shape[0], 1], True)
    if w.training:
        with torch.no_grad():
            u.copy_(unit(matrix.T @ v))
            v.copy_(unit(matrix @ u))
    return kernel / (v.clone().T @ matrix @ u.clone()).squeeze()


def conv(w, path, x, filters, size, bias=True):
    kernel = spectral(w, path, 'kernel', [size, size, x.shape[3], filters])
    return last(F.conv2d(first(x), oihw(kernel), w.take(f'{path}/bias', [filters]) if bias else None, padding=size // 2))


def dense(w, path, x, units):
    return x @ spectral(w, path, 'kernel', [x.shape[1], units]) + w.take(f'{path}/bias', [units])


doubled = lambda x: last(F.interpolate(first(x), scale_factor=2, mode='nearest'))
halved = lambda x: last(F.avg_pool2d(first(x), 2))


def class_batch_norm(w, path, x, condition, shared):
    shape = [condition.shape[1], x.shape[3]]
    product = lambda name: spectral(w, path, name, shape, name) if shared else w.take(f'{path}/{name}', shape)
    gain, bias = 1 + condition @ product('gain'), condition @ product('bias')
    return normalised(w, path, x) * gain[:, None, None, :] + bias[:, None, None, :]


def normalised(w, path, x):
    mean, variance = w.take(f'{path}/movingMean', [x.shape[3]], True), w.take(f'{path}/movingVariance', [x.shape[3]], True)
    if w.training:
        mean, variance = x.mean((0, 1, 2)), x.var((0, 1, 2), unbiased=False)
    return (x - mean) / torch.sqrt(variance + 1e-5)


def attention(w, path, x):
    b, h, wide, c = x.shape
    rows = lambda y: y.reshape(b, -1, y.shape[3])
    pooled = lambda y: last(F.max_pool2d(first(y), 2))
    theta = conv(w, f'{path}/theta/conv', x, max(1, c // 8), 1, False)
    phi = pooled(conv(w, f'{path}/phi/conv', x, max(1, c // 8), 1, False))
    g = pooled(conv(w, f'{path}/g/conv', x, max(1, c // 2), 1, False))
    shares = torch.softmax(rows(theta) @ rows(phi).transpose(1, 2), -1)
    seen = (shares @ rows(g)).reshape(b, h, wide, -1)
    return x + w.take(f'{path}/gated/gamma', [1]) * conv(w, f'{path}/o/conv', seen, c, 1, False)


def up_block(w, path, x, condition, filters, shared):
    y = F.relu(class_batch_norm(w, f'{path}/classBatchNorm', x, condition, shared))
    y = conv(w, f'{path}/upConv', doubled(y), filters, 3)
    y = F.relu(class_batch_norm(w, f'{path}/classBatchNorm2', y, condition, shared))
    return conv(w, f'{path}/conv', y, filters, 3) + conv(w, f'{path}/skip/upConv', doubled(x), filters, 1)


def down_block(w, path, x, filters, is_first, halves):
    y = conv(w, f'{path}/conv', x if is_first else F.relu(x), filters, 3)
    y = conv(w, f'{path}/downConv' if halves else f'{path}/conv2', F.relu(y), filters, 3)
    if not halves:
        return y + (x if x.shape[3] == filters else conv(w, f'{path}/skip/conv', x, filters, 1))
    return halved(y) + halved(conv(w, f'{path}/skip/downConv', x, filters, 1))


def generator(w, z, classes, channels, shared, sliced, attend):
    each = z.shape[1] // 4 if sliced else 0
    start = z[:, :z.shape[1] - 3 * each]
    x = dense(w, 'generator/dense', start, 16 * channels).reshape(-1, 4, 4, channels)
    embedding = classes @ w.take('generator/shared/dense/kernel', [classes.shape[1], 4]) if shared else classes
    for i, side in enumerate([8, 16, 32]):
        at = start.shape[1] + i * each
        x = up_block(w, f'generator/b{side}', x, torch.cat([embedding, z[:, at:at + each]], 1), channels, shared)
        if side == attend:
            x = attention(w, f'generator/b{side}/attention', x)
    y = normalised(w, 'generator/batchNorm', x) * w.take('generator/batchNorm/gamma', [channels]) + w.take('generator/batchNorm/beta', [channels])
    return torch.tanh(conv(w, 'generator/conv', F.relu(y), 3, 3))


def discriminator(w, x, classes, channels, attend):
    for i, halves in enumerate([True, True, False, False]):
        x = down_block(w, f'discriminator/block{i + 1}', x, channels, i == 0, halves)
        if halves and x.shape[1] == attend:
            x = attention(w, f'discriminator/block{i + 1}/attention', x)
    h = F.relu(x).sum((1, 2))
    path = 'discriminator/projection'
    alone = h @ spectral(w, path, 'kernel', [channels, 1]) + w.take(f'{path}/bias', [1])
    return alone + ((classes @ spectral(w, path, 'embedding', [classes.shape[1], channels], 'embedding')) * h).sum(1, keepdim=True)


def orthogonality(kernels, beta):
    total = 0
    for kernel in kernels:
        matrix = kernel.reshape(-1, kernel.shape[-1])
        total = total + ((matrix.T @ matrix) * (1 - torch.eye(matrix.shape[1]))).square().sum()
    return beta * total


batch, classes_, channels, latent = 4, 3, 8, 8
labels = [[0, 1, 2, 0], [2, 2, 1, 0]]
one_hot = lambda at: F.one_hot(torch.tensor(labels[at]), classes_).float()
pictures = lambda k: pattern([batch, 32, 32, 3], 50 + k)
latents = lambda k: 1.5 * pattern([batch, latent], 60 + k)


def step(shared, sliced, attend, beta, make):
    g, d = Weights(), Weights()
    make_g = lambda z, c: generator(g, z, c, channels, shared, sliced, attend)
    make_d = lambda x, c: discriminator(d, x, c, channels, attend)
    with torch.no_grad():
        make_d(make_g(latents(0), one_hot(0)), one_hot(0))
        g.settle(), d.settle()
    of_g, of_d = make(list(g.learnt().values()), 2e-4), make(list(d.learnt().values()), 4e-4)
    before = {n: v.detach().clone() for w in (g, d) for n, v in w.values.items() if 'moving' not in n}
    losses = []
    for k in range(2):
        fake = make_g(latents(k), one_hot(k)).detach()
        real, made = make_d(torch.cat([pictures(k), fake]), torch.cat([one_hot(k)] * 2)).chunk(2)
        loss = F.relu(1 - real).mean() + F.relu(1 + made).mean()
        of_d.zero_grad(); loss.backward(); of_d.step()
        losses.append(loss.item())
    fake = make_g(latents(2), one_hot(0))
    adversarial = -make_d(fake, one_hot(0)).mean()
    penalty = orthogonality([v for n, v in g.learnt().items() if v.dim() > 1 and 'shared' not in n], beta)
    of_g.zero_grad(); (adversarial + penalty).backward(); of_g.step()
    with torch.no_grad():
        g.training = d.training = False
        mixed = 0.25 * one_hot(0) + 0.75 * one_hot(1)
        drawn, logits = make_g(latents(3), mixed), make_d(pictures(0), one_hot(1))
    after = {**g.values, **d.values}
    moved = {n: (after[n].detach() - v).double() for n, v in before.items()}
    return dict(
        names=dict(generator=sorted(g.shapes), discriminator=sorted(d.shapes)), drawn=flat(drawn)[::97], logits=flat(logits),
        losses=[*losses, adversarial.item()], penalty=penalty.item(),
        moved={n: dict(length=float(m.norm()), some=[float(m.ravel()[(37 * j) % m.numel()]) for j in range(6)]) for n, m in sorted(moved.items())})


def case(name, inputs, run, training=True):
    """One pass forwards and back. Weights are named as the layer names them; classes come as their numbers."""
    w = Weights()
    tensors = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    given = [F.one_hot(x, 3).float() if not x.is_floating_point() else x for x in tensors]
    with torch.no_grad():
        run(w, *given)
        w.settle()
    w.training = training
    y = run(w, *given)
    (y * pattern(list(y.shape), 7)).sum().backward()
    return dict(name=name, training=training, inputs=[dict(shape=list(x.shape), values=flat(x)) for x in inputs], names=sorted(w.shapes), y=dict(shape=list(y.shape), values=flat(y)),
                dInputs=[flat(x.grad) if x.is_floating_point() else [] for x in tensors], dWeights={n: flat(v.grad) for n, v in w.learnt().items()})


grid = lambda *shape: pattern(shape, 3)
numbers = torch.tensor([2, 0, 1])
layers = [
    case('upConv 3', [grid(3, 4, 6, 2)], lambda w, x: conv(w, 'alone/upConv', doubled(x), 5, 3)),
    case('upConv 1', [grid(3, 4, 6, 2)], lambda w, x: conv(w, 'alone/upConv', doubled(x), 5, 1)),
    case('downConv 3', [grid(3, 4, 6, 2)], lambda w, x: halved(conv(w, 'alone/downConv', x, 5, 3))),
    case('downConv 1', [grid(3, 4, 6, 2)], lambda w, x: halved(conv(w, 'alone/downConv', x, 5, 1))),
    case('selfAttention', [grid(2, 4, 6, 16)], lambda w, x: attention(w, 'alone/attention', x)),
    case('classBatchNorm', [grid(3, 4, 2, 5), grid(3, 7)], lambda w, x, c: class_batch_norm(w, 'alone/classBatchNorm', x, c, True)),
    case('classBatchNorm, plain', [grid(3, 4, 2, 5), grid(3, 7)], lambda w, x, c: class_batch_norm(w, 'alone/classBatchNorm', x, c, False)),
    case('classBatchNorm, sampling', [grid(3, 4, 2, 5), grid(3, 7)], lambda w, x, c: class_batch_norm(w, 'alone/classBatchNorm', x, c, True), False),
    case('projection', [grid(3, 6), numbers], lambda w, x, c: x @ spectral(w, 'alone/projection', 'kernel', [6, 1]) + w.take('alone/projection/bias', [1])
         + ((c @ spectral(w, 'alone/projection', 'embedding', [3, 6], 'embedding')) * x).sum(1, keepdim=True)),
    case('residualUp', [grid(3, 4, 4, 4), grid(3, 7)], lambda w, x, c: up_block(w, 'alone', x, c, 6, True)),
    case('residualDown, first', [grid(2, 4, 4, 3)], lambda w, x: down_block(w, 'alone', x, 6, True, True)),
    case('residualDown, last', [grid(2, 4, 4, 3)], lambda w, x: down_block(w, 'alone', x, 6, False, False)),
]
kernels = [grid(3, 3, 2, 4).requires_grad_(), pattern([5, 3], 9).requires_grad_()]
value = orthogonality(kernels, 0.01)
value.backward()
sgd = lambda weights, rate: torch.optim.SGD(weights, lr=rate)
adam = lambda weights, rate: torch.optim.Adam(weights, lr=rate, betas=(0.0, 0.999), eps=1e-6)
kinds = dict(paper=(True, True, 16, 0.01), cifar=(False, False, 0, 0.0))
print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=layers,
                      orthogonality=dict(value=value.item(), gradients=[flat(k.grad) for k in kernels]),
                      steps={f'{name} {kind}': step(*kinds[name], make) for name in kinds for kind, make in (('sgd', sgd), ('adam', adam))}),
                 separators=(',', ':')))
