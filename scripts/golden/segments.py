"""Golden values for the search of weak segments: Welch's test is scipy's, the correction for skewness and the variance of
a ratio are written out from their definitions, the interval is found by root-finding, and adjusted p-values are scipy's.

    pip install numpy scipy
    python scripts/golden/segments.py > packages/stats/src/segment/fixtures/segments.json
"""

import json

import numpy as np
import scipy
from scipy import optimize, special, stats

rng = np.random.default_rng(20261121)


def moments(losses, weights):
    """Value, variance and third cumulant of a ratio of sums, and the effective number of rows."""
    n = len(losses)
    value = losses.sum() / weights.sum()
    influence = losses - value * weights
    variance = (influence**2).sum() / weights.sum() ** 2 * n / (n - 1)
    third = (influence**3).sum() / weights.sum() ** 3
    return value, variance, third, weights.sum() ** 2 / (weights**2).sum()


def less_skewed(x, a):
    held = min(x, -3 / a if a < 0 else 1 / a if a > 0 else np.inf)
    return (held if a < 0 else x) + a * held**2 / 3 + a**2 * held**3 / 27 + a / 6


def studentised(part, rest):
    (x, u, k, n), (y, v, l, m) = moments(*part), moments(*rest)
    error = np.sqrt(u + v)
    freedom = (u + v) ** 2 / (u**2 / (n - 1) + v**2 / (m - 1))
    return x - y, error, freedom, (k - l) / error**3


def interval(difference, error, freedom, a):
    t = stats.t.isf(0.025, freedom)
    if abs(a) < 1e-6:
        return [difference - error * t, difference + error * t]
    raw = lambda x: x + a * x**2 / 3 + a**2 * x**3 / 27 + a / 6
    ends = [optimize.brentq(lambda x: raw(x) - end, -60, 60, xtol=1e-14) for end in (t, -t)]
    return [difference - error * end for end in ends]


def joined(part, rest):
    return tuple(np.concatenate(pair) for pair in zip(part, rest))


def with_tail(side, whole, tail, rate):
    weight = side[1].mean()
    return np.append(side[0], rate * weight + tail), np.append(side[1], weight)


def cautious(part, rest):
    """With one row more where skewness says that a side may have missed it."""
    losses, weights = joined(part, rest)
    rate = losses.sum() / weights.sum()
    around = losses - rate * weights
    tail = (around**3).sum() / (around**2).sum()
    if tail < 0:
        part = with_tail(part, (losses, weights), tail, rate)
    if tail > 0:
        rest = with_tail(rest, (losses, weights), tail, rate)
    difference, error, freedom, a = studentised(part, rest)
    n, m = moments(*part)[3], moments(*rest)[3]
    usual = stats.skew(around) * (n**-2 - m**-2) / (1 / n + 1 / m) ** 1.5
    return difference, error, freedom, min(a, max(0, usual))


def within(part, rest, low, high):
    """Hoeffding's bound for two samples in a range."""
    share = lambda values: (values.mean() - low) / (high - low)
    both = share(np.concatenate([part, rest]))
    kl = lambda p: special.rel_entr(p, both) + special.rel_entr(1 - p, 1 - both)
    x = len(part) * kl(share(part)) + len(rest) * kl(share(rest))
    return (1 + x) * np.exp(-x)


def weakness(part, rest, low, high):
    """One-sided: the smaller of the two."""
    difference, error, freedom, a = cautious(part, rest)
    if difference <= 0:
        return 1.0
    p = float(stats.t.sf(less_skewed(difference / error, a), freedom))
    return min(p, within(part[0], rest[0], low, high))


def numbers(values):
    return [float(value) for value in values]


def comparison(name, part, rest, weights=None):
    part, rest = np.round(part, 4), np.round(rest, 4)
    n = len(part)
    sides = [(part, np.ones(n)), (rest, np.ones(len(rest)))]
    if weights is not None:
        weights = np.round(weights, 4)
        sides = [(part * weights[:n], weights[:n]), (rest * weights[n:], weights[n:])]
    losses, by = joined(*sides)
    centred = [(one - losses.sum() / by.sum() * weight, weight) for one, weight in sides]
    around = joined(*centred)[0]
    ends = around.min(), around.max()
    difference, error, freedom, a = studentised(*centred)
    case = {
        "name": name,
        "part": numbers(sides[0][0]),
        "rest": numbers(sides[1][0]),
        "weights": None if weights is None else numbers(weights),
        "difference": difference,
        "t": difference / error,
        "freedom": freedom,
        "skewness": a,
        "corrected": float(stats.t.sf(less_skewed(difference / error, a), freedom)),
        "within": within(centred[0][0], centred[1][0], *ends),
        "weakness": weakness(*centred, *ends),
        "interval": numbers(interval(*cautious(*centred))),
        "welch": None,
    }
    if weights is None:
        welch = stats.ttest_ind(part, rest, equal_var=False, alternative="greater")
        case["welch"] = {"t": welch.statistic, "freedom": welch.df, "p": welch.pvalue}
    return case


def mirrored(values):
    """Without skewness, so that nothing is corrected."""
    return np.concatenate([values, 2 * values.mean() - values])


def bets(n, odds):
    return np.where(rng.random(n) * odds < 1, 1 - odds, 1.0)


comparisons = [
    comparison("all wrong", np.ones(60), 1.0 * (np.arange(340) < 5)),
    comparison("normal", rng.normal(0.5, 1, 60), rng.normal(0, 1, 300)),
    comparison("normal of other widths", rng.normal(1, 5, 80), rng.normal(0, 1, 120)),
    comparison("squares", 1.5 * rng.normal(0, 1, 100) ** 2, rng.normal(0, 1, 500) ** 2),
    comparison("wrong or not", 1.0 * (rng.random(200) < 0.2), 1.0 * (rng.random(700) < 0.1)),
    comparison("bets that won nothing", np.ones(50), bets(400, 12.0)),
    comparison("bets at 8", bets(150, 8.0) + 0.5, bets(400, 8.0)),
    comparison("the larger part", rng.exponential(1.2, 400), rng.exponential(1, 90)),
    comparison("stakes", bets(200, 2.3), bets(500, 1.9), rng.exponential(10, 700)),
    comparison("weights far from each other", rng.normal(0.6, 1, 80), rng.normal(0, 1, 160), 10.0 ** rng.uniform(-2, 2, 240)),
]


def plain(name, part, rest):
    """Without skew on either side: Welch's test as it is."""
    part, rest = mirrored(np.round(part, 4)), mirrored(np.round(rest, 4))
    welch = stats.ttest_ind(part, rest, equal_var=False, alternative="greater")
    return {
        "name": name,
        "part": numbers(part),
        "rest": numbers(rest),
        "p": welch.pvalue,
        "interval": numbers(stats.ttest_ind(part, rest, equal_var=False).confidence_interval(0.95)),
    }


mirrors = [
    plain("alike", rng.normal(0.4, 1, 30), rng.normal(0, 1, 100)),
    plain("wide", rng.normal(1, 4, 40), rng.normal(0, 1, 50)),
    plain("sure", rng.normal(3, 1, 40), rng.normal(0, 1, 200)),
]


def search(name, losses, weights, codes, minimum, level):
    """Every cell by its rows, without sums of any kind."""
    losses, weights = np.round(losses, 4), np.round(weights, 4)
    rate = losses.sum() / weights.sum()
    take = lambda rows: (losses[rows] - rate * weights[rows], weights[rows])
    around = losses - rate * weights
    ends = around.min(), around.max()
    families = [[], []]
    for a in range(len(codes)):
        for code in range(max(codes[a]) + 1):
            own = codes[a] == code
            if minimum <= own.sum() <= len(losses) - minimum:
                families[0].append(([[a, code]], own, weakness(take(own), take(~own), *ends)))
            for b in range(a + 1, len(codes)):
                for other in range(max(codes[b]) + 1):
                    second = codes[b] == other
                    both = own & second
                    rests = [~both, own & ~second, second & ~own]
                    if both.sum() < minimum or min(rest.sum() for rest in rests) < minimum:
                        continue
                    p = max(weakness(take(both), take(rest), *ends) for rest in rests)
                    families[1].append(([[a, code], [b, other]], both, p))
    found = []
    for family in families:
        adjusted = np.minimum(1, 2 * stats.false_discovery_control([p for _, _, p in family]))
        for (where, rows, p), q in zip(family, adjusted):
            if q > level:
                continue
            part, rest = take(rows), take(~rows)
            low, high = interval(*cautious(part, rest))
            difference = moments(*part)[0] - moments(*rest)[0]
            found.append({
                "where": where,
                "rows": int(rows.sum()),
                "value": rate + moments(*part)[0],
                "rest": rate + moments(*rest)[0],
                "interval": [min(low, difference), max(high, difference)],
                "p": p,
                "adjusted": float(q),
            })
    found.sort(key=lambda segment: -segment["interval"][0])
    return {
        "name": name,
        "losses": numbers(losses),
        "weights": None if np.all(weights == 1) else numbers(weights),
        "codes": [column.tolist() for column in codes],
        "minimum": minimum,
        "level": level,
        "looked": sum(len(family) for family in families),
        "found": found,
    }


def columns(n):
    return [rng.integers(0, 3, n), rng.integers(0, 4, n), rng.integers(0, 2, n)]


codes = columns(1200)
weak = (codes[0] == 1) * 0.8 + (codes[1] == 2) * (codes[2] == 0) * 1.2
staked = columns(1500)
stakes = rng.exponential(5, 1500) + 0.1
worse = (staked[1] == 3) * 0.5 + (staked[0] == 0) * (staked[2] == 1) * 0.3
searches = [
    search("squares", rng.normal(0, 1, 1200) ** 2 + weak, np.ones(1200), codes, 30, 0.05),
    search("stakes", stakes * (bets(1500, 1.9) + worse), stakes, staked, 40, 0.1),
]
out = {"scipy": scipy.__version__, "comparisons": comparisons, "mirrors": mirrors, "searches": searches}
print(json.dumps(out, separators=(",", ":")))
