"""Decodes a film exported as MP4 (FFmpeg's decoder, by PyAV) and holds it to the same film exported as APNG, exact.

    python -m venv venv && venv/bin/pip install av pillow numpy
    bin/atelier export mp4 RUN -o film.mp4 && bin/atelier export apng RUN -o film.png
    venv/bin/python bench/exports/read_video.py film.mp4 film.png
"""
import sys

import av
import numpy
from PIL import Image

with av.open(sys.argv[1]) as container:
    stream = container.streams.video[0]
    decoded = [(float(frame.time), frame.to_ndarray(format='rgb24').astype(float)) for frame in container.decode(stream)]
    codec, rate = stream.codec_context.name, float(stream.average_rate)
film = Image.open(sys.argv[2])
errors, at = [], 0.0
for index in range(film.n_frames):
    film.seek(index)
    exact = numpy.asarray(film.convert('RGB')).astype(float)
    seconds = film.info['duration'] / 1000
    # The frame that is shown in the middle of its time.
    shown = max((pair for pair in decoded if pair[0] <= at + seconds / 2), key=lambda pair: pair[0])[1]
    errors.append(numpy.mean((shown[: exact.shape[0], : exact.shape[1]] - exact) ** 2))
    at += seconds
print(f'{codec}, {len(decoded)} frames at {rate:g} per second, {len(decoded) / rate:.2f} s; the film: {at:.2f} s')
print(f'PSNR {10 * numpy.log10(255 ** 2 / numpy.mean(errors)):.1f} dB, worst {10 * numpy.log10(255 ** 2 / max(errors)):.1f} dB')
