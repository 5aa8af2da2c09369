"""The same job in Python: `run_peer.py fit …` once, then `run_peer.py score …` is timed.

score prints {images, seconds, cpuSeconds, flagged}. The clock starts when all is loaded and one
batch has warmed the network up, and stops at the last verdict; the worker processes start inside.
"""

import argparse
import json
import pathlib
import resource
import time

import numpy as np
import torch
from grood import Scorer, fit
from images import Preprocess, batches
from network import OnnxNetwork


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("verb", choices=["fit", "score"])
    parser.add_argument("--model", required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--mean", type=lambda s: list(map(float, s.split(","))), required=True)
    parser.add_argument("--std", type=lambda s: list(map(float, s.split(","))), required=True)
    parser.add_argument("--head", required=True, help="the fitted head, written or read")
    parser.add_argument("--layout", choices=["nchw", "channels_last"], default="nchw")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--train", help="fit: a folder of class folders")
    parser.add_argument("--val", help="fit: a folder of class folders")
    parser.add_argument("--files", help="score: a text file, one path a line")
    return parser.parse_args()


def embed(network, preprocess, loader):
    features, logits = [], []
    for batch in loader:
        h, scores = network(preprocess(batch))
        features.append(h.numpy())
        logits.append(scores.numpy() if scores is not None else None)
    return np.concatenate(features), None if logits[0] is None else np.concatenate(logits)


def labelled(folder):
    classes = sorted(p for p in pathlib.Path(folder).iterdir() if p.is_dir())
    rows = [(str(file), k) for k, c in enumerate(classes) for file in sorted(c.iterdir())]
    return [path for path, _ in rows], np.array([k for _, k in rows])


def cpu_seconds():
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


def open_network(options):
    network = OnnxNetwork(options.model).eval()
    if options.layout == "channels_last":
        network = network.to(memory_format=torch.channels_last)
    return network, Preprocess(options.mean, options.std, options.layout)


def run_fit(options):
    network, preprocess = open_network(options)
    paths, labels = labelled(options.train)
    loader = batches(paths, options.size, options.batch, options.workers)
    train, logits = embed(network, preprocess, loader)
    loader = batches(labelled(options.val)[0], options.size, options.batch, options.workers)
    val, _ = embed(network, preprocess, loader)
    torch.save(fit(train, labels, logits, val), options.head)
    return {"images": len(train), "calibration": len(val)}


def run_score(options):
    network, preprocess = open_network(options)
    scorer = Scorer(torch.load(options.head))
    paths = pathlib.Path(options.files).read_text().splitlines()
    warm = torch.zeros(options.batch, options.size, options.size, 3, dtype=torch.uint8)
    scorer(network(preprocess(warm))[0])
    started, cpu = time.perf_counter(), cpu_seconds()
    loader = batches(paths, options.size, options.batch, options.workers)
    p = torch.cat([scorer(network(preprocess(batch))[0]) for batch in loader])
    seconds = time.perf_counter() - started
    flagged = int((p <= 0.05).sum())
    return {"images": len(paths), "seconds": seconds, "cpuSeconds": cpu_seconds() - cpu,
            "flagged": flagged}


if __name__ == "__main__":
    chosen = parse()
    with torch.inference_mode():
        print(json.dumps(run_fit(chosen) if chosen.verb == "fit" else run_score(chosen)))
