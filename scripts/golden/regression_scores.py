"""Golden values for the metrics of a regression: scikit-learn's (numpy's own words where it has none), and their standard
errors by the infinitesimal jackknife: how the metric changes with the weight of each row, by central differences.

    pip install numpy scikit-learn
    python scripts/golden/regression_scores.py > packages/stats/src/score/regression/fixtures/scores.json
"""

import json

import numpy as np
import sklearn
from sklearn import metrics as m

QUANTILE = 0.8


def mape(y, p, w):
    """scikit-learn's, but for actual values below its limit of 2.2e-16, which it would put in their place."""
    if np.min(np.abs(y)) > np.finfo(float).eps:
        return m.mean_absolute_percentage_error(y, p, sample_weight=w)
    return np.average(np.abs(p - y) / np.abs(y), weights=w)


def smape(y, p, w):
    whole = np.abs(y) + np.abs(p)
    terms = np.where(whole == 0, 0.0, 2 * np.abs(p - y) / np.where(whole == 0, 1.0, whole))
    return np.average(terms, weights=w)


METRICS = {
    "rmse": lambda y, p, w: m.root_mean_squared_error(y, p, sample_weight=w),
    "mae": lambda y, p, w: m.mean_absolute_error(y, p, sample_weight=w),
    "mape": mape,
    "smape": smape,
    "r_squared": lambda y, p, w: m.r2_score(y, p, sample_weight=w),
    "quantile_loss": lambda y, p, w: m.mean_pinball_loss(y, p, alpha=QUANTILE, sample_weight=w),
    "bias": lambda y, p, w: np.average(p - y, weights=w),
}


def standard_error(metric, y, p, w):
    total = 0.0
    for row in range(len(y)):
        step = 1e-4 * w[row]
        more, less = w.copy(), w.copy()
        more[row] += step
        less[row] -= step
        slope = (metric(y, p, more) - metric(y, p, less)) / (2 * step)
        total += (w[row] * slope) ** 2
    return total**0.5


def case(name, y, p, w=None):
    y, p = np.asarray(y, dtype=float), np.asarray(p, dtype=float)
    weights = np.ones(len(y)) if w is None else np.asarray(w, dtype=float)
    known = {key: metric for key, metric in METRICS.items() if key != "mape" or not np.any(y == 0)}
    return {
        "name": name,
        "actual": y.tolist(),
        "predicted": p.tolist(),
        "weights": None if w is None else weights.tolist(),
        "quantile": QUANTILE,
        "values": {key: float(metric(y, p, weights)) for key, metric in known.items()},
        "standard_errors": {key: float(standard_error(metric, y, p, weights)) for key, metric in known.items()},
    }


def main():
    rng = np.random.default_rng(20261122)
    n = 120
    y = rng.normal(3, 2, size=n)
    p = y + rng.normal(0.2, 1, size=n)
    heavy = rng.standard_t(2, size=n)
    cases = [
        case("the four rows of scikit-learn's page", [3, -0.5, 2, 7], [2.5, 0.0, 2, 8]),
        case("noise and bias", y, p),
        case("weights", y, p, rng.uniform(0.1, 3, size=n)),
        case("whole numbers with ties", np.round(y), np.round(p)),
        case("prices with a long tail", np.exp(y), np.exp(p), rng.integers(1, 5, size=n)),
        case("heavy tails", heavy, 0.5 * heavy + rng.standard_t(2, size=n)),
        case("worse than the mean", y, 2 - p),
        case("far from zero", 1e9 + y, 1e9 + p),
        case("very large", 1e100 * y, 1e100 * p),
        case("very small", 1e-100 * y, 1e-100 * p),
    ]
    made_with = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
    print(json.dumps({"made_with": made_with, "cases": cases}))


main()
