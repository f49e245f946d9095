"""Runs what the studio exports as ONNX in onnxruntime, and compares with what the studio computes of the same inputs.

    python -m venv venv && venv/bin/pip install onnx onnxruntime numpy
    ATELIER_ONNX=FOLDER node scripts/run.mjs vitest run tests/exports/onnx
    venv/bin/python bench/exports/run_onnx.py FOLDER
"""
import glob
import json
import os
import sys

import numpy
import onnx
import onnxruntime

types = {'tensor(float)': numpy.float32, 'tensor(int32)': numpy.int32}
worst = 0.0
for path in sorted(glob.glob(os.path.join(sys.argv[1], '*.onnx'))):
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path, providers=['CPUExecutionProvider'])
    with open(path.replace('.onnx', '.json'), encoding='utf-8') as file:
        known = json.load(file)
    inputs = {i.name: numpy.array(known['inputs'][i.name], types[i.type]).reshape(i.shape) for i in session.get_inputs()}
    names = [o.name for o in session.get_outputs()]
    difference = 0.0
    for name, found in zip(names, session.run(names, inputs)):
        wanted = numpy.array(known['outputs'][name], numpy.float32).reshape(found.shape)
        # A score of any size is held to its own size, a picture in [-1, 1] to 1.
        difference = max(difference, float(numpy.max(numpy.abs(found - wanted) / numpy.maximum(1, numpy.abs(wanted)))))
    worst = max(worst, difference)
    print(f'{os.path.basename(path)[:-5]}: {difference:.1e}')
print(f'largest difference: {worst:.1e}')
sys.exit(0 if worst < 1e-4 else 1)
