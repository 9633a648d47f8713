"""Golden values for comparisons of two models on the same rows: McNemar's test from statsmodels, mid-p from scipy's
binomial, paired t from scipy (with weights: from a weighted regression of statsmodels with robust errors), DeLong's test
from MLstatkit and, as the paper writes it, from every pair of a one and a zero.

    pip install numpy scipy statsmodels MLstatkit
    python scripts/golden/model_comparisons.py > packages/stats/src/score/compare/fixtures/comparisons.json
"""

import json
from importlib.metadata import version

import numpy as np
import statsmodels.api as sm
from MLstatkit import Delong_test
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar


def discordant(b, c):
    table = [[10, b], [c, 10]]
    chi = lambda correction: mcnemar(table, exact=False, correction=correction)
    exact = mcnemar(table, exact=True)
    fewer = min(b, c)
    mid = 2 * stats.binom.cdf(fewer, b + c, 0.5) - stats.binom.pmf(fewer, b + c, 0.5)
    return {
        "onlyChampion": b,
        "onlyChallenger": c,
        "exact": [float(exact.statistic), float(exact.pvalue)],
        "mid_p": [float(fewer), float(min(1, mid))],
        "chi_squared": [float(chi(False).statistic), float(chi(False).pvalue)],
        # statsmodels makes a difference of none here by taking 1 from 0; R's mcnemar.test does not
        "chi_squared_continuity": [0.0, 1.0] if b == c else [float(chi(True).statistic), float(chi(True).pvalue)],
    }


def variance_of_pairs(y, a, b):
    def wins(s):
        ones, zeros = s[y == 1], s[y == 0]
        return (ones[:, None] > zeros[None, :]) + 0.5 * (ones[:, None] == zeros[None, :])

    d = wins(b) - wins(a)
    return float(d.mean(axis=1).var(ddof=1) / d.shape[0] + d.mean(axis=0).var(ddof=1) / d.shape[1])


def areas(name, y, a, b):
    z, p, _, _, first, second, info = Delong_test(y, a, b)
    assert info["method"] == "delong", info
    return {
        "name": name,
        "labels": y.tolist(),
        "champion": a.tolist(),
        "challenger": b.tolist(),
        "areas": [float(first), float(second)],
        "z": float(z),
        "p": float(p),
        "variance": variance_of_pairs(y, a, b),
    }


def means(name, a, b, w=None):
    if w is None:
        test = stats.ttest_rel(b, a)
        low, high = test.confidence_interval(0.95)
        found = {"difference": float((b - a).mean()), "p": float(test.pvalue), "interval": [float(low), float(high)]}
    else:
        fit = sm.WLS(b - a, np.ones(len(a)), weights=w).fit(cov_type="HC1")
        n = w.sum() ** 2 / (w**2).sum()
        half = stats.t.ppf(0.975, n - 1) * fit.bse[0]
        found = {
            "difference": float(fit.params[0]),
            "p": float(2 * stats.t.sf(abs(fit.params[0] / fit.bse[0]), n - 1)),
            "interval": [float(fit.params[0] - half), float(fit.params[0] + half)],
        }
    return {"name": name, "champion": a.tolist(), "challenger": b.tolist(), "weights": None if w is None else w.tolist(), **found}


def main():
    rng = np.random.default_rng(20261123)
    n = 130
    p = rng.uniform(size=n)
    y = (rng.uniform(size=n) < p).astype(int)
    a = np.clip(p + 0.25 * rng.standard_normal(n), 0, 1)
    b = np.clip(p + 0.15 * rng.standard_normal(n), 0, 1)
    rare = (rng.uniform(size=n) < 0.07).astype(int)
    noisy = rng.standard_normal(n)
    skewed = rng.exponential(size=n)
    cases = {
        "mcnemar": [discordant(*pair) for pair in [(0, 6), (5, 15), (12, 12), (30, 49), (200, 260), (1000, 1300)]],
        "areas": [
            areas("two models", y, a, b),
            areas("ties", y, np.round(a, 1), np.round(b, 1)),
            areas("few ones", rare, rare + noisy, 0.5 * rare + noisy),
            areas("ties at 0 and 1 only", y, (a > 0.5).astype(float), (b > 0.5).astype(float)),
            areas("one against the other way round", y, a, 1 - a),
        ],
        "means": [
            means("losses", (a - y) ** 2, (b - y) ** 2),
            means("skewed", skewed, 0.8 * skewed + 0.1 * rng.standard_normal(n)),
            means("far from 0", 1e6 + a, 1e6 + b),
            means("weights", (a - y) ** 2, (b - y) ** 2, rng.uniform(0.1, 3, n)),
        ],
    }
    names = ["numpy", "scipy", "statsmodels", "MLstatkit"]
    print(json.dumps({"made_with": {name: version(name) for name in names}, **cases}))


main()
