"""Golden values for profit. Returns on stakes and their standard errors, with and without dependence between rows, are
those of statsmodels: a regression of profit on stake through the origin, weighted by 1/stake, with robust errors
(HC1, HAC). The interval less skewness is found by solving Hall's cubic with scipy; the drawdown is pandas'.

    pip install numpy scipy pandas statsmodels
    python scripts/golden/profit_scores.py > packages/stats/src/score/profit/fixtures/scores.json
"""

import json

import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import optimize, stats
from statsmodels.stats.proportion import proportion_confint


def ratio(tops, bottoms, lags=0):
    model = sm.WLS(tops, bottoms, weights=1 / bottoms)
    fit = (
        model.fit(cov_type="HC1")
        if lags == 0
        else model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    )
    return float(fit.params[0]), float(fit.bse[0])


def skewed(tops, bottoms, level=0.95):
    value, error = ratio(tops, bottoms)
    a = stats.skew(tops - value * bottoms) / np.sqrt(bottoms.sum() ** 2 / (bottoms**2).sum())
    t = stats.t.ppf((1 + level) / 2, bottoms.sum() ** 2 / (bottoms**2).sum() - 1)

    def solve(target):
        return optimize.brentq(lambda x: x + a * x**2 / 3 + a**2 * x**3 / 27 + a / 6 - target, -1e4, 1e4, xtol=1e-15)

    return [value - error * solve(t), value - error * solve(-t)]


def sharpe(profit, stake):
    r = profit / stake
    z = (r - r.mean()) / r.std(ddof=1)
    value = r.mean() / r.std(ddof=1)
    influence = z - value / 2 * (z**2 - 1)
    n = len(r)
    moments = (1 - stats.skew(r) * value + (stats.kurtosis(r, fisher=False) - 1) / 4 * value**2) / n
    return {
        "value": float(value),
        "error": float(influence.std(ddof=1) / np.sqrt(n)),
        "error_by_moments": float(np.sqrt(moments)),
    }


def case(name, stake, decimal, won, p, closing):
    profit = np.where(won == 1, stake * (decimal - 1), -stake)
    n = len(stake)
    course = pd.concat([pd.Series([0.0]), pd.Series(profit)]).cumsum()
    one = np.ones(n)
    mean, mean_error = ratio(profit, one)
    expected = stake * (p * decimal - 1)
    f = np.minimum(0.05, 0.25 * np.maximum(0, (p * decimal - 1) / (decimal - 1)))
    rate = proportion_confint(int(won.sum()), n, method="wilson")
    figure = lambda found: {"value": found[0], "error": found[1]}
    return {
        "name": name,
        "stakes": stake.tolist(),
        "odds": decimal.tolist(),
        "outcomes": won.tolist(),
        "probabilities": p.tolist(),
        "closingOdds": closing.tolist(),
        "bankroll": 1000,
        "rowsPerYear": 252,
        "figures": {
            "roi": figure(ratio(profit, stake)),
            "profit": {"value": float(profit.sum()), "error": mean_error * n},
            "win_rate": {"value": float(won.mean()), "error": float(np.sqrt(won.mean() * (1 - won.mean()) / n))},
            "max_drawdown": {"value": float((course.cummax() - course).max())},
            "max_drawdown_share": {"value": float(((course + 1000).cummax() - course - 1000).div((course + 1000).cummax()).max())},
            "sharpe": sharpe(profit, stake),
            "growth": {"value": float(np.log((1000 + profit.sum()) / 1000) / n)},
            "kelly_growth": figure(ratio(np.log1p(f * profit / stake), one)),
            "turnover": {"value": float(stake.sum())},
            "break_even_rate": figure(ratio(stake, stake * decimal) if np.ptp(decimal) > 0 else (1 / decimal[0], 0.0)),
            "closing_line_value": figure(ratio(stake * (decimal / closing - 1), stake)),
            "expected_value": figure(ratio(expected, stake)),
            "overstatement": figure(ratio(expected - profit, stake)),
            "kelly_stake": figure(ratio(f, one)),
            "expected_kelly_growth": figure(ratio(p * np.log1p(f * (decimal - 1)) + (1 - p) * np.log1p(-f), one)),
        },
        "roi_of_lags": {str(lags): ratio(profit, stake, lags)[1] for lags in (1, 5)},
        "roi_interval": skewed(profit, stake),
        "win_rate_interval": [float(bound) for bound in rate],
    }


def main():
    rng = np.random.default_rng(20261122)
    n = 150
    p = rng.uniform(0.2, 0.8, n)
    decimal = np.round(1.02 / np.clip(p + rng.normal(0, 0.05, n), 0.1, 0.95), 2) + 0.05
    won = (rng.uniform(size=n) < p).astype(int)
    closing = np.maximum(1.01, decimal * np.exp(rng.normal(-0.01, 0.04, n)))
    stake = np.round(rng.gamma(2, 10, n), 2) + 1
    long = np.round(rng.uniform(8, 30, n), 1)
    cases = [
        case("flat stakes", np.ones(n), decimal, won, p, closing),
        case("stakes of many sizes", stake, decimal, won, p, closing),
        case("long odds", stake, long, (rng.uniform(size=n) < 1 / long).astype(int), 1.1 / long, long * 0.98 + stake / 100),
        case("favourites", np.ones(n), 1 + 0.1 * p, (rng.uniform(size=n) < 0.93).astype(int), 0.9 + p / 10, 1 + 0.09 * p + stake / 1e4),
    ]
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__}
    print(json.dumps({"made_with": versions, "cases": cases}))


main()
