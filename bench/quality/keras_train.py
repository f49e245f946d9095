"""
The same training as the studio's in Keras: same layers, batch, losses, optimiser, pictures and number of steps.

    python bench/quality/keras_train.py WORK PICTURES OUT [--reports 10] [--every 1875] [--seed 1] [--pictures 10000] [--rows 5]

WORK: of peer_works.py. PICTURES: a packed dataset of the studio (.u8: one byte a pixel, picture after picture). OUT: a
folder, which after every `every` steps gets
  losses.json   of each report so far: mean losses of D and G, D's accuracy, seconds; and what made them
  samples.u8    `pictures` pictures of the generator as it is now, packed as the dataset is
  sheet.png     rows x rows pictures of fixed latents; sheet-N.png likewise, of report N
  state-*       weights and optimisers: the same command goes on from there if it was broken off, with fresh noise
D's accuracy is over real and made pictures alike, of each step's batch before D learns from it.
"""
import argparse, json, os, sys, time
from pathlib import Path

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import numpy as np, tensorflow as tf
from tensorflow import keras
from PIL import Image
from peer_keras import keras_gan
from peer_works import WORKS

parser = argparse.ArgumentParser()
parser.add_argument('work', choices=WORKS)
parser.add_argument('dataset', type=Path)
parser.add_argument('out', type=Path)
for name, default in dict(reports=10, every=1875, seed=1, pictures=10_000, rows=5).items(): parser.add_argument(f'--{name}', type=int, default=default)
o = parser.parse_args()

w = WORKS[o.work]
keras.utils.set_random_seed(o.seed)
G, D, optimisers, step = keras_gan(w)
pixels = np.memmap(o.dataset, np.uint8, 'r').reshape(-1, *w['image'])
per_pass = len(pixels) // w['batch']
fixed = tf.random.stateless_normal([o.rows ** 2, 100], [o.seed, 0])
o.out.mkdir(parents=True, exist_ok=True)


def batches(step):
    """From this step on. Every pass goes through all pictures in an order of its own: uint8 [batch, height, width, channels]."""
    while True:
        shuffled = np.random.default_rng([o.seed, step // per_pass]).permutation(len(pixels))
        for i in range(step % per_pass, per_pass): yield pixels[shuffled[i * w['batch']:(i + 1) * w['batch']]]
        step += per_pass - step % per_pass


def drawn(latents):
    """Moving statistics in batch norm, no dropout -> uint8, packed as the dataset is."""
    return np.concatenate([np.uint8(np.clip(np.round((G(z, training=False).numpy() + 1) * 127.5), 0, 255)) for z in tf.split(latents, max(1, len(latents) // 500))])


def sheet(pictures, file):
    n, (h, v, c) = o.rows, w['image']
    Image.fromarray(pictures.reshape(n, n, h, v, c).transpose(0, 2, 1, 3, 4).reshape(n * h, n * v, c).squeeze()).save(file)


@tf.function
def measured(real):
    d, g, of_real, of_fake = step(tf.cast(real, tf.float32) / 127.5 - 1)
    right = .5 * (tf.reduce_mean(tf.cast(of_real > 0, tf.float32)) + tf.reduce_mean(tf.cast(of_fake <= 0, tf.float32)))
    return tf.stack([d, g, right])


file = o.out / 'losses.json'
reports = json.loads(file.read_text())['reports'] if file.exists() else []
state = tf.train.Checkpoint(G=G, D=D, optimisers=list(optimisers))
if reports:
    state.read(str(o.out / 'state')).assert_consumed()
    keras.utils.set_random_seed(o.seed + 1000 * len(reports))
feed = batches(len(reports) * o.every)
for report in range(len(reports) + 1, o.reports + 1):
    began = time.perf_counter()
    d, g, accuracy = np.mean([row.numpy() for row in [measured(tf.constant(next(feed))) for _ in range(o.every)]], 0)
    seconds = time.perf_counter() - began
    reports.append(dict(step=report * o.every, discriminatorLoss=float(d), generatorLoss=float(g), accuracy=float(accuracy), seconds=seconds))
    print(f'step {report * o.every}  D {d:.4f}  G {g:.4f}  accuracy {accuracy:.3f}  {seconds:.1f} s', flush=True)
    for name in ('sheet.png', f'sheet-{report:02}.png'): sheet(drawn(fixed), o.out / name)
    drawn(tf.random.stateless_normal([o.pictures, 100], [o.seed, 1])).tofile(o.out / 'samples.u8')
    state.write(str(o.out / 'state'))
    parameters = [dict(network=name, count=m.count_params()) for name, m in (('generator', G), ('discriminator', D))]
    file.write_text(json.dumps(dict(
        work=o.work, framework=f'Keras {keras.__version__} on TensorFlow {tf.__version__}', seed=o.seed, pictures=len(pixels), batch=w['batch'],
        parameters=parameters, reports=reports), indent=1) + '\n')
