"""GROOD in closed form: the fit in float64 numpy, the scores in float32 torch."""

import numpy as np
import torch

NEAREST = 11


def distances(a, b):
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))


def gradients(h, prototypes, ood):
    """g = q_ood (h - p_ood) / |h - p_ood|, q = softmax(-distance) over the K + 1 prototypes."""
    apart = h - ood
    length = np.linalg.norm(apart, axis=1, keepdims=True)
    s = -np.concatenate([distances(h, prototypes), length], axis=1)
    q = np.exp(s - s.max(1, keepdims=True))
    return (q[:, -1:] / q.sum(1, keepdims=True)) * apart / np.maximum(length, 1e-30)


def fit(train, labels, logits, val):
    """Class-mean OOD prototype, whitening adapter; train [N, D], labels [N], val [n, D]."""
    train, val = train.astype(np.float64), val.astype(np.float64)
    classes = range(labels.max() + 1)
    mean = train.mean(0)
    means = np.stack([train[labels == k].mean(0) for k in classes])
    within = train - means[labels]
    covariance = within.T @ within / len(train)
    size = train.shape[1]
    shrunk = 0.5 * covariance + 0.5 * np.trace(covariance) / size * np.eye(size)
    inverse = np.linalg.inv(np.linalg.cholesky(shrunk))

    def adapt(h, scale):
        turned = (h - mean) @ inverse.T
        return scale * turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-30)

    def centres(h):
        return np.stack([h[labels == k].mean(0) for k in classes])

    unit = adapt(train, 1.0)
    near = np.sort(distances(unit, centres(unit)), axis=1)
    scale = 4 / np.median(near[:, 1] - near[:, 0])
    h = adapt(train, scale)
    prototypes = centres(h)
    ood = prototypes.mean(0)
    named = logits.argmax(1) if logits is not None else distances(h, prototypes).argmin(1)
    index = gradients(h, prototypes, ood)[named == labels]
    raw = train / np.linalg.norm(train, axis=1, keepdims=True)
    head = dict(mean=mean, inverse=inverse * 1.0, scale=scale, prototypes=prototypes, ood=ood,
                index=index, raw=raw)
    head = {name: torch.as_tensor(np.asarray(v), dtype=torch.float32) for name, v in head.items()}
    scorer = Scorer(dict(head, calibration=None))
    with torch.inference_mode():
        parts = torch.as_tensor(val, dtype=torch.float32).split(64)
        both = [scorer.views(part)[:2] for part in parts]
    head["calibration"] = torch.stack([torch.cat(view) for view in zip(*both)])
    return head


class Scorer:
    def __init__(self, head):
        self.head = head
        self.index, self.raw = head["index"], head["raw"]
        self.index_squares = (self.index**2).sum(1)
        self.turn = head["inverse"].T.contiguous()
        self.all = torch.cat([head["prototypes"], head["ood"][None]])
        if head["calibration"] is not None:
            self.calibrate(*head["calibration"])

    def calibrate(self, grood, neighbours):
        self.sorted = grood.sort().values, neighbours.sort().values
        self.scores = grood, neighbours
        n = len(grood)
        self.ranks = [n - torch.searchsorted(s, v) for s, v in zip(self.sorted, self.scores)]

    def views(self, features):
        """features [B, D] -> S_G [B], S_N [B], rows of both indexes [B, 11]."""
        turned = (features - self.head["mean"]) @ self.turn
        h = self.head["scale"] * torch.nn.functional.normalize(turned)
        apart = h[:, None] - self.all
        length = apart.norm(dim=2)
        q = (-length).softmax(1)[:, -1:]
        g = q * apart[:, -1] / length[:, -1:].clamp_min(1e-30)
        rough = self.index_squares - 2 * g @ self.index.T
        rows = rough.topk(NEAREST, largest=False).indices
        # The expansion of the square destroys tiny distances: the best ones again by subtraction.
        exact, order = (g[:, None] - self.index[rows]).norm(dim=2).sort(1)
        similar = torch.nn.functional.normalize(features) @ self.raw.T
        likeness, lookalikes = similar.topk(NEAREST)
        tenth = min(10, len(self.raw)) - 1
        apart_raw = (2 - 2 * likeness[:, tenth]).clamp_min(0).sqrt()
        nearest = exact[:, 0].contiguous()
        return nearest, apart_raw, rows.gather(1, order), lookalikes

    def __call__(self, features):
        """p-values [B]: combined statistic r_G^3 r_N, ranks pooled over calibration and image."""
        grood, neighbours, _, _ = self.views(features)
        n = len(self.scores[0])
        own = [1 + n - torch.searchsorted(s, v) for s, v in zip(self.sorted, (grood, neighbours))]
        pool = [
            r[None] + (v[:, None] >= s[None]).to(torch.int64)
            for r, s, v in zip(self.ranks, self.scores, (grood, neighbours))
        ]
        mine = own[0] ** 3 * own[1]
        theirs = pool[0] ** 3 * pool[1]
        return (1 + (theirs <= mine[:, None]).sum(1)) / (n + 1)
