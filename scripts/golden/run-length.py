"""Golden values of packages/stats/src/sequential/run-length.ts and page-hinkley-run-length.ts.

    python -m venv venv && venv/bin/pip install mpmath==1.4.1 numpy==2.4.6     (Python 3.11)
    venv/bin/python scripts/golden/run-length.py > packages/stats/src/sequential/fixtures/run-length.jsonl

Page's integral equation L(u) = 1 + L(0) Phi(k - u - m) + int_0^h L(y) phi(y + k - u - m) dy, solved by Gauss-Legendre
quadrature in whole (Nystrom) with mpmath at 60 digits; the number of nodes is raised until nine digits stand. The
TypeScript solves a Markov chain of cells by state reduction: nothing of this. For Page-Hinkley they are simulated: 400,000
run lengths a case, by the definition.
"""
import json

import numpy as np
from mpmath import mp, mpf
from numpy.polynomial.legendre import leggauss

mp.dps = 60


def legendre(count):
    """Nodes and weights on -1 to 1, to 60 digits: Newton from NumPy's."""
    nodes, weights = [], []
    for start in leggauss(count)[0]:
        x = mpf(float(start))
        for _ in range(4):
            before, now = mpf(1), x
            for j in range(2, count + 1):
                before, now = now, ((2 * j - 1) * x * now - (j - 1) * before) / j
            slope = count * (x * now - before) / (x * x - 1)
            x -= now / slope
        nodes.append(x)
        weights.append(2 / ((1 - x * x) * slope * slope))
    return nodes, weights


rules = {}


def one_sided(h, k, shift, count):
    if count not in rules:
        rules[count] = legendre(count)
    h, drift = mpf(str(h)), mpf(str(k)) - mpf(str(shift))
    points = [mpf(0)] + [h * (x + 1) / 2 for x in rules[count][0]]
    weights = [h * w / 2 for w in rules[count][1]]
    A = mp.zeros(count + 1)
    for i, u in enumerate(points):
        A[i, 0] = -mp.ncdf(drift - u)
        for j in range(count):
            A[i, j + 1] = -weights[j] * mp.npdf(points[j + 1] + drift - u)
        A[i, i] += 1
    return mp.lu_solve(A, mp.ones(count + 1, 1))[0]


def settled(h, k, shift):
    last = None
    for count in (16, 24, 36, 54, 80):
        value = one_sided(h, k, shift, count)
        if last is not None and abs(value / last - 1) < mpf("1e-9"):
            return value
        last = value
    raise ValueError((h, k, shift))


def cusum():
    for h in (0.5, 1, 2, 4, 4.77, 5, 10):
        for k in (0, 0.25, 0.5, 1):
            for shift in (0, 0.25, 1, -2):
                up, down = settled(h, k, shift), settled(h, k, -shift)
                value = 1 / (1 / up + 1 / down)
                print(json.dumps({"name": "cusum", "arguments": [h, k, shift], "value": float(value)}))


def page_hinkley(h, k, minimum, runs=400_000):
    """Mean run length of so many simulated detectors, and its standard error: by the definition, with sums and means."""
    rng = np.random.default_rng(20260113)
    total, up, low_up, down, low_down = np.zeros((5, runs))
    lengths = []
    for n in range(1, 10**6):
        value = rng.standard_normal(len(total))
        total += value
        off = value - total / n
        up += off - k
        down += -off - k
        low_up = np.minimum(low_up, up)
        low_down = np.minimum(low_down, down)
        going = np.maximum(up - low_up, down - low_down) <= h if n >= minimum else np.full(len(total), True)
        lengths += [n] * int(np.count_nonzero(~going))
        total, up, low_up, down, low_down = (one[going] for one in (total, up, low_up, down, low_down))
        if len(total) == 0:
            return float(np.mean(lengths)), float(np.std(lengths) / np.sqrt(runs))


def simulated():
    for h, k, minimum in [(2, 0.5, 1), (4, 0.5, 1), (4, 0, 1), (3, 0.5, 30), (4, 0.25, 10), (4, 0.5, 30), (10, 0.05, 30),
                          (5, 0.1, 100)]:
        value, error = page_hinkley(h, k, minimum)
        print(json.dumps({"name": "page-hinkley", "arguments": [h, k, minimum], "value": value, "error": error}))


cusum()
simulated()
