"""Golden numbers for layers and the loss, made with Keras 3 (TensorFlow back end) and PyTorch.

    python tests/golden/make_layers.py > tests/golden/layers.json

Each layer case: input x, weights by our names, upstream gradient dy; then y = layer(x), dx and the weights' gradients.
"""
import json, os
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import numpy as np
import keras
import tensorflow as tf
import torch

rng = np.random.default_rng(20)
draw = lambda *shape: rng.normal(size=shape).astype('float32')
flat = lambda a: [round(float(v), 7) for v in np.asarray(a).ravel()]
cases = []


def layer(name, made, x, names, training=True):
    """One forward and backward pass of a Keras layer; `names` gives our names for its weights, in its order."""
    made.build((None,) + x.shape[1:])
    for weight in made.weights:
        if 'seed' in weight.path:
            continue
        noise = draw(*weight.shape) * 0.5
        weight.assign(np.abs(noise) + 0.5 if 'variance' in weight.path else noise)
    weights = {ours: {'shape': list(w.shape), 'values': flat(w)} for ours, w in zip(names, made.weights)}
    with tf.GradientTape() as tape:
        v = tf.Variable(x)
        y = made(v, training=training) if isinstance(made, keras.layers.BatchNormalization) else made(v)
        dy = draw(*y.shape)
        total = tf.reduce_sum(y * dy)
    trainable = made.trainable_weights
    dx, *dw = tape.gradient(total, [v] + [w.value for w in trainable])
    gradients = {ours: flat(g) for ours, g in zip(names, dw)}
    cases.append(dict(name=name, x={'shape': list(x.shape), 'values': flat(x)}, weights=weights, training=training, dy=flat(dy),
                      y={'shape': list(y.shape), 'values': flat(y)}, dx=flat(dx), gradients=gradients))


L = keras.layers
layer('dense', L.Dense(4), draw(3, 5), ['kernel', 'bias'])
layer('conv', L.Conv2D(3, 5, 2, 'same'), draw(2, 6, 6, 2), ['kernel', 'bias'])
layer('conv-odd', L.Conv2D(3, 3, 2, 'same'), draw(2, 7, 5, 2), ['kernel', 'bias'])
layer('transposedConv', L.Conv2DTranspose(3, 5, 2, 'same'), draw(2, 4, 4, 2), ['kernel', 'bias'])
layer('transposedConv-3', L.Conv2DTranspose(3, 3, 2, 'same'), draw(2, 3, 5, 2), ['kernel', 'bias'])
bn = ['gamma', 'beta', 'movingMean', 'movingVariance']
layer('batchNorm', L.BatchNormalization(), draw(4, 3, 3, 2), bn)
layer('batchNorm-flat', L.BatchNormalization(), draw(6, 5), bn)
layer('batchNorm-inference', L.BatchNormalization(), draw(4, 3, 3, 2), bn, training=False)
layer('relu', L.ReLU(), draw(3, 7), [])
layer('leakyRelu', L.LeakyReLU(0.2), draw(3, 7), [])
layer('selu', L.Activation('selu'), draw(3, 7), [])
layer('tanh', L.Activation('tanh'), draw(3, 7), [])

# The objective, on logits far from zero too.
real, fake = draw(6, 1) * 8, draw(6, 1) * 8
r, f = torch.tensor(real, requires_grad=True), torch.tensor(fake, requires_grad=True)
bce = torch.nn.functional.binary_cross_entropy_with_logits
d = 0.5 * (bce(r, torch.ones_like(r)) + bce(f, torch.zeros_like(f)))
d.backward()
smoothed = bce(r, torch.full_like(r, 0.9)).item()
g_in = torch.tensor(fake, requires_grad=True)
g = bce(g_in, torch.ones_like(g_in))
g.backward()
loss = dict(smoothed=smoothed, real=flat(real), fake=flat(fake), discriminator=d.item(), discriminatorByReal=flat(r.grad), discriminatorByFake=flat(f.grad),
            generator=g.item(), generatorByFake=flat(g_in.grad))

print(json.dumps(dict(made_with=dict(keras=keras.__version__, tensorflow=tf.__version__, torch=torch.__version__), layers=cases,
                      loss=loss), indent=None, separators=(',', ':')))
