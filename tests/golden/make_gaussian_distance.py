"""2-Wasserstein distance between the normal distributions of two clouds, with numpy's matrix roots. Run: python make_gaussian_distance.py"""
import json
import pathlib

import numpy as np


def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return vectors @ np.diag(np.sqrt(values)) @ vectors.T


random = np.random.default_rng(5)
a = (random.normal(size=(40, 2)) @ [[1, 2], [-0.1, 0.5]] + [1, 2]).astype(np.float32)
b = (random.normal(size=(30, 2)) @ [[0.7, -0.4], [0.3, 1.5]] + [0.2, 2.5]).astype(np.float32)
moments = [(x.astype(float).mean(0), np.cov(x.astype(float).T, bias=True)) for x in (a, b)]
(mean_a, cov_a), (mean_b, cov_b) = moments
cross = root(root(cov_a) @ cov_b @ root(cov_a))
distance = float(np.sqrt(((mean_a - mean_b) ** 2).sum() + np.trace(cov_a + cov_b - 2 * cross)))
found = {"made_with": {"numpy": np.__version__}, "a": a.ravel().tolist(), "b": b.ravel().tolist(), "distance": distance,
         "moments": [{"mean": mean.tolist(), "covariance": [cov[0, 0], cov[0, 1], cov[1, 1]]} for mean, cov in moments]}
(pathlib.Path(__file__).parent / "gaussian-distance.json").write_text(json.dumps(found))
