"""One training step of a GAN in PyTorch, Keras or JAX: the peers of our own step, with the same layers, batch, losses
and optimiser. Started by the benchmark, one process a contender:

    python bench/peers.py FRAMEWORK WORK

FRAMEWORK: torch, torch-compile, keras, keras-onednn, jax; keras-onednn is Keras with the kernels that TensorFlow leaves
off by default on processors without AVX-512. It prints one JSON line when warm, then for every line on stdin runs for
that many seconds and prints {"ms": milliseconds a step, "steps": n}.
"""
import importlib, json, os, sys, time

from peer_works import WORKS

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
framework, work = sys.argv[1], sys.argv[2]
if framework == 'keras-onednn':
    os.environ['TF_ENABLE_ONEDNN_OPTS'] = '1'

# Steps that have a file of their own, for PyTorch alone: peer_NAME.py, whose make_step(compiled) gives a step.
OWN = ('biggan', 'stylegan')
if work in OWN and not framework.startswith('torch'):
    sys.exit(f'{work} is written for PyTorch alone')
w = WORKS.get(work, dict(batch=0, image=(), d=[]))
B, image, label, separate = w['batch'], w['image'], w.get('label', 1.), w.get('separate', False)
# Batch norm ties a batch together: only without it may D see both halves at once.
joined = not any(l[0] == 'norm' for l in w['d'])


def torch_step(compiled):
    if work in OWN:
        return importlib.import_module(f'peer_{work}').make_step(compiled)
    import torch
    from torch import nn
    import torch.nn.functional as F
    conv = any(l[0] == 'down' for l in w['d'])

    class Same(nn.Module):
        def __init__(self, module): super().__init__(); self.m = module
        def forward(self, x): return self.m(F.pad(x, (1, 2, 1, 2)))

    def build(layers, c, n):
        out = []
        for l in layers:
            if l[0] == 'dense': out.append(nn.Linear(n, l[1])); n = l[1]
            elif l[0] == 'reshape': h, v, c = l[1:]; out.append(nn.Unflatten(1, (c, h, v)))
            elif l[0] == 'norm': out.append(nn.BatchNorm2d(c))
            elif l[0] == 'up': out.append(nn.ConvTranspose2d(c, l[1], 5, 2, 2, 1)); c = l[1]
            elif l[0] == 'down': out.append(Same(nn.Conv2d(c, l[1], 5, 2))); c = l[1]
            elif l[0] == 'leaky': out.append(nn.LeakyReLU(l[1]))
            elif l[0] == 'drop': out.append(nn.Dropout(l[1]))
            elif l[0] == 'flatten':
                out.append(nn.Flatten())
                if any(k[0] == 'down' for k in layers):
                    downs = sum(k[0] == 'down' for k in layers)
                    n = c * (image[0] >> downs) * (image[1] >> downs)
            else: out.append({'relu': nn.ReLU, 'selu': nn.SELU, 'tanh': nn.Tanh}[l[0]]())
        return nn.Sequential(*out)
    G, D = build(w['g'], 0, 100), build(w['d'], image[2], image[0] * image[1] * image[2])
    real = torch.rand(B, image[2], *image[:2]) * 2 - 1
    if conv:
        G, D, real = G.to(memory_format=torch.channels_last), D.to(memory_format=torch.channels_last), real.contiguous(memory_format=torch.channels_last)
    adam = lambda m: torch.optim.Adam(m.parameters(), w['lr'], (w['beta1'], .999), eps=1e-7, fused=True)
    og, od = adam(G), adam(D)
    bce = F.binary_cross_entropy_with_logits
    ones, zeros, labels = torch.ones(B, 1), torch.zeros(B, 1), torch.full((B, 1), label)
    latents = lambda: torch.randn(B, 100)

    def update_d(loss):
        od.zero_grad(); loss.backward(); od.step(); return loss.detach()

    def step():
        fake = G(latents()).detach()
        if separate:
            d = .5 * (update_d(bce(D(real), labels)) + update_d(bce(D(fake), zeros)))
        elif joined:
            a, b = D(torch.cat([real, fake])).chunk(2)
            d = update_d(.5 * (bce(a, labels) + bce(b, zeros)))
        else:
            d = update_d(.5 * (bce(D(real), labels) + bce(D(fake), zeros)))
        og.zero_grad(); g = bce(D(G(latents())), ones); g.backward(); og.step()
        return d.item(), g.item()
    if compiled: G.compile(); D.compile()
    return step


def keras_step():
    import tensorflow as tf
    from peer_keras import keras_gan
    *_, step = keras_gan(w)
    real = tf.random.uniform([B, *image], -1, 1)

    def run():
        d, g, *_ = step(real)
        return float(d), float(g)
    return run


def jax_step():
    import jax, jax.numpy as jnp
    from jax import lax, nn, random
    jax.config.update('jax_platforms', 'cpu')
    dims = ('NHWC', 'HWIO', 'NHWC')

    def init(layers, shape, key):
        params = []
        for l in layers:
            key, sub = random.split(key)
            normal = lambda *s: random.normal(sub, s) * .02
            if l[0] == 'dense': params.append((normal(shape[0], l[1]), jnp.zeros(l[1]))); shape = (l[1],)
            elif l[0] == 'reshape': params.append(()); shape = l[1:]
            elif l[0] == 'norm': params.append((jnp.ones(shape[-1]), jnp.zeros(shape[-1])))
            elif l[0] == 'up': params.append((normal(5, 5, shape[2], l[1]), jnp.zeros(l[1]))); shape = (shape[0] * 2, shape[1] * 2, l[1])
            elif l[0] == 'down': params.append((normal(5, 5, shape[2], l[1]), jnp.zeros(l[1]))); shape = (-(-shape[0] // 2), -(-shape[1] // 2), l[1])
            elif l[0] == 'flatten':
                size = 1
                for s in shape: size *= s
                params.append(()); shape = (size,)
            else: params.append(())
        return params

    def apply(layers, params, x, key):
        for l, p in zip(layers, params):
            if l[0] == 'dense': x = x @ p[0] + p[1]
            elif l[0] == 'reshape': x = x.reshape(x.shape[0], *l[1:])
            elif l[0] == 'norm':
                axes = tuple(range(x.ndim - 1)); mean, var = x.mean(axes), x.var(axes)
                x = (x - mean) * lax.rsqrt(var + 1e-3) * p[0] + p[1]
            elif l[0] == 'up': x = lax.conv_transpose(x, p[0], (2, 2), 'SAME', dimension_numbers=dims) + p[1]
            elif l[0] == 'down': x = lax.conv_general_dilated(x, p[0], (2, 2), 'SAME', dimension_numbers=dims) + p[1]
            elif l[0] == 'leaky': x = jnp.where(x > 0, x, l[1] * x)
            elif l[0] == 'drop': key, sub = random.split(key); x = jnp.where(random.bernoulli(sub, 1 - l[1], x.shape), x / (1 - l[1]), 0)
            elif l[0] == 'flatten': x = x.reshape(x.shape[0], -1)
            else: x = {'relu': nn.relu, 'selu': nn.selu, 'tanh': jnp.tanh}[l[0]](x)
        return x
    bce = lambda logits, y: (y * nn.softplus(-logits) + (1 - y) * nn.softplus(logits)).mean()

    def adam(params, grads, state, t):
        m, v = state
        m = jax.tree.map(lambda a, g: a + (g - a) * (1 - w['beta1']), m, grads)
        v = jax.tree.map(lambda a, g: a + (g * g - a) * .001, v, grads)
        rate = w['lr'] * jnp.sqrt(1 - .999 ** t) / (1 - w['beta1'] ** t)
        return jax.tree.map(lambda p, a, b: p - rate * a / (jnp.sqrt(b) + 1e-7), params, m, v), (m, v)

    @jax.jit
    def step(g, d, sg, sd, t, key, real):
        k = random.split(key, 8)
        fake = apply(w['g'], g, random.normal(k[0], (B, 100)), k[1])
        if separate:
            a, grads = jax.value_and_grad(lambda p: bce(apply(w['d'], p, real, k[2]), label))(d)
            d, sd = adam(d, grads, sd, 2 * t - 1)
            b, grads = jax.value_and_grad(lambda p: bce(apply(w['d'], p, fake, k[3]), 0.))(d)
            d, sd = adam(d, grads, sd, 2 * t)
            dl = .5 * (a + b)
        else:
            def both(p):
                if joined:
                    a, b = jnp.split(apply(w['d'], p, jnp.concatenate([real, fake]), k[2]), 2)
                else:
                    a, b = apply(w['d'], p, real, k[2]), apply(w['d'], p, fake, k[3])
                return .5 * (bce(a, label) + bce(b, 0.))
            dl, grads = jax.value_and_grad(both)(d)
            d, sd = adam(d, grads, sd, t)
        gl, grads = jax.value_and_grad(lambda p: bce(apply(w['d'], d, apply(w['g'], p, random.normal(k[4], (B, 100)), k[5]), k[6]), 1.))(g)
        g, sg = adam(g, grads, sg, t)
        return g, d, sg, sd, dl, gl
    g, d = init(w['g'], (100,), random.key(0)), init(w['d'], image, random.key(1))
    zero = lambda p: (jax.tree.map(jnp.zeros_like, p), jax.tree.map(jnp.zeros_like, p))
    state = [g, d, zero(g), zero(d), 0, random.key(2)]
    real = random.uniform(random.key(3), (B, *image), minval=-1, maxval=1)

    def run():
        state[4] += 1
        *state[:4], dl, gl = step(*state[:4], float(state[4]), random.fold_in(state[5], state[4]), real)
        return float(dl), float(gl)
    return run


step = {'torch': lambda: torch_step(False), 'torch-compile': lambda: torch_step(True), 'keras': keras_step, 'keras-onednn': keras_step, 'jax': jax_step}[framework]()
# Steps after which the same lazy penalties are due again.
period = getattr(step, 'period', 1)
for _ in range(max(5, period)):
    losses = step()
assert all(abs(loss) < 50 for loss in losses), losses
print(json.dumps({'ready': framework, 'losses': losses}), flush=True)
for line in sys.stdin:
    seconds, steps, began = float(line), 0, time.perf_counter()
    while time.perf_counter() - began < seconds or steps < 3 or steps % period:
        step(); steps += 1
    print(json.dumps({'ms': (time.perf_counter() - began) / steps * 1e3, 'steps': steps}), flush=True)
