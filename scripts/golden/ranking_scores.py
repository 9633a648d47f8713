"""Golden values for the metrics of lists: scikit-learn's ndcg_score (which averages over ties) and, for full lists without
ties, label_ranking_average_precision_score; the others in plain words, over every order of the rows of one score.

    pip install numpy scikit-learn
    python scripts/golden/ranking_scores.py > packages/stats/src/score/ranking/fixtures/scores.json
"""

import itertools
import json
import math

import numpy as np
import sklearn
from sklearn import metrics as m


def orders(scores):
    """Every order of the rows, the highest score first."""
    groups = [np.flatnonzero(scores == value).tolist() for value in sorted(set(scores), reverse=True)]
    for parts in itertools.product(*(itertools.permutations(group) for group in groups)):
        yield [row for part in parts for row in part]


def precision(hits, k, relevant):
    return sum(hits[:k]) / k


def recall(hits, k, relevant):
    return sum(hits[:k]) / relevant


def hit_rate(hits, k, relevant):
    return float(any(hits[:k]))


def mrr(hits, k, relevant):
    return next((1 / (place + 1) for place, hit in enumerate(hits[:k]) if hit), 0.0)


def average_precision(hits, k, relevant):
    found = [sum(hits[: place + 1]) / (place + 1) for place, hit in enumerate(hits[:k]) if hit]
    return sum(found) / min(k, relevant)


IN_ORDER = {
    "precision": precision,
    "recall": recall,
    "hit_rate": hit_rate,
    "mrr": mrr,
    "map": average_precision,
}


def of_user(scores, relevance, k):
    hits = relevance > 0
    found = {"precision": 0.0} if not hits.any() else {}
    if hits.any():
        every = [[int(hits[row]) for row in order] for order in orders(scores)]
        for name, metric in IN_ORDER.items():
            found[name] = math.fsum(metric(one, k, int(hits.sum())) for one in every) / len(every)
        found["ndcg"] = m.ndcg_score([relevance], [scores], k=k)
        found["ndcg_exponential"] = m.ndcg_score([2.0**relevance - 1], [scores], k=k)
        if len(set(scores)) == len(scores) and k >= len(scores):
            assert abs(found["map"] - m.label_ranking_average_precision_score([hits], [scores])) < 1e-14
    return found


def distance_of_kinds(kinds):
    return np.mean([a != b for a, b in itertools.combinations(kinds, 2)])


def distance_of_features(rows):
    return np.mean([1 - a @ b / np.linalg.norm(a) / np.linalg.norm(b) for a, b in itertools.combinations(rows, 2)])


def case(name, rng, lists, k, score, catalogue=12):
    users, items, scores, relevance, per_user = [], [], [], [], []
    kinds = rng.integers(0, 4, size=catalogue)
    features = rng.uniform(size=(catalogue, 3))
    popularity = np.round(rng.uniform(0.01, 1, size=catalogue), 3)
    shown = []
    for user in range(lists):
        size = int(rng.integers(2, 7))
        own = rng.choice(catalogue, size=size, replace=False)
        scored = score(size)
        graded = rng.choice([0, 0, 0, 1, 2, 4], size=size).astype(float)
        first = own[np.argsort(-scored, kind="stable")][:k]
        found = of_user(scored, graded, k)
        found["diversity"] = distance_of_kinds(kinds[first]) if len(first) > 1 else None
        found["diversity_of_features"] = distance_of_features(features[first]) if len(first) > 1 else None
        found["novelty"] = -np.mean(np.log2(popularity[first]))
        per_user.append(found)
        shown.append({int(item) for item in first})
        users += [user] * size
        items += own.tolist()
        scores += scored.tolist()
        relevance += graded.tolist()
    names = sorted({key for found in per_user for key in found})
    columns = {key: [found[key] for found in per_user if found.get(key) is not None] for key in names}
    columns = {key: column for key, column in columns.items() if column}
    without = [len(set().union(*shown[:user], *shown[user + 1 :])) / catalogue for user in range(lists)]
    jackknife = ((lists - 1) / lists * np.sum((np.array(without) - np.mean(without)) ** 2)) ** 0.5
    return {
        "name": name,
        "k": k,
        "users": users,
        "items": items,
        "scores": scores,
        "relevance": relevance,
        "catalogue": catalogue,
        "categories": [int(kinds[item]) for item in items],
        "features": [float(x) for item in items for x in features[item]],
        "popularity": [float(popularity[item]) for item in items],
        "values": {
            **{key: float(np.mean(column)) for key, column in columns.items()},
            "coverage": len(set().union(*shown)) / catalogue,
        },
        "standard_errors": {
            **{key: float(np.std(column, ddof=1) / len(column) ** 0.5) for key, column in columns.items()},
            "coverage": float(jackknife),
        },
    }


def main():
    rng = np.random.default_rng(20261124)
    cases = [
        case("no ties", rng, 25, 3, lambda size: rng.uniform(size=size)),
        case("whole lists", rng, 25, 10, lambda size: rng.uniform(size=size)),
        case("ties", rng, 25, 3, lambda size: rng.integers(0, 3, size=size) / 2),
        case("one score for all", rng, 25, 2, lambda size: np.zeros(size)),
        case("the first place alone", rng, 25, 1, lambda size: rng.integers(0, 4, size=size) / 4),
        case("few lists of a large catalogue", rng, 4, 5, lambda size: rng.uniform(size=size), 60),
    ]
    made_with = {"numpy": np.__version__, "scikit-learn": sklearn.__version__}
    print(json.dumps({"made_with": made_with, "cases": cases}))


main()
