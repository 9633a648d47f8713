"""Golden values of the two-sample Anderson–Darling test of counts: python3 scripts/golden/tied-anderson-darling.py

Given its ties, A² of many values is a sum of eigenvalue · chi-squared(1). The eigenvalues are numpy's, and the tail is the
integral of Imhof (1961), so nothing is interpolated. Writes packages/stats/src/compare/fixtures/tied.jsonl.
"""

import json
from pathlib import Path

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm, poisson

target = Path(__file__).parents[2] / "packages/stats/src/compare/fixtures/tied.jsonl"
shapes = {
    "two fifths at the lower end": [0.4] + [0.6 / 60] * 60,
    "a fifth at the lower end": [0.2] + [0.8 / 60] * 60,
    "seven tenths at the lower end": [0.7] + [0.3 / 60] * 60,
    "half in the middle": [0.25 / 30] * 30 + [0.5] + [0.25 / 30] * 30,
    "both ends": [0.3] + [0.4 / 50] * 50 + [0.3],
    "rounded normal": np.diff(norm.cdf(np.arange(-4.5, 6.5) / 2)),
    "Poisson": poisson.pmf(np.arange(16), 4),
    "three alike": [1, 1, 1],
    "ten alike": [1] * 10,
}


def statistic_and_eigenvalues(reference, current):
    n, m = reference.sum(), current.sum()
    total = n + m
    run = reference + current
    middle = np.cumsum(run) - run / 2
    excess = total * (np.cumsum(reference) - reference / 2) - middle * n
    own = middle * (total - middle) - total * run / 4
    statistic = (run * excess**2 / own).sum() / total * (1 / n + 1 / m) * (total - 1) / total
    between = np.minimum.outer(middle, middle) * (total - np.maximum.outer(middle, middle))
    np.fill_diagonal(between, own)
    kernel = np.sqrt(np.outer(run, run)) * between / np.sqrt(np.outer(own, own)) / total
    return statistic, np.linalg.eigvalsh(kernel)


def tail(eigenvalues, x):
    def integrand(u):
        angle = np.arctan(eigenvalues * u).sum() / 2 - x * u / 2
        return np.sin(angle) / (u * np.exp(np.log1p((eigenvalues * u) ** 2).sum() / 4))

    pieces = [quad(integrand, low, low + 2, limit=400, epsabs=1e-14)[0] for low in np.arange(1e-12, 400, 2)]
    return 0.5 + sum(pieces) / np.pi


with target.open("w") as file:
    for name, weights in shapes.items():
        share = np.asarray(weights, float) / np.sum(weights)
        base = np.round(share * 1e6).astype(int)
        place = np.cumsum(share) - share / 2
        for push in (4.4, 6, 7.4):
            moved = np.round(share * 1e6 * (1 + push * 2.4e-3 * (place - (share * place).sum()))).astype(int)
            statistic, eigenvalues = statistic_and_eigenvalues(base, moved)
            p = tail(eigenvalues, statistic)
            row = {"name": name, "reference": base.tolist(), "current": moved.tolist(), "statistic": statistic, "p": p}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
