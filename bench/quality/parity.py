"""
Is our training step the one that Keras does? Takes a run's weights and optimiser from one of its checkpoints, and goes on
from there in Keras with the very same batches, latents and dropout masks; compares the losses with the run's own.

    python bench/quality/parity.py WORK DATASET WORKSPACE RUN [--epoch 1] [--steps 20]

WORK: of peer_works.py, whose step is used as it is, but for where its random numbers come from. DATASET: packed pictures.
Losses part slowly: rounding differs, and training is chaotic.
"""
import argparse, json, os, sqlite3, struct, sys
from pathlib import Path

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np, tensorflow as tf
from tensorflow import keras
import peer_keras
from peer_works import WORKS

parser = argparse.ArgumentParser()
parser.add_argument('work', choices=WORKS)
parser.add_argument('dataset', type=Path)
parser.add_argument('workspace', type=Path)
parser.add_argument('run')
parser.add_argument('--epoch', type=int, default=1)
parser.add_argument('--steps', type=int, default=20)
o = parser.parse_args()
w = WORKS[o.work]

database = sqlite3.connect(f'file:{o.workspace / "atelier.db"}?mode=ro', uri=True)
run, seed = database.execute('SELECT id, seed FROM runs WHERE name = ?', [o.run]).fetchone()
first, file = database.execute('SELECT step, file FROM checkpoints WHERE run = ? AND epoch = ? ORDER BY step', [run, o.epoch]).fetchone()
wanted = dict(database.execute('SELECT step, losses FROM steps WHERE run = ? AND step > ? AND step <= ?', [run, first, first + o.steps]))


class Keyed:
    """The run's random numbers (src/main/engine/random.ts): each use of a step is a stream of its own."""
    step, uses = 0, 0

    def key(self):
        self.uses += 1
        word = (seed * 0x9e3779b1 + self.uses * 0x85ebca6b) & 0xffffffff
        return [word - (word >> 31 << 32), self.step]

    def normal(self, shape): return tf.raw_ops.StatelessRandomNormal(shape=shape, seed=self.key())

    def mask(self, shape, rate):
        drawn = tf.raw_ops.StatelessRandomUniformFullInt(shape=[-(-int(np.prod(shape)) // 4)], seed=self.key(), dtype=tf.uint32)
        dropped = round(rate * 256)
        return np.where(drawn.numpy().view(np.uint8).reshape(shape) < dropped, 0, np.float32(256 / (256 - dropped)))


class Dropout(keras.layers.Layer):
    def __init__(self, rate): super().__init__(); self.rate = rate
    def call(self, x, training=False): return x * random.mask(x.shape, self.rate) if training else x


def uniforms(key):
    """Mulberry32 over a hashed key (src/shared/random.ts)."""
    state = 0x811c9dc5
    for letter in key: state = (state ^ ord(letter)) * 0x01000193 & 0xffffffff
    while True:
        state = state + 0x6d2b79f5 & 0xffffffff
        t = (state ^ state >> 15) * (1 | state) & 0xffffffff
        t ^= t + ((t ^ t >> 7) * (61 | t) & 0xffffffff) & 0xffffffff
        yield (t ^ t >> 14) / 2 ** 32


def shuffled(count, passed):
    uniform, order = uniforms(f'order/{seed}/{passed}'), np.arange(count)
    for i in range(count - 1, 0, -1):
        j = int(next(uniform) * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


random = Keyed()
peer_keras.MADE['drop'] = Dropout
tf.random.normal = random.normal
tf.config.run_functions_eagerly(True)
G, D, optimisers, step = peer_keras.keras_gan(w)

data = (o.workspace / file).read_bytes()
start = 8 + struct.unpack('<Q', data[:8])[0]
saved = {name: np.frombuffer(data[start + at['data_offsets'][0]:start + at['data_offsets'][1]], '<f4').reshape(at['shape'])
         for name, at in json.loads(data[8:start]).items() if name != '__metadata__' and at['dtype'] == 'F32'}
for network, model, optimiser, updates in zip(('generator', 'discriminator'), (G, D), optimisers, (1, 2 if w.get('separate') else 1)):
    names = [name for name in saved if name.startswith(f'{network}.') and '.moving' not in name]
    variables = model.trainable_variables
    assert [name.split('.')[-1] for name in names] == [variable.name for variable in variables], (names, variables)
    for i, name in enumerate(names):
        for variable, key in ((variables[i], name), (optimiser._momentums[i], f'adam.first.{name}'), (optimiser._velocities[i], f'adam.second.{name}')):
            variable.assign(saved[key])
    optimiser.iterations.assign(first * updates)

pixels = np.memmap(o.dataset, np.uint8, 'r').reshape(-1, *w['image'])
per_pass, passed, worst = len(pixels) // w['batch'], -1, 0
for done in range(first, first + o.steps):
    if done // per_pass != passed: passed = done // per_pass; order = shuffled(len(pixels), passed)
    at = done % per_pass * w['batch']
    random.step, random.uses = done, 0
    found = [float(loss) for loss in step(tf.constant(pixels[order[at:at + w['batch']]] / np.float32(127.5) - 1))[:2]]
    own = json.loads(wanted[done + 1])
    worst = max(worst, *(abs(a - b) / b for a, b in zip(found, own)))
    print(f'step {done + 1}  D {found[0]:.6f}, the run {own[0]:.6f}  G {found[1]:.6f}, the run {own[1]:.6f}  largest relative difference so far {worst:.1e}', flush=True)
