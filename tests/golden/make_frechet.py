"""Fréchet and kernel distances of two small sets of features, by NumPy. Writes frechet.json beside itself.

    python make_frechet.py
"""
import json
import pathlib

import numpy as np

random = np.random.default_rng(7)
size = 5
a = random.normal(size=(40, size)).astype(np.float32)
b = (random.normal(size=(30, size)) @ random.normal(size=(size, size)) + 0.5).astype(np.float32)


def frechet(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    first, second = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    # The eigenvalues of a product of covariances are not negative, and the trace of its root is the sum of their roots.
    cross = np.sqrt(np.clip(np.linalg.eigvals(first @ second).real, 0, None)).sum()
    return float(((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(first) + np.trace(second) - 2 * cross)


def kernel(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    of = lambda p, q: (p @ q.T / size + 1) ** 3
    within = lambda k: (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))
    return float(within(of(x, x)) + within(of(y, y)) - 2 * of(x, y).mean())


numbers = lambda array: [float(value) for value in array.ravel()]
golden = {"size": size, "a": numbers(a), "b": numbers(b), "frechet": frechet(a, b), "kernel": kernel(a, b)}
pathlib.Path(__file__).with_name("frechet.json").write_text(json.dumps(golden) + "\n")
