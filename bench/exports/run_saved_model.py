"""Runs what the studio exports as SavedModel in TensorFlow, and compares with what the studio computes of the same inputs.

    python -m venv venv && venv/bin/pip install tensorflow-cpu
    ATELIER_ONNX=FOLDER node scripts/run.mjs vitest run tests/exports/onnx
    venv/bin/python bench/exports/run_saved_model.py FOLDER
"""
import glob
import json
import os
import sys

import numpy
import tensorflow as tf

worst = 0.0
paths = sorted(glob.glob(os.path.join(sys.argv[1], '*', 'saved_model.pb')))
for path in paths:
    folder = os.path.dirname(path)
    signature = tf.saved_model.load(folder).signatures['serving_default']
    with open(f'{folder}.json', encoding='utf-8') as file:
        known = json.load(file)
    inputs = {
        name: tf.constant(numpy.array(known['inputs'][name.rstrip('_')], spec.dtype.as_numpy_dtype).reshape(spec.shape))
        for name, spec in signature.structured_input_signature[1].items()
    }
    difference = 0.0
    found = signature(**inputs)
    assert sorted(found) == sorted(known['outputs'])
    for name, values in found.items():
        wanted = numpy.array(known['outputs'][name], numpy.float32).reshape(values.shape)
        # A score of any size is held to its own size, a picture in [-1, 1] to 1.
        size = numpy.maximum(1, numpy.abs(wanted))
        difference = max(difference, float(numpy.max(numpy.abs(values.numpy() - wanted) / size)))
    worst = max(worst, difference)
    print(f'{os.path.basename(folder)}: {difference:.1e}')
print(f'largest difference of {len(paths)}: {worst:.1e}')
sys.exit(0 if paths and worst < 1e-4 else 1)
