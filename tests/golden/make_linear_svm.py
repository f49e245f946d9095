"""Golden numbers of the linear support vector machine, from scikit-learn's LinearSVC (LIBLINEAR's -s 1).

    python tests/golden/make_linear_svm.py > tests/golden/linear-svm.json

Examples are made of integers by a formula that the test repeats: nothing but the results is stored.
"""
import json
import numpy as np
from sklearn.svm import LinearSVC


def examples(count, dimensions, classes, spread):
    i, j = np.mgrid[0:count, 0:dimensions]
    labels = (np.arange(count) ** 2 * 5 + np.arange(count) // 3) % classes
    noise = (i * 7919 + j * 104729 + i * j * 31 + i * i * 17) % 256 / 128 - 1
    centre = (labels[:, None] * 37 + j * 11) % 16 / 8 - 1
    return (centre + spread * noise).astype(np.float32).astype(np.float64), labels


def case(name, count, dimensions, classes, spread, c):
    x, labels = examples(count + 60, dimensions, classes, spread)
    train, held = x[:count], x[count:]
    svm = LinearSVC(C=c, loss='squared_hinge', dual=True, tol=1e-9, max_iter=1_000_000, random_state=0).fit(train, labels[:count])
    assert svm.n_iter_ < 1_000_000, 'not converged'
    weights = np.hstack([svm.coef_, svm.intercept_[:, None]])
    if classes == 2:
        weights = np.vstack([-weights, weights])
    signs = np.where(labels[:count, None] == np.arange(classes), 1, -1)
    slack = np.maximum(0, 1 - signs * (train @ weights[:, :-1].T + weights[:, -1]))
    return {
        'name': name, 'count': count, 'dimensions': dimensions, 'classes': classes, 'spread': spread, 'c': c,
        'weights': [[float(f'{v:.9g}') for v in row] for row in weights],
        'objective': [float(f'{v:.12g}') for v in 0.5 * (weights ** 2).sum(1) + c * (slack ** 2).sum(0)],
        'predicted': svm.predict(held).tolist(), 'accuracy': float(svm.score(held, labels[count:])),
    }


print(json.dumps([
    case('apart', 40, 12, 3, 0.3, 1),
    case('overlapping', 120, 9, 4, 2.5, 0.1),
    case('overlapping, large C', 120, 9, 4, 2.5, 10),
    case('two classes', 60, 7, 2, 1.5, 1),
    case('more dimensions than examples', 30, 90, 3, 3, 0.5),
], indent=1))
