"""Golden values of packages/stats/src/compare, from SciPy, mpmath and whole numbers.

    python -m venv venv && venv/bin/pip install mpmath==1.4.1 numpy==2.4.6 scipy==1.17.1     (Python 3.11)
    venv/bin/python scripts/golden/comparisons.py packages/stats/src/compare/fixtures [part …]

Statistics are SciPy's, or exact where its rounding shows (Welch, G). p-values are SciPy's where it is exact, and otherwise
from whole numbers (Fisher, Kolmogorov-Smirnov given ties) or from mpmath (distributions.py); the header of each part
says which.
"""
import json
import math
import random
import sys
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
from mpmath import mp, mpf
from scipy import stats

from distributions import anderson_darling_survival, beta_tails, gamma_tails, smirnov_exact

mp.dps = 400
warnings.simplefilter("ignore")
out = Path(sys.argv[1])
draw = random.Random(7)
rng = np.random.default_rng(7)


def write(name, cases):
    (out / name).write_text("".join(json.dumps(case) + "\n" for case in cases))
    print(name, len(cases))


def samples():
    """Pairs of samples: continuous and discrete, tiny and unequal, shifted not at all and by far."""
    kinds = {
        "normal": lambda size, shift: np.round(rng.normal(shift, 1, size), 5),
        "tails": lambda size, shift: np.round(rng.standard_cauchy(size) + shift, 4),
        "whole": lambda size, shift: rng.poisson(3, size) + round(shift),
        "rounded": lambda size, shift: np.round(rng.normal(shift, 1, size), 1),
        "zeros": lambda size, shift: np.where(rng.random(size) < 0.7, 0, np.round(rng.exponential(1 + abs(shift), size), 2)),
        "times": lambda size, shift: 1767225600000 + np.round(rng.normal(shift, 1, size) * 1e7),
    }
    sizes = [(2, 2), (2, 3), (3, 9), (6, 6), (8, 20), (25, 25), (40, 90), (100, 60)]
    for kind, make in kinds.items():
        for n, m in sizes:
            for shift in (0, 0.5, 4):
                reference, current = np.sort(make(n, 0)), np.sort(make(m, shift))
                if len(np.unique(np.concatenate([reference, current]))) > 1:
                    yield kind, reference.astype(float), current.astype(float)
    for n, m in [(90, 110), (150, 150)]:
        yield "apart", np.arange(n).astype(float), np.arange(m) + 1e6


def tidy(values):
    return [int(v) if float(v).is_integer() else float(v) for v in values]


def kolmogorov_smirnov(reference, current):
    """D and p as SciPy's exact method, which takes ties for none; p given the ties from whole numbers of orders."""
    n, m = len(reference), len(current)
    plain = stats.ks_2samp(reference, current, method="exact")
    pooled = np.sort(np.concatenate([reference, current]))
    ends = [0] + [1 if k == n + m - 1 or pooled[k] != pooled[k + 1] else 0 for k in range(n + m)]
    height = round(float(plain.statistic) * math.lcm(n, m))
    p = smirnov_exact(height, n, m, ends) if height > 0 else Fraction(1)
    return {"statistic": float(plain.statistic), "plain": float(plain.pvalue), "p": float(mpf(p.numerator) / p.denominator)}


def anderson_darling(reference, current):
    """Standardised A2 as SciPy's; its p, between 0.001 and 0.25, is interpolated; p of the limit from mpmath."""
    n, m = len(reference), len(current)
    result = stats.anderson_ksamp([reference, current], variant="midrank")
    limit = 1 + mp.sqrt(2 * (mp.pi**2 - 9) / 3) * mpf(float(result.statistic))
    p = float(anderson_darling_survival(limit, 40)) if limit < 25 and limit > mpf("0.03") else None
    return {"standardised": float(result.statistic), "interpolated": float(result.pvalue), "p": p}


def mann_whitney(reference, current):
    """U and p as SciPy's: exact without ties (all these have at most 10,000 pairs), else normal."""
    pooled = np.concatenate([reference, current])
    exact = len(np.unique(pooled)) == len(pooled) and len(reference) * len(current) <= 10_000
    result = stats.mannwhitneyu(reference, current, method="exact" if exact else "asymptotic")
    return {"statistic": float(result.statistic), "p": float(result.pvalue), "computed": "exact" if exact else "normal"}


def welch(reference, current):
    """t and its degrees of freedom from the exact values of the doubles, p from mpmath."""
    parts = []
    for values in (reference, current):
        exact = [Fraction(float(v)) for v in values]
        mean = sum(exact) / len(exact)
        parts.append((mean, sum((v - mean) ** 2 for v in exact) / (len(exact) - 1) / len(exact), len(exact)))
    (mean_a, a, n), (mean_b, b, m) = parts
    if a + b == 0:
        return None
    freedom = (a + b) ** 2 / (a * a / (n - 1) + b * b / (m - 1))
    number = lambda f: mpf(f.numerator) / f.denominator
    t = number(mean_a - mean_b) / mp.sqrt(number(a + b))
    ratio = t * t / number(freedom)
    p = beta_tails(number(freedom) / 2, mpf("0.5"), 1 / (1 + ratio), ratio / (1 + ratio))[0] if t != 0 else mpf(1)
    scipy_p = stats.ttest_ind(reference, current, equal_var=False).pvalue
    if p > mpf("1e-300") and abs(scipy_p / float(p) - 1) > 1e-9:
        print(f"scipy ttest_ind = {scipy_p!r}, is {float(p)!r}", file=sys.stderr)
    return {"statistic": float(t), "freedom": float(freedom), "p": float(p)}


def fisher(a, n, b, m):
    """Two-sided, in whole numbers: equally likely tables are exactly equal."""
    s = a + b
    if n + m > 20_000:
        return fisher_by_ratios(a, n, s, m)
    ways = {k: math.comb(n, k) * math.comb(m, s - k) for k in range(max(0, s - m), min(s, n) + 1)}
    rarer = sum(w for w in ways.values() if w < ways[a])
    equal = sum(w for w in ways.values() if w == ways[a])
    return Fraction(rarer + equal, sum(ways.values())), Fraction(2 * rarer + equal, 2 * sum(ways.values()))


def fisher_by_ratios(a, n, s, m):
    """The same to 60 digits, each weight from its neighbour's, where whole numbers would have a million digits."""
    with mp.workdps(60):
        weights, lowest = [mpf(1)], max(0, s - m)
        for k in range(lowest, min(s, n)):
            weights.append(weights[-1] * (s - k) * (n - k) / ((k + 1) * (m - s + k + 1)))
        observed = weights[a - lowest]
        rarer = mp.fsum(w for w in weights if w < observed * (1 - mpf("1e-40")))
        equal = mp.fsum(w for w in weights if abs(w - observed) <= observed * mpf("1e-40"))
        total = mp.fsum(weights)
        return (rarer + equal) / total, (rarer + equal / 2) / total


def number(value):
    return float(mpf(value.numerator) / value.denominator) if isinstance(value, Fraction) else float(value)


def proportions():
    tables = [(0, 2, 2, 2), (3, 3, 0, 3), (1, 9, 11, 14), (0, 1000, 6, 1000), (0, 20, 0, 30), (20, 20, 30, 30), (0, 5000, 40, 200)]
    for scale in (5, 20, 80, 400, 2000, 10000):
        for rate in (0.01, 0.2, 0.5):
            for times in (0.3, 1, 1.5):
                n, m = draw.randint(2, scale), draw.randint(2, scale)
                tables.append((sum(draw.random() < rate for _ in range(n)), n, sum(draw.random() < rate * times for _ in range(m)), m))
    for a, n, b, m in tables:
        p, mid = fisher(a, n, b, m)
        scipy_p = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
        if p > Fraction(1, 10**300) and abs(scipy_p / number(p) - 1) > 1e-9:
            print(f"scipy fisher_exact{(a, n, b, m)} = {scipy_p!r}, is {number(p)!r}", file=sys.stderr)
        yield {"reference": [a, n], "current": [b, m], "p": number(p), "midP": number(mid)}


def scramble(place):
    place = (place ^ place >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    place = (place ^ place >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return place ^ place >> 16


def pooled(table, least):
    """The rule of pool.ts again, in whole numbers."""
    cells = [c for c in table if sum(c) > 0]
    cells = [cells[k] for k in sorted(range(len(cells)), key=lambda k: (sum(cells[k]), scramble(k)))]
    n, m = (sum(c[side] for c in cells) for side in (0, 1))
    rare = [c for c in cells if sum(c) * min(n, m) < least * (n + m)]
    common = cells[len(rare):]
    add = lambda group: tuple(map(sum, zip(*group)))
    groups, group = [], []
    for cell in rare:
        group.append(cell)
        if sum(add(group)) * min(n, m) >= least * (n + m):
            groups.append(group)
            group = []
    if groups:
        groups[-1] += group
        group = []
    parts = [add(g) for g in groups] + common
    if group and len(parts) >= 2:
        return parts, add(group)
    parts = ([add(group)] if group else []) + parts
    if len(parts) >= 2:
        return parts, None
    best = min(range(1, len(cells)), key=lambda k: (abs(2 * sum(add(cells[:k])) - n - m), k))
    return [add(cells[:best]), add(cells[best:])], None


def categories():
    tables = [
        [(30, 20), (50, 50), (20, 30)],
        [(500, 480), (300, 310), (200, 210), (0, 40)],
        [(500, 480), (300, 310), (200, 210), (3, 0)],
        [(100000, 960), (100000, 1000), (0, 40)],
        [(5, 0), (0, 5)], [(3, 1), (1, 4)], [(2, 2), (2, 2), (2, 2), (2, 2)], [(12, 0), (0, 12), (1, 1)],
        [(2, 0)] * 300 + [(0, 2)] * 300,
    ]
    for size in (20, 200, 3000, 100000):
        for k in (2, 3, 6, 15, 60):
            for shift in (0, 0.3):
                for unequal in (1, 20):
                    shares = rng.dirichlet(np.full(k, 0.7))
                    other = shares * np.exp(shift * rng.normal(size=k))
                    reference = rng.multinomial(size * unequal, shares)
                    current = rng.multinomial(size, other / other.sum())
                    tables.append([(int(r), int(c)) for r, c in zip(reference, current)])
    for table in tables:
        seen = [c for c in table if sum(c) > 0]
        if len(seen) < 2:
            continue
        case = {"reference": [c[0] for c in table], "current": [c[1] for c in table]}
        for name, kind in (("chi", None), ("g", "log-likelihood")):
            statistic = divergence(seen, kind)
            case[name + "Plain"] = {"statistic": statistic, "p": tail(statistic, len(seen) - 1, williams(seen) if kind else 1)}
            cells, rare = pooled(table, 10)
            statistic = divergence(cells, kind)
            n, m = (sum(c[side] for c in cells) for side in (0, 1))
            p = number(fisher(cells[0][0], n, cells[0][1], m)[0]) if len(cells) == 2 else tail(statistic, len(cells) - 1, williams(cells) if kind else 1)
            if rare:
                p = min(1, p / 0.9, number(fisher(rare[0], n + rare[0], rare[1], m + rare[1])[0]) / 0.1)
            case[name] = {"statistic": statistic, "p": p, "freedom": len(cells) - 1}
        yield case


def divergence(cells, kind):
    """SciPy's, but for G from mpmath: there SciPy adds up large terms that cancel, and loses up to half of the digits."""
    result = float(stats.chi2_contingency(np.array(cells).T, correction=False, lambda_=kind).statistic)
    if kind is None:
        return result
    totals = [sum(c[side] for c in cells) for side in (0, 1)]
    with mp.workdps(60):
        expected = lambda cell, side: mpf(sum(cell)) * totals[side] / sum(totals)
        G = 2 * mp.fsum(c[side] * mp.log(c[side] / expected(c, side)) for c in cells for side in (0, 1) if c[side] > 0)
    if abs(G - result) > 1e-9 * G + 1e-30:
        print(f"scipy G = {result!r}, is {float(G)!r}", file=sys.stderr)
    return float(G)


def williams(cells):
    n, m = (sum(c[side] for c in cells) for side in (0, 1))
    N = n + m
    return 1 + ((N / n + N / m - 1) * (sum(N / sum(c) for c in cells) - 1)) / (6 * N * (len(cells) - 1))


def tail(statistic, freedom, scale):
    if stats.chi2.sf(statistic / scale, freedom) == 0:
        return 0.0
    return float(gamma_tails(mpf(freedom) / 2, mpf(float(statistic)) / scale / 2)[1]) if statistic > 0 else 1.0


def large():
    """Beyond 1e8 pairs: D from whole numbers, p from the limit."""
    for n, m, shift in [(20000, 30000, 0), (20000, 30000, 0.02), (12000, 11000, 0.3), (400000, 3000, 0.1)]:
        edges = np.linspace(-3, 3, 13)
        reference = np.bincount(np.digitize(rng.normal(0, 1, n), edges), minlength=14)
        current = np.bincount(np.digitize(rng.normal(shift, 1, m), edges), minlength=14)
        D = max(abs(int(i) * m - int(j) * n) for i, j in zip(reference.cumsum(), current.cumsum()))
        x = mpf(D) / n / m * mp.sqrt(mpf(n) * m / (n + m))
        p = 2 * mp.fsum((-1) ** (k - 1) * mp.exp(-2 * k * k * x * x) for k in range(1, 60))
        a, b = np.repeat(np.arange(14), reference), np.repeat(np.arange(14), current)
        yield {
            "reference": reference.tolist(), "current": current.tolist(),
            "ks": {"statistic": D / n / m, "p": float(p)},
            "ad": {"standardised": float(stats.anderson_ksamp([a, b], variant="midrank").statistic)},
            "mw": mann_whitney(a, b),
        }


def discoveries():
    for k in [1, 2, 3, 10, 50]:
        for power in (1, 3, 20):
            p = [float(f"{v:.4g}") for v in rng.random(k) ** power]
            p = p + p[:2]
            yield {"p": p, "adjusted": stats.false_discovery_control(p).tolist()}


def compared():
    for kind, a, b in samples():
        yield {"kind": kind, "reference": tidy(a), "current": tidy(b), "ks": kolmogorov_smirnov(a, b),
               "ad": anderson_darling(a, b), "mw": mann_whitney(a, b), "welch": welch(a, b)}


parts = {"samples": compared, "proportions": proportions, "categories": categories, "large": large, "discoveries": discoveries}
for part in sys.argv[2:] or parts:
    draw.seed(part)
    rng = np.random.default_rng(7)
    write(f"{part}.jsonl", list(parts[part]()))
