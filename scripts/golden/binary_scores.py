"""Golden values for the metrics of a binary model: scikit-learn's, and their standard errors by the infinitesimal
jackknife of scikit-learn's own function (how the metric changes with the weight of each row, by central differences).

    pip install numpy scikit-learn
    python scripts/golden/binary_scores.py > packages/stats/src/score/binary/fixtures/scores.json
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.filterwarnings("ignore")


def decided(scores):
    return (scores >= 0.5).astype(int)


METRICS = {
    "accuracy": lambda y, s, w: m.accuracy_score(y, decided(s), sample_weight=w),
    "balanced_accuracy": lambda y, s, w: m.balanced_accuracy_score(y, decided(s), sample_weight=w),
    "precision": lambda y, s, w: m.precision_score(y, decided(s), sample_weight=w),
    "recall": lambda y, s, w: m.recall_score(y, decided(s), sample_weight=w),
    "specificity": lambda y, s, w: m.recall_score(y, decided(s), pos_label=0, sample_weight=w),
    "f1": lambda y, s, w: m.f1_score(y, decided(s), sample_weight=w),
    "mcc": lambda y, s, w: m.matthews_corrcoef(y, decided(s), sample_weight=w),
    "roc_auc": lambda y, s, w: m.roc_auc_score(y, s, sample_weight=w),
    "pr_auc": lambda y, s, w: m.average_precision_score(y, s, sample_weight=w),
    "log_loss": lambda y, s, w: m.log_loss(y, s, sample_weight=w, labels=[0, 1]),
    "brier": lambda y, s, w: m.brier_score_loss(y, s, sample_weight=w),
}


def standard_error(metric, y, s, w):
    step = 1e-4
    total = 0.0
    for row in range(len(y)):
        more, less = w.copy(), w.copy()
        more[row] += step
        less[row] -= step
        slope = (metric(y, s, more) - metric(y, s, less)) / (2 * step)
        total += (w[row] * slope) ** 2
    return total**0.5


def delong_error(y, s):
    """From every pair of a one and a zero, as the paper writes it."""
    ones, zeros = s[y == 1], s[y == 0]
    wins = (ones[:, None] > zeros[None, :]) + 0.5 * (ones[:, None] == zeros[None, :])
    return float((wins.mean(axis=1).var(ddof=1) / len(ones) + wins.mean(axis=0).var(ddof=1) / len(zeros)) ** 0.5)


def case(name, y, s, w=None):
    y, s = np.asarray(y, dtype=int), np.asarray(s, dtype=float)
    weights = np.ones(len(y)) if w is None else np.asarray(w, dtype=float)
    return {
        "name": name,
        "labels": y.tolist(),
        "scores": s.tolist(),
        "weights": None if w is None else weights.tolist(),
        "values": {key: float(metric(y, s, weights)) for key, metric in METRICS.items()},
        "delong_error": delong_error(y, s) if w is None else None,
        "standard_errors": {key: standard_error(metric, y, s, weights) for key, metric in METRICS.items()},
    }


def main():
    rng = np.random.default_rng(20261121)
    n = 120
    s = rng.uniform(size=n)
    y = (rng.uniform(size=n) < s).astype(int)
    tied = np.round(s, 1)
    rare = (rng.uniform(size=n) < 0.08).astype(int)
    rare_scores = np.clip(0.1 + 0.4 * rare + 0.2 * rng.standard_normal(n), 0, 1)
    extreme = rng.choice([1e-300, 1e-12, 0.5, 1 - 1e-12], size=n)
    cases = [
        case("the four rows of scikit-learn's page", [0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]),
        case("calibrated", y, s),
        case("ties", y, tied),
        case("weights", y, s, rng.uniform(0.1, 3, size=n)),
        case("ties and weights", y, tied, rng.integers(1, 5, size=n)),
        case("few ones", rare, rare_scores),
        case("probabilities at the ends", (rng.uniform(size=n) < 0.5).astype(int), extreme),
        case("worse than chance", 1 - y, s),
    ]
    made_with = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
    print(json.dumps({"made_with": made_with, "cases": cases}))


main()
