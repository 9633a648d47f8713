"""Golden values for comparisons of two regressions, two models of several classes and two rankings: values from
scikit-learn, paired t from scipy (with weights: from a weighted regression of statsmodels with robust errors), McNemar's
test from statsmodels, and for figures that are no means the change of scikit-learn's difference with the weight of each
row (infinitesimal jackknife).

    pip install numpy scipy scikit-learn statsmodels
    python scripts/golden/task_comparisons.py > packages/stats/src/score/compare/fixtures/tasks.json
"""

import json
import warnings
from importlib.metadata import version

import numpy as np
import statsmodels.api as sm
from scipy import stats
from sklearn import metrics as m
from statsmodels.stats.contingency_tables import mcnemar

warnings.simplefilter("ignore")


def paired(a, b, w=None):
    d = b - a
    if w is None:
        test = stats.ttest_rel(b, a)
        low, high = test.confidence_interval(0.95)
        return [float(d.mean()), float(test.pvalue), float(low), float(high)]
    fit = sm.WLS(d, np.ones(len(d)), weights=w).fit(cov_type="HC1")
    n = w.sum() ** 2 / (w**2).sum()
    return by_t(float(fit.params[0]), float(fit.bse[0]), n)


def by_t(difference, error, n):
    half = stats.t.ppf(0.975, n - 1) * error
    p = 2 * stats.t.sf(abs(difference / error), n - 1)
    return [float(difference), float(p), float(difference - half), float(difference + half)]


def moved(difference, w, n):
    """Five points, so that the error of the slope is of the fourth order."""
    moves = np.zeros(len(w))
    for row in range(len(w)):
        at = lambda step: difference(np.where(np.arange(len(w)) == row, w + step, w))
        h = 1e-3
        moves[row] = w[row] * (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
    return by_t(difference(w), np.sqrt((moves**2).sum() * n / (n - 1)), n)


def regression(name, y, a, b, q, w=None):
    own = np.ones(len(y)) if w is None else w
    n = own.sum() ** 2 / (own**2).sum()
    losses = {
        "mae": lambda x: np.abs(x - y),
        "mse": lambda x: (x - y) ** 2,
        "mape": lambda x: np.abs((x - y) / y),
        "smape": lambda x: 2 * np.abs(x - y) / (np.abs(x) + np.abs(y)),
        "quantile_loss": lambda x: np.where(y > x, q * (y - x), (1 - q) * (x - y)),
        "bias": lambda x: x - y,
    }
    found = {metric: paired(of(a), of(b), w) for metric, of in losses.items()}
    found["bias"][1] = max(found["bias"][1], paired(-losses["bias"](a), losses["bias"](b), w)[1])
    for metric, of in {"rmse": m.root_mean_squared_error, "r_squared": m.r2_score}.items():
        found[metric] = moved(lambda by: of(y, b, sample_weight=by) - of(y, a, sample_weight=by), own, n)
    return {
        "name": name,
        "actual": y.tolist(),
        "champion": a.tolist(),
        "challenger": b.tolist(),
        "quantile": q,
        "weights": None if w is None else w.tolist(),
        "found": found,
    }


def multiclass(name, y, a, b, w=None):
    classes = a.shape[1]
    own = np.ones(len(y)) if w is None else w
    first, second = a.argmax(axis=1), b.argmax(axis=1)
    hot = np.eye(classes)[y]
    decided = {
        "accuracy": m.accuracy_score,
        "balanced_accuracy": m.balanced_accuracy_score,
        "mcc": m.matthews_corrcoef,
        **{
            f"{metric}_{average}": lambda *of, score=score, average=average, **more: score(*of, average=average, **more)
            for metric, score in {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score}.items()
            for average in ["micro", "macro", "weighted"]
        },
    }
    values = {
        metric: [float(of(y, first, sample_weight=w)), float(of(y, second, sample_weight=w))]
        for metric, of in decided.items()
    }
    losses = {
        "log_loss": lambda p: -np.log(p[np.arange(len(y)), y]),
        "brier": lambda p: ((p - hot) ** 2).sum(axis=1),
    }
    found = {metric: paired(of(a), of(b), w) for metric, of in losses.items()}
    areas = {
        "roc_auc_macro": lambda p, by: m.roc_auc_score(hot, p, average="macro", sample_weight=by),
        "roc_auc_weighted": lambda p, by: m.roc_auc_score(hot, p, average="weighted", sample_weight=by),
        "pr_auc_macro": lambda p, by: m.average_precision_score(hot, p, average="macro", sample_weight=by),
    }
    rarest = min(own[y == code].sum() ** 2 / (own[y == code] ** 2).sum() for code in range(classes))
    for metric, of in areas.items():
        found[metric] = moved(lambda by: of(b, by) - of(a, by), own, rarest)
    only = [int(((first == y) & (second != y)).sum()), int(((first != y) & (second == y)).sum())]
    if w is None:
        exact = mcnemar([[0, only[0]], [only[1], 0]], exact=True)
        found["accuracy"] = [(only[1] - only[0]) / len(y), float(exact.pvalue)]
    else:
        found["accuracy"] = paired((first == y).astype(float), (second == y).astype(float), w)
    return {
        "name": name,
        "labels": y.tolist(),
        "champion": a.ravel().tolist(),
        "challenger": b.ravel().tolist(),
        "weights": None if w is None else w.tolist(),
        "values": values,
        "found": found,
    }


def of_lists(a, b):
    if not np.isin([a, b], [0, 1]).all():
        return paired(a, b)
    only = [int((a > b).sum()), int((b > a).sum())]
    return [float((b - a).mean()), float(mcnemar([[0, only[0]], [only[1], 0]], exact=True).pvalue)]


def ranking(name, rng, users, k):
    """Each model lists ten of the thirty items of a user; relevance is known of all of them."""
    rows = {"champion": [], "challenger": []}
    figures = {metric: [[], []] for metric in ["ndcg", "precision", "recall", "hit_rate", "mrr", "map"]}
    for user in range(users):
        relevance = rng.choice([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2], size=30)
        listed = []
        for at, (model, noise) in enumerate([("champion", 3.0), ("challenger", 2.0)]):
            scores = relevance + noise * rng.standard_normal(30)
            top = np.argsort(-scores)[:10]
            listed.append((scores, top))
            rows[model] += [[f"u{user}", int(item), float(scores[item]), int(relevance[item])] for item in top]
        # What is relevant is known of the items that either model lists.
        known = sorted(set(listed[0][1]) | set(listed[1][1]))
        if relevance[known].max() == 0:
            figures["precision"][0].append(0.0)
            figures["precision"][1].append(0.0)
            continue
        count = int((relevance[known] > 0).sum())
        for at, (scores, top) in enumerate(listed):
            own = [scores[item] if item in top else -1e9 for item in known]
            hits = [bool(relevance[item] > 0) for item in top][:k]
            places = [place + 1 for place, hit in enumerate(hits) if hit]
            # Only the first k are listed or not at all, so that what was not listed gains nothing.
            figures["ndcg"][at].append(float(m.ndcg_score([relevance[known]], [own], k=k)))
            figures["precision"][at].append(sum(hits) / k)
            figures["recall"][at].append(sum(hits) / count)
            figures["hit_rate"][at].append(float(any(hits)))
            figures["mrr"][at].append(1 / places[0] if places else 0.0)
            figures["map"][at].append(sum((at_hit + 1) / place for at_hit, place in enumerate(places)) / min(k, count))
    return {
        "name": name,
        "k": k,
        **rows,
        "found": {f"{metric}@{k}": of_lists(*map(np.array, pair)) for metric, pair in figures.items()},
    }


def main():
    rng = np.random.default_rng(20261124)
    n = 60
    y = 10 + 3 * rng.standard_normal(n)
    a, b = y + 0.5 + rng.standard_normal(n), y + 0.2 + 0.7 * rng.standard_normal(n)
    near = a + 0.1 * rng.standard_normal(n)
    w = rng.uniform(0.2, 3, n)
    labels = rng.choice(4, size=90, p=[0.4, 0.3, 0.2, 0.1])
    chances = lambda sure: (lambda z: z / z.sum(axis=1, keepdims=True))(
        np.exp(sure * np.eye(4)[labels] + rng.standard_normal((90, 4)))
    )
    worse, better = chances(0.8), chances(1.8)
    rounded = lambda p: (lambda z: z / z.sum(axis=1, keepdims=True))(np.round(p * 8) + 1)
    names = ["numpy", "scipy", "scikit-learn", "statsmodels"]
    print(
        json.dumps(
            {
                "made_with": {name: version(name) for name in names},
                "regression": [
                    regression("two models", y, a, b, 0.9),
                    regression("nearly the same", y, a, near, 0.5),
                    regression("weights", y, a, b, 0.2, w),
                ],
                "multiclass": [
                    multiclass("two models", labels, worse, better),
                    multiclass("ties", labels, rounded(worse), rounded(better)),
                    multiclass("weights", labels, worse, better, rng.uniform(0.2, 3, 90)),
                ],
                "ranking": [ranking("ten places", rng, 40, 10), ranking("three places", rng, 25, 3)],
            },
            allow_nan=False,
        )
    )


main()
