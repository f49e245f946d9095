"""Reads exports with the packages that others read them with; says what each found, and fails where one cannot.

    python -m venv venv && venv/bin/pip install safetensors tensorboard numpy
    venv/bin/python bench/exports/read.py RUN.safetensors RUN.csv RUN.tfevents
"""
import csv
import os
import shutil
import sys
import tempfile


def weights(path):
    import numpy
    from safetensors import safe_open
    from safetensors.numpy import load_file
    tensors = load_file(path)
    if not all(numpy.isfinite(values).all() for values in tensors.values()):
        raise SystemExit(f'{path}: a weight is no number.')
    with safe_open(path, 'np') as file:
        about = file.metadata()
    return f'{len(tensors)} tensors, {sum(t.size for t in tensors.values())} numbers of {about["model"]}, epoch {about["epoch"]}'


def table(path):
    with open(path, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for value in row.values():
            if value:
                float(value)
    return f'{len(rows)} rows of {len(rows[0])} columns'


def events(path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(path, folder)
        found = EventAccumulator(folder, size_guidance={'scalars': 0, 'images': 0})
        found.Reload()
        tags = found.Tags()
        scalars = sum(len(found.Scalars(tag)) for tag in tags['scalars'])
        images = sum(len(found.Images(tag)) for tag in tags['images'])
    return f'{len(tags["scalars"])} curves with {scalars} numbers, {images} pictures'


readers = {'.safetensors': weights, '.csv': table, '.tfevents': events}
for path in sys.argv[1:]:
    print(f'{os.path.basename(path)}: {readers[os.path.splitext(path)[1]](path)}')
