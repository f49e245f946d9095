"""Golden distances for the sliced Wasserstein metric, made with SciPy.

    python tests/golden/make_sliced_wasserstein.py > tests/golden/sliced-wasserstein.json

Two sets of pictures of unequal number, unit directions, and SciPy's wasserstein_distance of each direction's projections.
"""
import json
import numpy as np
import scipy
from scipy.stats import wasserstein_distance

rng = np.random.default_rng(22)
size = 12
sets = dict(a=rng.integers(0, 256, (9, size)), b=np.clip(rng.normal(90, 40, (14, size)), 0, 255).astype(int), c=rng.integers(0, 3, (9, size)) * 100)
directions = rng.normal(size=(5, size))
directions /= np.linalg.norm(directions, axis=1, keepdims=True)
project = lambda name, direction: (sets[name] / 127.5 - 1) @ direction
distances = {pair: [float(wasserstein_distance(project(pair[0], d), project(pair[1], d))) for d in directions] for pair in ('ab', 'ac', 'bc')}
print(json.dumps(dict(made_with=dict(scipy=scipy.__version__), size=size, sets={k: v.ravel().tolist() for k, v in sets.items()},
                      directions=directions.tolist(), distances=distances), separators=(',', ':')))
