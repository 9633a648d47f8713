"""Golden values for trends: scipy's regression line, Kendall's tau (exact and, with its own variance, the normal form with
the continuity correction of the Mann-Kendall test) and the slope of Theil and Sen. Exact p-values with ties are counted
over all orders, which scipy does not do.

    pip install numpy scipy
    python scripts/golden/trends.py > packages/stats/src/trend/fixtures/trends.json
"""

import json
from itertools import permutations

import numpy as np
import scipy
from scipy import stats

rng = np.random.default_rng(20260112)


def score(x, y):
    return int(
        sum(np.sign(x[j] - x[i]) * np.sign(y[j] - y[i]) for i in range(len(x)) for j in range(i))
    )


def counted(x, y):
    size = abs(score(x, y))
    scores = [abs(score(x, order)) for order in permutations(y)]
    return sum(one >= size for one in scores) / len(scores)


def corrected(x, y):
    found = stats.kendalltau(x, y, method="asymptotic")
    if score(x, y) == 0:
        return 1.0
    deviation = abs(score(x, y)) / stats.norm.isf(found.pvalue / 2)
    return float(2 * stats.norm.sf(max(0, abs(score(x, y)) - 1) / deviation))


def case(name, x, y):
    x, y = np.asarray(x, float), np.asarray(y, float)
    n = len(x)
    line = stats.linregress(x, y)
    half = stats.t.isf(0.025, n - 2) * line.stderr
    ties = [len(set(x)) < n, len(set(y)) < n]
    if not any(ties) and n <= 50:
        computed, p = "exact", float(stats.kendalltau(x, y, method="exact").pvalue)
    elif n <= 8 and not all(ties):
        computed, p = "exact", counted(x, y)
    else:
        computed, p = "normal", corrected(x, y)
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "line": {
            "slope": line.slope,
            "intercept": line.intercept,
            "standard_error": line.stderr,
            "t": line.slope / line.stderr,
            "p": line.pvalue,
            "low": line.slope - half,
            "high": line.slope + half,
        },
        "kendall": {"score": score(x, y), "p": p, "computed": computed},
        "theil_sen": float(stats.theilslopes(y, x)[0]),
    }


day = np.arange(7.0)
cases = [
    case("three points", [0, 1, 2], [1, 3, 4]),
    case("four points that fall", [0, 1, 2, 3], [0.71, 0.70, 0.66, 0.65]),
    case("five days", range(5), [0.70, 0.69, 0.67, 0.66, 0.64]),
    case("a week without a trend", day, [0.61, 0.64, 0.6, 0.66, 0.62, 0.65, 0.63]),
    case("a week that rises", day, 0.6 + 0.01 * day + rng.normal(0, 0.004, 7)),
    case("uneven times, out of order", [9, 1, 4, 2.5, 8, 0.25], [3, 1.5, 2, 2.5, 4, 1]),
    case("equal values", day, [0.6, 0.6, 0.7, 0.7, 0.8, 0.75, 0.9]),
    case("equal times", [0, 0, 1, 1, 2, 3], [0.5, 0.4, 0.7, 0.6, 0.9, 0.8]),
    case("equal on both sides", [0, 0, 1, 1, 2, 2, 3, 3], [1, 1, 2, 3, 3, 2, 5, 4]),
    case("a wild value", range(9), [1, 2, 3, 4, 5, 6, 7, 8, 900]),
    case("thirty days", range(30), 0.7 - 0.001 * np.arange(30) + rng.normal(0, 0.02, 30)),
    case("fifty values", rng.normal(0, 1, 50), rng.normal(0, 1, 50)),
    case("many values", np.arange(200.0), np.cumsum(rng.normal(0, 1, 200))),
    case("many with ties", np.repeat(np.arange(40.0), 2), np.round(rng.normal(0, 2, 80))),
    case("milliseconds since 1970", 1.768e12 + 86_400_000 * np.arange(12.0), 50 + rng.normal(0, 1, 12)),
    case("small numbers", range(12), 1e-100 * rng.normal(1, 0.1, 12)),
    case("twenty values, few of them different", range(20), np.round(rng.normal(0, 1, 20))),
]
print(json.dumps({"scipy": scipy.__version__, "numpy": np.__version__, "cases": cases}, indent=1))
