"""
GIFs of the same frames by Atelier, imageio and gifski, in turns: milliseconds, bytes, and PSNR against the exact
film.

    python -m venv venv && venv/bin/pip install imageio pillow numpy
    npm install gifski            # anywhere; or another build of it
    bin/atelier export apng RUN -o film.png
    venv/bin/python bench/exports/gif_peers.py film.png --scale 4 --gifski node_modules/gifski/bin/debian/gifski

What is timed begins with pixels in memory and ends with the file's bytes; gifski's with PNG files on the disk and its
own start. `--scale` is that of the film: Atelier is given pictures at their own size and enlarges them, as an export does.
"""
import argparse
import io
import os
import statistics
import subprocess
import tempfile
import time

import imageio.v2 as imageio
import numpy
from PIL import Image

parser = argparse.ArgumentParser()
parser.add_argument('film')
parser.add_argument('--scale', type=int, default=1)
parser.add_argument('--rounds', type=int, default=5)
parser.add_argument('--gifski')
parser.add_argument('--node', default='node')
asked = parser.parse_args()


def frames_of(source):
    film = Image.open(source)
    for index in range(film.n_frames):
        film.seek(index)
        yield numpy.asarray(film.convert('RGB'))


exact = list(frames_of(asked.film))
grey = all((frame == frame[..., :1]).all() for frame in exact)
small = numpy.stack([frame[:: asked.scale, :: asked.scale, : 1 if grey else 3] for frame in exact])
assert (numpy.repeat(numpy.repeat(small, asked.scale, 1), asked.scale, 2) == numpy.stack(exact)).all(), 'another scale'
folder = tempfile.mkdtemp()
raw = os.path.join(folder, 'frames')
small.tofile(raw)
stills = [os.path.join(folder, f'{index:05}.png') for index in range(len(exact))]
for frame, path in zip(exact, stills):
    Image.fromarray(frame).save(path)


def atelier(*colours):
    def make():
        path = os.path.join(folder, 'atelier.gif')
        shape = [str(small.shape[2]), str(small.shape[1]), str(small.shape[3])]
        command = [asked.node, 'out/main/gif-frames.js', raw, *shape, str(asked.scale), path, *colours]
        took = float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        with open(path, 'rb') as file:
            return took, file.read()

    return make


def by_imageio():
    made = io.BytesIO()
    began = time.perf_counter()
    imageio.mimsave(made, exact, format='gif', duration=125, loop=0)
    return 1000 * (time.perf_counter() - began), made.getvalue()


def by_gifski():
    path = os.path.join(folder, 'gifski.gif')
    began = time.perf_counter()
    size = ['--width', str(exact[0].shape[1]), '--height', str(exact[0].shape[0])]
    subprocess.run([asked.gifski, '--quiet', '--fps', '8', *size, '-o', path, *stills], check=True)
    took = 1000 * (time.perf_counter() - began)
    with open(path, 'rb') as file:
        return took, file.read()


contenders = {
    'Atelier': atelier(),
    'Atelier, one palette': atelier('one-palette'),
    'Atelier, dithered': atelier('own', '1'),
    'imageio': by_imageio,
    **({'gifski': by_gifski} if asked.gifski else {}),
}
times = {name: [] for name in contenders}
files = {}
for _ in range(asked.rounds):
    for name, make in contenders.items():
        took, files[name] = make()
        times[name].append(took)

print(f'{len(exact)} frames of {exact[0].shape[1]}×{exact[0].shape[0]}, {"grey" if grey else "colour"}')
print('| | least, ms | median, ms | bytes | PSNR |\n|---|---:|---:|---:|---:|')
for name, content in files.items():
    made = list(frames_of(io.BytesIO(content)))
    # Frames that are alike may be one.
    quality = '–'
    if len(made) == len(exact):
        error = numpy.mean([numpy.mean((a.astype(float) - b) ** 2) for a, b in zip(made, exact)])
        quality = 'exact' if error == 0 else f'{10 * numpy.log10(255 ** 2 / error):.1f} dB'
    print(f'| {name} | {min(times[name]):.0f} | {statistics.median(times[name]):.0f} | {len(content):,} | {quality} |')
