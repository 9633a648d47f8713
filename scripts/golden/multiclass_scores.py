"""Golden values for the metrics of a model of several classes: scikit-learn's, and their standard errors by the
infinitesimal jackknife of scikit-learn's own function (how the metric changes with the weight of each row, by central
differences). A class that was never predicted is left out of averages, as `absent: 'skip'` says.

    pip install numpy scikit-learn
    python scripts/golden/multiclass_scores.py > packages/stats/src/score/multiclass/fixtures/scores.json
"""

import json
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.preprocessing import label_binarize

warnings.filterwarnings("ignore")


def averaged(metric, average):
    def value(y, p, w):
        return metric(
            y, p.argmax(axis=1), labels=range(p.shape[1]), average=average, sample_weight=w, zero_division=np.nan
        )

    return value


def area(average):
    return lambda y, p, w: m.roc_auc_score(
        y, p, multi_class="ovr", average=average, sample_weight=w, labels=range(p.shape[1])
    )


def average_precision(y, p, w):
    return m.average_precision_score(label_binarize(y, classes=range(p.shape[1])), p, average="macro", sample_weight=w)


def top_class_calibration_error(y, p, w):
    """Ten bins of equal weight of the highest probability; rows of one probability stay together."""
    top, right = p.max(axis=1), (p.argmax(axis=1) == y).astype(float)
    total, done, error, bins, mine = w.sum(), 0.0, 0.0, 0, []
    for value in np.unique(top):
        rows = np.flatnonzero(top == value)
        mine.extend(rows)
        done += w[rows].sum()
        if done >= (bins + 1) * total / 10 - total * 1e-12 or value == top.max():
            error += abs((w[mine] * (right[mine] - top[mine])).sum()) / total
            bins, mine = bins + 1, []
    return error


METRICS = {
    "accuracy": lambda y, p, w: m.accuracy_score(y, p.argmax(axis=1), sample_weight=w),
    "balanced_accuracy": lambda y, p, w: m.balanced_accuracy_score(y, p.argmax(axis=1), sample_weight=w),
    **{
        f"{name}_{average}": averaged(metric, average)
        for name, metric in (("precision", m.precision_score), ("recall", m.recall_score), ("f1", m.f1_score))
        for average in ("micro", "macro", "weighted")
    },
    "mcc": lambda y, p, w: m.matthews_corrcoef(y, p.argmax(axis=1), sample_weight=w),
    "roc_auc_macro": area("macro"),
    "roc_auc_weighted": area("weighted"),
    "pr_auc_macro": average_precision,
    "log_loss": lambda y, p, w: m.log_loss(y, p, sample_weight=w, labels=range(p.shape[1])),
    "brier": lambda y, p, w: m.brier_score_loss(y, p, sample_weight=w, labels=range(p.shape[1])),
    "top_class_calibration_error": top_class_calibration_error,
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
    weights = np.ones(len(y)) if w is None else np.asarray(w, dtype=float)
    return {
        "name": name,
        "classes": int(p.shape[1]),
        "labels": [int(label) for label in y],
        "probabilities": p.ravel().tolist(),
        "weights": None if w is None else weights.tolist(),
        "values": {key: float(metric(y, p, weights)) for key, metric in METRICS.items()},
        "standard_errors": {
            key: float(standard_error(metric, y, p, weights))
            for key, metric in METRICS.items()
            if key != "top_class_calibration_error"
        },
        "confusion": m.confusion_matrix(
            y, p.argmax(axis=1), sample_weight=weights, labels=range(p.shape[1])
        ).tolist(),
    }


def drawn(rng, p):
    """A label for each row, as likely as its probabilities say."""
    return (rng.uniform(size=len(p))[:, None] > p.cumsum(axis=1)).sum(axis=1).clip(0, p.shape[1] - 1)


def main():
    rng = np.random.default_rng(20261123)
    n = 90
    p = rng.dirichlet([1, 1, 1], size=n)
    y = drawn(rng, p)
    eighths = np.array([rng.multinomial(8, row) / 8 for row in p])
    many = rng.dirichlet(np.full(8, 0.4), size=n)
    rare = rng.dirichlet([8, 4, 0.6], size=n)
    never = np.column_stack([p[:, 0], p[:, 1] + 0.9 * p[:, 2], 0.1 * p[:, 2]])
    sure = np.eye(3)[rng.integers(0, 3, size=n)]
    cases = [
        case("calibrated", y, p),
        case("ties", drawn(rng, eighths), eighths),
        case("weights", y, p, rng.uniform(0.1, 3, size=n)),
        case("ties and weights", drawn(rng, eighths), eighths, rng.integers(1, 5, size=n)),
        case("eight classes", drawn(rng, many), many),
        case("a rare class", np.r_[drawn(rng, rare)[:-2], 2, 2], rare),
        case("a class that was never predicted", y, never),
        case("no better than chance", rng.permutation(y), p),
        case("probabilities at the ends", y, sure),
    ]
    made_with = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
    print(json.dumps({"made_with": made_with, "cases": cases}))


main()
