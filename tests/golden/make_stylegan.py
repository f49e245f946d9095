"""Golden numbers from PyTorch for StyleGAN2 (Karras et al. 2020, arXiv:1912.04958) and adaptive augmentation.

    python tests/golden/make_stylegan.py > tests/golden/stylegan.json

Modulated convolutions with their gradients; what both networks make of given weights, styles and pictures; and of each
phase (generator, path length, discriminator, R1) its loss, and one of Adam's updates in every weight. Written from the
papers, with grouped convolutions where ours scales inputs and outputs. Weights are drawn by a rule that our test knows
too: sin of a running number.
"""
import json
import numpy as np
import torch
import torch.nn.functional as F
from layouts import first, flat, last, shaped

torch.manual_seed(0)
rng = np.random.default_rng(41)
draw = lambda *shape: rng.normal(size=shape).astype('float32')
root2 = 2 ** 0.5

taps = torch.tensor([1.0, 3.0, 3.0, 1.0])
square = (taps[:, None] * taps[None] / 64)[None, None]


def filtered(x, pad, gain=1.0, stride=1):
    """Every channel through [1, 3, 3, 1]. x: NCHW."""
    n, c, h, w = x.shape
    y = F.conv2d(F.pad(x.reshape(n * c, 1, h, w), (pad[0], pad[1], pad[0], pad[1])), square * gain, stride=stride)
    return y.reshape(n, c, *y.shape[2:])


def picture_up(x):
    n, c, h, w = x.shape
    spread = torch.zeros(n, c, 2 * h, 2 * w)
    spread[:, :, ::2, ::2] = x
    return filtered(spread, (2, 1), 4.0)


def modulated(x, w, style, up=False, demodulate=True):
    """A kernel of its own for every picture, as groups. x: NCHW, w: HWIO (its √ divided out already), style: [n, c]."""
    n, c = x.shape[:2]
    f, k = w.shape[3], w.shape[0]
    own = w.permute(3, 2, 0, 1)[None] * style[:, None, :, None, None]  # [n, f, c, k, k]
    if demodulate:
        own = own / (own.square().sum(dim=(2, 3, 4), keepdim=True) + 1e-8).sqrt()
    grouped = x.reshape(1, n * c, *x.shape[2:])
    if up:
        kernel = own.transpose(1, 2).reshape(n * c, f, k, k)
        y = F.conv_transpose2d(grouped, kernel, stride=2, groups=n)
        y = y.reshape(n, f, *y.shape[2:])
        return filtered(y, (1, 1), 4.0)
    y = F.conv2d(grouped, own.reshape(n * f, c, k, k), padding=k // 2, groups=n)
    return y.reshape(n, f, *y.shape[2:])


scaled = lambda w: w / np.sqrt(w.numel() / w.shape[-1])
cases = []


def case(name, inputs, weights, run):
    t = [torch.tensor(x, requires_grad=True) for x in inputs]
    w = {n: torch.tensor(v, requires_grad=True) for n, v in weights.items()}
    y = run(*t, w)
    dy = draw(*y.shape)
    gradients = torch.autograd.grad((y * torch.tensor(dy)).sum(), [*t, *w.values()])
    cases.append(dict(name=name, inputs=[shaped(x) for x in inputs], weights={n: shaped(v) for n, v in weights.items()}, dy=flat(dy), y=shaped(y),
                      byInputs=[flat(g) for g in gradients[:len(t)]], gradients={n: flat(g) for n, g in zip(w, gradients[len(t):])}))


def layer(**options):
    return lambda x, s, w: last(modulated(first(x), scaled(w['kernel']), s, **options)) + w['bias']


weights = lambda k, c, f: {'kernel': draw(k, k, c, f), 'bias': draw(f)}
case('modulatedConv', [draw(2, 4, 5, 3), draw(2, 3)], weights(3, 3, 4), layer())
case('modulatedConv-up', [draw(2, 3, 4, 3), draw(2, 3)], weights(3, 3, 2), layer(up=True))
case('modulatedConv-plain', [draw(2, 3, 3, 4), draw(2, 4)], weights(1, 4, 3), layer(demodulate=False))


# ---- whole networks: 8×8, channels 6 at 4×4 and 4 at 8×8, latent 5, batch 4.
size, maps, latent, batch = 8, {4: 6, 8: 4}, 5, 4
norm = lambda z: z / (z.square().mean(dim=1, keepdim=True) + 1e-8).sqrt()
act = lambda x: F.leaky_relu(x, 0.2) * root2


def dense(p, name, x, rate=1.0):
    w = p[name + '/kernel']
    return x @ (w * rate / np.sqrt(w.shape[0])) + p[name + '/bias'] * rate


def mapping(p, z):
    w = norm(z)
    for name in ['equalisedDense', 'equalisedDense2']:
        w = act(dense(p, 'mapping/' + name, w, 0.01))
    return w


def synthesis(p, styles, noise):
    """styles: [n, 4, latent]; noise: a map for every convolution, [n, 1, h, w]."""
    x = first(p['synthesis/b4/learntConstant/map'][None].expand(styles.shape[0], -1, -1, -1))
    image, at = None, 0
    for side in [4, 8]:
        for conv in (['conv2'] if side == 4 else ['conv1', 'conv2']):
            name = f'synthesis/b{side}/{conv}/'
            s = dense(p, name + 'equalisedDense', styles[:, at])
            x = modulated(x, scaled(p[name + 'modulatedConv/kernel']), s, up=conv == 'conv1')
            x = act(x + noise[at] * p[name + 'levelNoise/strength'] + p[name + 'modulatedConv/bias'][None, :, None, None])
            at += 1
        name = f'synthesis/b{side}/rgb/'
        s = dense(p, name + 'equalisedDense', styles[:, at])
        rgb = modulated(x, scaled(p[name + 'modulatedConv/kernel']), s, demodulate=False) + p[name + 'modulatedConv/bias'][None, :, None, None]
        image = rgb if image is None else picture_up(image) + rgb
    return last(image)


def conv(p, name, x, **options):
    bias = p.get(name + '/bias')
    return F.conv2d(x, scaled(p[name + '/kernel']).permute(3, 2, 0, 1), bias, **options)


def features(p, image):
    x = act(conv(p, 'discriminator/b8/rgb/equalisedConv', first(image)))
    y = act(conv(p, 'discriminator/b8/conv/equalisedConv', x, padding=1))
    y = act(conv(p, 'discriminator/b8/conv/equalisedConv2', filtered(y, (2, 2)), stride=2))
    skip = conv(p, 'discriminator/b8/skip/equalisedConv', filtered(x, (1, 1), stride=2))
    x = (y + skip) / root2
    spread = (x.var(dim=0, unbiased=False) + 1e-8).sqrt().mean()
    x = torch.cat([x, spread.expand(x.shape[0], 1, 4, 4)], dim=1)
    x = act(conv(p, 'discriminator/b4/equalisedConv', x, padding=1))
    return act(dense(p, 'discriminator/b4/equalisedDense', last(x).reshape(x.shape[0], -1)))


def discriminator(p, image):
    return dense(p, 'discriminator/b4/equalisedDense2', features(p, image))


def block(name, side, c, f, k=3):
    return {f'{name}/equalisedDense/kernel': (latent, c), f'{name}/equalisedDense/bias': (c,),
            f'{name}/modulatedConv/kernel': (k, k, c, f), f'{name}/modulatedConv/bias': (f,),
            **({f'{name}/levelNoise/strength': (1,)} if k == 3 else {})}


shapes = {
    **{f'mapping/{n}/{w}': s for n in ['equalisedDense', 'equalisedDense2'] for w, s in [('kernel', (latent, latent)), ('bias', (latent,))]},
    'synthesis/b4/learntConstant/map': (4, 4, 6),
    **block('synthesis/b4/conv2', 4, 6, 6), **block('synthesis/b4/rgb', 4, 6, 3, 1),
    **block('synthesis/b8/conv1', 8, 6, 4), **block('synthesis/b8/conv2', 8, 4, 4), **block('synthesis/b8/rgb', 8, 4, 3, 1),
    'discriminator/b8/rgb/equalisedConv/kernel': (1, 1, 3, 4), 'discriminator/b8/rgb/equalisedConv/bias': (4,),
    'discriminator/b8/conv/equalisedConv/kernel': (3, 3, 4, 4), 'discriminator/b8/conv/equalisedConv/bias': (4,),
    'discriminator/b8/conv/equalisedConv2/kernel': (3, 3, 4, 6), 'discriminator/b8/conv/equalisedConv2/bias': (6,),
    'discriminator/b8/skip/equalisedConv/kernel': (1, 1, 4, 6),
    'discriminator/b4/equalisedConv/kernel': (3, 3, 7, 6), 'discriminator/b4/equalisedConv/bias': (6,),
    'discriminator/b4/equalisedDense/kernel': (96, 6), 'discriminator/b4/equalisedDense/bias': (6,),
    'discriminator/b4/equalisedDense2/kernel': (6, 1), 'discriminator/b4/equalisedDense2/bias': (1,)}


def ruled(name, shape, place):
    """sin of a running number; a hundred times as large in the slow mapping network."""
    count = int(np.prod(shape))
    values = np.sin(np.arange(count) * 1.7 + place) * (100 if name.startswith('mapping/') and name.endswith('kernel') else 1)
    return torch.tensor(values.reshape(shape).astype('float32'), requires_grad=True)


p = {name: ruled(name, shape, place) for place, (name, shape) in enumerate(shapes.items())}
z, other, y = torch.tensor(draw(batch, latent)), torch.tensor(draw(batch, latent)), torch.tensor(draw(batch, size, size, 3))
real = torch.tensor(rng.uniform(-1, 1, size=(batch, size, size, 3)).astype('float32'))
noise = [torch.tensor(draw(batch, side, side)) for side in [4, 8, 8]]
crossing = torch.tensor([1, 2, 3, 4])  # place from which styles are the other's
own = (torch.arange(4)[None] < crossing[:, None]).float()[:, :, None]


def styles(rows=batch):
    a, b = mapping(p, z[:rows])[:, None].expand(-1, 4, -1), mapping(p, other[:rows])[:, None].expand(-1, 4, -1)
    return b + (a - b) * own[:rows]


maps_of = lambda rows: [n[:rows, None] for n in noise]
generated = synthesis(p, styles(), maps_of(batch))
path_mean, gamma, path_weight = 0.3, 0.8, 2.0
s = styles(2)
image = synthesis(p, s, maps_of(2))
slopes, = torch.autograd.grad((image * y[:2]).sum() / size, s, create_graph=True)
lengths = slopes.square().sum(dim=2).mean(dim=1).sqrt()
x = real.clone().requires_grad_(True)
by_picture, = torch.autograd.grad(discriminator(p, x).sum(), x, create_graph=True)
losses = {
    'generator': F.softplus(-discriminator(p, generated)).mean(),
    'pathLength': path_weight * (lengths - path_mean).square().mean() * 4,
    'discriminator': F.softplus(-discriminator(p, real)).mean() + F.softplus(discriminator(p, generated.detach())).mean(),
    'r1': gamma / 2 * by_picture.square().sum(dim=(1, 2, 3)).mean() * 16}
moves = {'generator': ['mapping', 'synthesis'], 'pathLength': ['mapping', 'synthesis'], 'discriminator': ['discriminator'], 'r1': ['discriminator']}
phases = {}
for phase, loss in losses.items():
    moved = [n for n in p if n.split('/')[0] in moves[phase]]
    grads = torch.autograd.grad(loss, [p[n] for n in moved], retain_graph=True, allow_unused=True)
    k = {'mapping': 4 / 5, 'synthesis': 4 / 5, 'discriminator': 16 / 17}[moved[0].split('/')[0]]
    fresh = [p[n].detach().clone().requires_grad_(True) for n in moved]
    adam = torch.optim.Adam(fresh, lr=2.5e-3 * k, betas=(0.0, 0.99 ** k), eps=1e-8)
    for f, g in zip(fresh, grads):
        f.grad = torch.zeros_like(f) if g is None else g.clone()
    adam.step()
    phases[phase] = dict(loss=loss.item(), gradients={n: flat(g) if g is not None else [0.0] * p[n].numel() for n, g in zip(moved, grads)},
                         updated={n: flat(f) for n, f in zip(moved, fresh)})
networks = dict(w=flat(mapping(p, z)), styles=flat(styles()), generated=flat(generated), logits=flat(discriminator(p, real)), lengths=flat(lengths), phases=phases,
                given=dict(latents=flat(z), others=flat(other), directions=flat(y), real=flat(real), noise=[flat(n) for n in noise], crossing=crossing.tolist(),
                           pathMean=path_mean, gamma=gamma), order=list(shapes), shapes={n: list(s) for n, s in shapes.items()})

# ---- adaptive augmentation (arXiv:2006.06676, appendix B): a picture that goes on mirrored, twice as fine through sym6
# with zeros put between its pixels, looked up by affine_grid and grid_sample on a grid twice as fine, and half as fine
# again; colours as matrices.
sym6 = torch.tensor([
    0.015404109327027373, 0.0034907120842174702, -0.11799011114819057, -0.048311742585633,
    0.4910559419267466, 0.787641141030194, 0.3379294217276218, -0.07263752278646252,
    -0.021060292512300564, 0.04472490177066578, 0.0017677118642428036, -0.007800708325034148,
])
sym6 = sym6 / sym6.sum()


def along(x, taps, axis, **options):
    shape = [1, 1, 1, 1]
    shape[axis] = 12
    return F.conv2d(x, taps.reshape(shape), **options)


def warp(x, m, margin=40):
    """x: [1, c, h, h]; m: 3×3, from where a pixel is to where it was, both from the middle, in pixels."""
    side, turn = x.shape[2], 2 * (x.shape[2] - 1)
    places = np.arange(-margin, side + margin) % turn
    places = np.minimum(places, turn - places)
    x = x[:, :, places][:, :, :, places].transpose(0, 1)  # [c, 1, …]
    count = x.shape[2]
    spread = torch.zeros(x.shape[0], 1, 2 * count, 2 * count)
    spread[:, :, ::2, ::2] = x
    spread = F.pad(spread, (6, 5, 6, 5))
    fine = along(along(spread, 2 * sym6.flip(0), 2), 2 * sym6.flip(0), 3)
    scale = lambda a: np.diag([a, a, 1.0])
    shift = lambda a: np.array([[1, 0, a], [0, 1, a], [0, 0, 1.0]])
    out = 2 * (side + 6)
    m = shift(-0.5) @ scale(2) @ m @ scale(0.5) @ shift(0.5)
    m = scale(1 / count) @ m @ scale(out / 2)
    grid = F.affine_grid(torch.tensor(m[None, :2]), [1, 1, out, out], align_corners=False).float()
    seen = F.grid_sample(fine.transpose(0, 1), grid, mode='bilinear', padding_mode='zeros', align_corners=False)
    seen = seen[:, :, 1:-1, 1:-1].transpose(0, 1)
    return along(along(seen, sym6, 2, stride=(2, 1)), sym6, 3, stride=(1, 2)).transpose(0, 1)



n, h = 6, 9
u, g = rng.uniform(size=(n, 21)).astype('float32'), draw(n, 7)
x = torch.tensor(rng.uniform(-1, 1, size=(n, h, h, 3)).astype('float32'), requires_grad=True)
prob = 0.7


def augmented(x):
    out = []
    for i in range(n):
        us, gs = iter(u[i].astype('float64')), iter(g[i].astype('float64'))
        m = np.eye(3)
        scale = lambda a, b: np.diag([a, b, 1.0])
        shift = lambda a, b: np.array([[1, 0, a], [0, 1, b], [0, 0, 1.0]])
        turn = lambda t: np.array([[np.cos(t), -np.sin(t), 0], [np.sin(t), np.cos(t), 0], [0, 0, 1.0]])
        maybe = lambda value, neutral, chance=prob: value if next(us) < chance else neutral
        flip = maybe(1 - 2 * np.floor(2 * next(us)), 1); m = m @ scale(flip, 1)
        m = m @ turn(maybe(np.floor(4 * next(us)) * np.pi / 2, 0))
        a, b = [np.round((2 * next(us) - 1) * 0.125 * h) for _ in range(2)]
        moves = next(us) < prob; m = m @ shift(a * moves, b * moves)
        k = maybe(2 ** (0.2 * next(gs)), 1); m = m @ scale(1 / k, 1 / k)
        rotates = 1 - np.sqrt(1 - prob)
        m = m @ turn(maybe((2 * next(us) - 1) * np.pi, 0, rotates))
        k = maybe(2 ** (0.2 * next(gs)), 1); m = m @ scale(1 / k, k)
        m = m @ turn(maybe((2 * next(us) - 1) * np.pi, 0, rotates))
        a, b = [next(gs) * 0.125 * h for _ in range(2)]
        moves = next(us) < prob; m = m @ shift(a * moves, b * moves)
        seen = warp(first(x[i:i + 1]), m)
        v = np.array([[1.0], [1.0], [1.0]]) / np.sqrt(3)
        grey = v @ v.T
        bright = maybe(0.2 * next(gs), 0); contrast = maybe(2 ** (0.5 * next(gs)), 1)
        invert = maybe(1 - 2 * np.floor(2 * next(us)), 1); hue = maybe((2 * next(us) - 1) * np.pi, 0); saturation = maybe(2 ** next(gs), 1)
        cross = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]]) / np.sqrt(3)
        rotation = grey + np.cos(hue) * (np.eye(3) - grey) + np.sin(hue) * cross
        colour = (grey + saturation * (np.eye(3) - grey)) @ rotation @ (np.eye(3) - (1 - invert) * grey) * contrast
        moved = colour @ np.full((3, 1), bright)
        y = torch.einsum('dc,nchw->ndhw', torch.tensor(colour.astype('float32')), seen) + torch.tensor(moved.astype('float32'))[None, :, :, None]
        out.append(last(y))
    return torch.cat(out)


seen = augmented(x)
dy = draw(*seen.shape)
dx, = torch.autograd.grad((seen * torch.tensor(dy)).sum(), x)
pipe = dict(x=shaped(x), uniform=shaped(u), normal=shaped(g), p=prob, y=shaped(seen), dy=flat(dy), dx=flat(dx))

# ---- with three classes: the mapping network, and D's logits along the direction of a class.
told = torch.nn.functional.one_hot(torch.tensor([0, 2, 1, 2]), 3).float()
told[3] = torch.tensor([0.25, 0.0, 0.75])
slow = [f'discriminator/b4/direction/equalisedDense{i or ""}' for i in [0, *range(2, 9)]]
dense_of = lambda name, n, m: {name + '/kernel': (n, m), name + '/bias': (m,)}
class_shapes = {
    **dense_of('mapping/classes/equalisedDense', 3, latent), **dense_of('mapping/equalisedDense', 2 * latent, latent), **dense_of('mapping/equalisedDense2', latent, latent),
    **{n: s for n, s in shapes.items() if n.startswith('discriminator/') and 'equalisedDense2' not in n},
    **dense_of('discriminator/b4/classes/equalisedDense', 3, 6),
    **{k: v for n in slow for k, v in dense_of(n, 6, 6).items()}, **dense_of('discriminator/b4/equalisedDense2', 6, 6)}
p = {name: ruled(name if 'direction' not in name else 'mapping/' + name, shape, place) for place, (name, shape) in enumerate(class_shapes.items())}
w = torch.cat([norm(z), norm(dense(p, 'mapping/classes/equalisedDense', told))], 1)
for name in ['equalisedDense', 'equalisedDense2']:
    w = act(dense(p, 'mapping/' + name, w, 0.01))
direction = norm(dense(p, 'discriminator/b4/classes/equalisedDense', told))
for name in slow:
    direction = act(dense(p, name, direction, 0.01))
logits = (dense(p, 'discriminator/b4/equalisedDense2', features(p, real)) * direction).sum(1, keepdim=True) / np.sqrt(6)
dw, dl = torch.tensor(draw(*w.shape)), torch.tensor(draw(*logits.shape))
grads = torch.autograd.grad((w * dw).sum() + (logits * dl).sum(), list(p.values()))
with_classes = dict(told=flat(told), w=flat(w), logits=flat(logits), dw=flat(dw), dl=flat(dl), order=list(class_shapes), gradients={n: flat(g) for n, g in zip(p, grads)})

print(json.dumps(dict(made_with=dict(torch=torch.__version__), layers=cases, networks=networks, pipe=pipe, classes=with_classes), separators=(',', ':')))
