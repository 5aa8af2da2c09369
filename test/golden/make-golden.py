"""Writes grood.json: expected values of GROOD for tests that run everywhere.

Independent of the TypeScript: numpy in float64, written from the method as published, with explicit
distance tables in place of indexes and the definition of the p-value in place of the fast count. Run: python3 make-golden.py > grood.json (needs numpy).
"""

import json

import numpy as np

D, K, TRAIN, CALIBRATION, QUERIES, KNOWN = 6, 3, 60, 37, 24, 20
SHRINK, MARGIN = 0.5, 4.0
rng = np.random.default_rng(20231214)


def draw(centres, spread, count):
    labels = np.arange(count) % len(centres)
    return (centres[labels] + spread * rng.normal(size=(count, D))).astype(np.float32), labels


def distances(a, b):
    return np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(-1))


def normalised(x):
    length = np.linalg.norm(x, axis=1, keepdims=True)
    return np.where(length > 0, x / np.where(length > 0, length, 1), x)


def fit_adapter(x, y):
    means = np.stack([x[y == k].mean(0) for k in range(K)])
    within = sum((x[i] - means[y[i]])[:, None] * (x[i] - means[y[i]])[None, :] for i in range(len(x)))
    within = within / len(x)
    shrunk = (1 - SHRINK) * within + SHRINK * np.trace(within) / D * np.eye(D)
    factor = np.linalg.cholesky(shrunk)
    mean = x.mean(0)
    unscaled = normalised(np.linalg.solve(factor, (x - mean).T).T)
    prototypes = np.stack([unscaled[y == k].mean(0) for k in range(K)])
    nearest = np.sort(distances(unscaled, prototypes), axis=1)
    scale = MARGIN / np.median(nearest[:, 1] - nearest[:, 0])
    return scale, lambda z: scale * normalised(np.linalg.solve(factor, (z - mean).T).T)


def gradients(h, prototypes, ood, target):
    all_distances = distances(h, np.vstack([prototypes, ood]))
    weights = np.exp(-all_distances)
    q = weights[:, -1] / weights.sum(1)
    return (q - target)[:, None] * (h - ood) / all_distances[:, -1:]


def p_values(calibration, scores):
    """By definition: pool the calibration images with x, rank all, count."""
    out = []
    for grood, neighbours in zip(*scores):
        ranks = []
        for view, own in zip(calibration, (grood, neighbours)):
            pool = np.append(view, own)
            ranks.append([int((pool >= member).sum()) for member in pool])
        products = [g**3 * n for g, n in zip(*ranks)]
        pool_size = len(products)
        out.append([
            sum(product <= products[-1] for product in products) / pool_size,
            ranks[0][-1] / pool_size,
            ranks[1][-1] / pool_size,
        ])
    return out


def discoveries(p, q):
    p = np.sort(p)
    passed = np.nonzero(p <= q * np.arange(1, len(p) + 1) / len(p))[0]
    return int(passed[-1] + 1) if len(passed) else 0


def auroc(low, high):
    return float(np.mean([(h > low).mean() + 0.5 * (h == low).mean() for h in high]))


def average_precision(negatives, positives):
    total = 0.0
    for threshold in np.unique(positives):
        taken = (positives >= threshold).sum()
        precision = taken / (taken + (negatives >= threshold).sum())
        total += precision * (positives == threshold).sum()
    return float(total / len(positives))


def configuration(adapter, source, target, data):
    (train, y), (calibration, _), (queries, _), (ood, _), (known, _) = data
    raw = [x.astype(float) for x in (train, calibration, queries, ood, known)]
    scale, adapt = fit_adapter(raw[0], y) if adapter == "whiten" else (None, lambda z: z)
    h = [adapt(x) for x in raw]
    prototypes = np.stack([h[0][y == k].mean(0) for k in range(K)])
    ood_prototype = h[4].mean(0) if source == "known" else prototypes.mean(0)
    correct = distances(h[0], prototypes).argmin(1) == y
    index = gradients(h[0], prototypes, ood_prototype, target)[correct]
    features = normalised(raw[0])

    def score(which):
        to_index = distances(gradients(h[which], prototypes, ood_prototype, target), index)
        to_features = np.sort(distances(normalised(raw[which]), features), axis=1)
        return to_index.min(1), to_features[:, 9], to_index

    calibrated, ordinary, strange = score(1), score(2), score(3)
    p = {
        "queries": p_values(calibrated[:2], ordinary[:2]),
        "ood": p_values(calibrated[:2], strange[:2]),
    }
    rows = np.nonzero(correct)[0]
    return {
        "adapter": adapter,
        "source": source,
        "oodTarget": target,
        "scale": scale,
        "indexed": int(correct.sum()),
        "classPrototypes": prototypes.ravel().tolist(),
        "oodPrototype": ood_prototype.tolist(),
        "gradients": gradients(h[2], prototypes, ood_prototype, target).ravel().tolist(),
        "scores": {"queries": ordinary[0].tolist(), "ood": strange[0].tolist()},
        "neighbourScores": {"queries": ordinary[1].tolist(), "ood": strange[1].tolist()},
        "nearestRows": [rows[np.argsort(row, kind="stable")[:11]].tolist() for row in ordinary[2]],
        "classes": distances(h[2], prototypes).argmin(1).tolist(),
        "pValues": p,
        "discoveries": discoveries([row[0] for side in p.values() for row in side], 0.2),
        "metrics": {
            "auroc": auroc(ordinary[0], strange[0]),
            "fpr95": float((strange[0] <= np.quantile(ordinary[0], 0.95)).mean()),
            "auprIn": average_precision(-strange[0], -ordinary[0]),
            "auprOut": average_precision(ordinary[0], strange[0]),
        },
    }


def main():
    centres = rng.normal(size=(K, D)) * 1.2 + 0.5
    strangers = rng.normal(size=(4, D)) * 2
    data = [draw(centres, 0.8, count) for count in (TRAIN, CALIBRATION, QUERIES)]
    data += [draw(strangers, 0.8, QUERIES), draw(strangers + 0.4, 0.8, KNOWN)]
    names = ["train", "calibration", "queries", "ood", "known"]
    cases = [(a, s, 0.0) for a in ("none", "whiten") for s in ("known", "class-mean")]
    golden = {
        "dimension": D,
        "classCount": K,
        "features": {name: x.astype(float).ravel().tolist() for name, (x, _) in zip(names, data)},
        "trainLabels": data[0][1].tolist(),
        "configurations": [configuration(*case, data) for case in cases + [("whiten", "known", 0.1)]],
    }
    print(json.dumps(golden))


main()
