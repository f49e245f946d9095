"""Golden traces of optimisers, clipping and learning rate schedules, made with Keras 3 (TensorFlow back end).

    python tests/golden/make_optimisers.py > tests/golden/optimisers.json

Two weights, a kernel and a bias, are moved ten times along the same gradients, some of them tiny, some large.
"""
import json, os
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
import numpy as np
import keras
import tensorflow as tf

rng = np.random.default_rng(21)
draw = lambda *shape: rng.normal(size=shape).astype('float32')
flat = lambda a: [round(float(v), 8) for v in np.asarray(a).ravel()]
O = keras.optimizers
updates = 10
start = {'kernel': draw(2, 3), 'bias': draw(3)}
gradients = [{name: draw(*value.shape) * np.float32(10.0 ** (i % 4 - 2)) for name, value in start.items()} for i in range(updates)]


def trace(optimizer, exclude=()):
    weights = {name: keras.Variable(value, name=name) for name, value in start.items()}
    if exclude:
        optimizer.exclude_from_weight_decay(var_names=list(exclude))
    optimizer.build(list(weights.values()))
    steps = []
    for gradient in gradients:
        optimizer.apply([tf.constant(gradient[name]) for name in weights], list(weights.values()))
        steps.append({name: flat(weight) for name, weight in weights.items()})
    return steps


adam = dict(learning_rate=0.01, beta_1=0.5, beta_2=0.999, epsilon=1e-7)
traces = dict(
    adam=trace(O.Adam(**adam)),
    adamw=trace(O.AdamW(weight_decay=0.1, **adam), exclude=['bias']),
    rmsprop=trace(O.RMSprop(0.01, rho=0.9, momentum=0.0, epsilon=1e-7)),
    rmspropMomentum=trace(O.RMSprop(0.01, rho=0.9, momentum=0.8, epsilon=1e-7)),
    sgd=trace(O.SGD(0.01, momentum=0.9)),
    nesterov=trace(O.SGD(0.01, momentum=0.9, nesterov=True)),
    plain=trace(O.SGD(0.01, momentum=0.0)),
    clipped=trace(O.SGD(0.01, momentum=0.9, global_clipnorm=0.5)),
)

# Rates of a run of 20 steps: whole for the first half, then straight to 0; and a cosine.
straight = O.schedules.PolynomialDecay(0.1, 10, end_learning_rate=0.0)
cosine = O.schedules.CosineDecay(0.1, 20)
schedules = dict(linear=[float(straight(max(0, step - 10))) for step in range(25)], cosine=[float(cosine(step)) for step in range(25)])

print(json.dumps(dict(made_with=dict(keras=keras.__version__, tensorflow=tf.__version__),
                      start={name: flat(value) for name, value in start.items()},
                      gradients=[{name: flat(value) for name, value in g.items()} for g in gradients],
                      traces=traces, schedules=schedules), indent=None, separators=(',', ':')))
