"""Holds a film exported as GIF, and imageio's GIF of the same frames, to the film exported as APNG, which is exact.

    python -m venv venv && venv/bin/pip install imageio pillow numpy
    bin/atelier export gif RUN -o film.gif && bin/atelier export apng RUN -o film.png
    venv/bin/python bench/exports/read_gif.py film.gif film.png
"""
import io
import sys

import imageio.v2 as imageio
import numpy
from PIL import Image


def frames_of(source):
    film = Image.open(source)
    for index in range(film.n_frames):
        film.seek(index)
        yield numpy.asarray(film.convert('RGB'))


exact = list(frames_of(sys.argv[2]))
theirs = io.BytesIO()
imageio.mimsave(theirs, exact, format='gif', duration=125)
with open(sys.argv[1], 'rb') as file:
    ours = file.read()
for name, content in [('Atelier', ours), ('imageio', theirs.getvalue())]:
    errors = [numpy.mean((a.astype(float) - b) ** 2) for a, b in zip(frames_of(io.BytesIO(content)), exact, strict=True)]
    error = numpy.mean(errors)
    quality = 'exact' if error == 0 else f'{10 * numpy.log10(255 ** 2 / error):.1f} dB'
    print(f'{name}: {len(content)} bytes, {quality}')
