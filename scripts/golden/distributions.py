"""Golden values of packages/stats/src/distribution, from mpmath and whole numbers.

    python -m venv venv && venv/bin/pip install mpmath==1.4.1 numpy==2.4.6 scipy==1.17.1     (Python 3.11)
    venv/bin/python scripts/golden/distributions.py > packages/stats/src/distribution/fixtures/distributions.jsonl

mpmath at 400 digits is the authority: both tails come from one series of positive terms and 1 minus its sum, nothing of
what the TypeScript does (continued fractions, Stirling errors). SciPy is compared on the way; where it is off by more than
1e-10 the case is named on standard error. Exact tests count orders in whole numbers.
"""
import json
import math
import random
import sys
from fractions import Fraction

from mpmath import mp, mpf
from scipy import special, stats

mp.dps = 400
TOO_SMALL = mpf("1e-300")
draw = random.Random(20260101)


def emit(name, arguments, value, scipy_value=None):
    value = mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mpf(value)
    if abs(value) < TOO_SMALL:
        return
    if scipy_value is not None and abs(mpf(float(scipy_value)) / value - 1) > mpf("1e-10"):
        print(f"scipy {name}{tuple(arguments)} = {float(scipy_value)!r}, is {float(value)!r}", file=sys.stderr)
    print(json.dumps({"name": name, "arguments": arguments, "value": float(value)}))


def round_to(x, digits=4):
    return float(f"{x:.{digits}g}")


def gamma_tails(shape, x):
    """Series of P: x^a e^-x / Gamma(a+1) * (1 + x/(a+1) + ...)."""
    shape, x = mpf(shape), mpf(x)
    term = total = mp.exp(shape * mp.log(x) - x - mp.loggamma(shape + 1))
    k = 1
    while term > total * mpf(10) ** -390:
        term *= x / (shape + k)
        total += term
        k += 1
    return total, 1 - total


def beta_tails(a, b, x, y):
    """Series of I_x(a, b) = x^a y^b / (a B(a, b)) * (1 + (a+b)/(a+1) x + ...), on the side where x <= 1/2."""
    if x > mpf("0.5"):
        return beta_tails(b, a, y, x)[::-1]
    a, b = mpf(a), mpf(b)
    log_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    term = total = mp.exp(a * mp.log(x) + b * mp.log(y) - log_beta) / a
    k = 0
    while term > total * mpf(10) ** -390:
        term *= (a + b + k) / (a + 1 + k) * x
        total += term
        k += 1
    return total, 1 - total


def gamma_family():
    for z in [1e-8, 0.01, 0.1, 0.5, 0.999, 1.0, 1.5, 1.96, 2.5, 3.3, 5.0, 7.7, 10.0, 15.0, 20.0, 26.0, 30.0, 37.0]:
        inner, outer = gamma_tails(0.5, mpf(z) ** 2 / 2)
        emit("normalSurvival", [z], outer / 2, stats.norm.sf(z))
        emit("normalSurvival", [-z], (1 + inner) / 2)
        emit("normalCdf", [-z], outer / 2, stats.norm.cdf(-z))
    shapes = [0.001, 0.05, 0.5, 1, 1.5, 2, 3.7, 5, 10, 31.4, 100, 1000, 25000.5, 1e6]
    for shape in shapes:
        for z in [-30, -12, -6, -3, -1, -0.3, 0, 0.3, 1, 3, 6, 12, 30]:
            # Wilson and Hilferty's approximate quantile, so both far tails are reached for every shape
            cube = 1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape))
            x = round_to(shape * cube**3 if cube > 0 else shape * math.exp(z / 2), 6)
            if x <= 0 or x > shape + 800 * max(1, math.sqrt(shape)):
                continue
            below, above = gamma_tails(shape, x)
            emit("gammaCdf", [x, shape], below, special.gammainc(shape, x))
            emit("gammaSurvival", [x, shape], above, special.gammaincc(shape, x))
    for freedom in [1, 2, 5, 9, 40, 365, 9999]:
        for ratio in [0.2, 0.8, 1, 1.2, 2, 5, 30, 250]:
            x = round_to(freedom * ratio)
            below, above = gamma_tails(mpf(freedom) / 2, mpf(x) / 2)
            emit("chiSquaredCdf", [x, freedom], below, stats.chi2.cdf(x, freedom))
            emit("chiSquaredSurvival", [x, freedom], above, stats.chi2.sf(x, freedom))


def beta_family():
    pairs = [(0.01, 3), (0.5, 0.5), (1, 1), (2, 5), (7.5, 0.5), (30, 40), (0.5, 5000), (400, 1600), (25000, 10), (1e5, 1e5)]
    for a, b in pairs:
        mean, spread = a / (a + b), math.sqrt(a * b / (a + b + 1)) / (a + b)
        xs = [1e-6, 0.001, 0.5, 0.999] + [mean + z * spread for z in (-20, -8, -3, -1, 0, 1, 3, 8, 20)]
        for x in sorted({round_to(x, 6) for x in xs if 0 < x < 1}):
            below, above = beta_tails(a, b, mpf(x), 1 - mpf(x))
            emit("betaCdf", [x, a, b], below, special.betainc(a, b, x))
            emit("betaSurvival", [x, a, b], above, special.betaincc(a, b, x))
    for freedom in [1, 2, 3.7, 10, 28.31, 100, 998.6, 20000, 1999998]:
        for t in [1e-5, 0.1, 0.7, 1, 1.96, 3, 6, 12, 24, 36, 200, 1e5]:
            if freedom > 1000 and t > 60:
                continue
            ratio = mpf(t) ** 2 / mpf(freedom)
            outer = beta_tails(mpf(freedom) / 2, mpf("0.5"), 1 / (1 + ratio), ratio / (1 + ratio))[0]
            emit("studentTSurvival", [t, freedom], outer / 2, stats.t.sf(t, freedom))
            emit("studentTCdf", [-t, freedom], outer / 2, stats.t.cdf(-t, freedom))
    for one, other in [(1, 1), (2, 10), (5, 5), (9, 300), (1, 20000), (120, 7.5), (5000, 5000)]:
        for x in [0.001, 0.3, 0.9, 1, 1.1, 2.5, 10, 90]:
            ratio = mpf(one) / other * mpf(x)
            below, above = beta_tails(mpf(one) / 2, mpf(other) / 2, ratio / (1 + ratio), 1 / (1 + ratio))
            emit("fCdf", [x, one, other], below, stats.f.cdf(x, one, other))
            emit("fSurvival", [x, one, other], above, stats.f.sf(x, one, other))
    for trials, chance in [(1, 0.3), (10, 0.5), (50, 0.02), (1000, 0.25), (20000, 0.001), (1000000, 0.5)]:
        mean, spread = trials * chance, math.sqrt(trials * chance * (1 - chance))
        for k in sorted({min(trials, max(0, round(mean + z * spread))) for z in (-30, -9, -4, -1, 0, 1, 4, 9, 30)}):
            share = mpf(chance)
            exact = mp.binomial(trials, k) * share**k * (1 - share) ** (trials - k)
            emit("binomialProbability", [k, trials, chance], exact, stats.binom.pmf(k, trials, chance))
            if k < trials:
                above, below = beta_tails(k + 1, trials - k, share, 1 - share)
                emit("binomialCdf", [k, trials, chance], below, stats.binom.cdf(k, trials, chance))
                emit("binomialSurvival", [k, trials, chance], above, stats.binom.sf(k, trials, chance))


def kolmogorov_family():
    for x in [0.05, 0.1, 0.3, 0.5, 0.82, 0.999, 1.0, 1.001, 1.2, 1.358, 1.63, 2.0, 3.0, 5.0, 9.0, 18.0]:
        upper = 2 * mp.fsum((-1) ** (k - 1) * mp.exp(-2 * k * k * mpf(x) ** 2) for k in range(1, 1500))
        emit("kolmogorovSurvival", [x], upper, special.kolmogorov(x))
        emit("kolmogorovCdf", [x], 1 - upper)


def anderson_darling_survival(x, digits):
    """Anderson and Darling (1952), their series for the cdf: another formula than the one in TypeScript."""
    with mp.workdps(digits):
        z = mpf(x)
        total = mpf(0)
        for j in range(200):
            c = (4 * j + 1) ** 2 * mp.pi**2 / (8 * z)
            width = 1 / mp.sqrt(c)
            # with w = width * v; beyond the end the integrand is below the digits asked for
            end = mp.sqrt(digits * mpf("2.4") + z / 8)
            integral = width * mp.quad(lambda v: mp.exp(z / (8 * ((width * v) ** 2 + 1)) - v * v), mp.linspace(0, end, 9))
            part = mp.binomial(mpf("-0.5"), j) * (4 * j + 1) * mp.exp(-c) * integral
            total += part
            if j > 0 and abs(part) < mpf(10) ** -(digits - 5):
                break
        return 1 - mp.sqrt(2 * mp.pi) / z * total


def anderson_darling():
    for x in [0.1, 0.3, 0.7, 1.2, 1.933, 2.492, 3.878, 6, 10, 20, 45, 100]:
        emit("andersonDarlingSurvival", [x], anderson_darling_survival(x, 60 + int(x)))


def smirnov_exact(height, n, m, ends=None):
    """Orders of the pooled sample, as paths of whole numbers, that stay inside; ends: where functions are compared."""
    scale = math.lcm(n, m)
    down, across = scale // n, scale // m
    row = [0] * (m + 1)
    for i in range(n + 1):
        for j in range(m + 1):
            here = 1 if i == j == 0 else (row[j] if i else 0) + (row[j - 1] if j else 0)
            outside = (ends is None or ends[i + j]) and abs(i * down - j * across) >= height
            row[j] = 0 if outside else here
    return 1 - Fraction(row[m], math.comb(n + m, n))


def exact_tests():
    for n, m in [(2, 2), (2, 7), (3, 3), (5, 8), (9, 12), (10, 10), (13, 40), (25, 25), (30, 45), (100, 100), (64, 96), (3, 200), (151, 77)]:
        scale = math.lcm(n, m)
        for height in sorted({max(1, round(scale * d)) for d in (0.05, 0.15, 0.3, 0.5, 0.75, 0.95, 1)}):
            emit("kolmogorovSmirnovSurvival", [height / scale, n, m], smirnov_exact(height, n, m))
    for n, m, levels in [(3, 3, 2), (6, 9, 3), (15, 10, 4), (20, 20, 8), (40, 33, 5), (60, 60, 30)]:
        for _ in range(4):
            cuts = sorted(draw.sample(range(1, n + m), levels - 1)) + [n + m]
            ends = [1 if k in cuts else 0 for k in range(n + m + 1)]
            scale = math.lcm(n, m)
            for d in (0.1, 0.3, 0.6, 1):
                value = smirnov_exact(max(1, round(scale * d)), n, m, ends)
                if value > 0:
                    emit("kolmogorovSmirnovSurvivalGivenTies", [max(1, round(scale * d)) / scale, n, m, cuts], value)
    for n, m in [(2, 2), (2, 9), (3, 3), (5, 8), (8, 8), (20, 20), (50, 50), (7, 300), (100, 100)]:
        orders = [1]
        for i in range(1, min(n, m) + 1):
            factor = max(n, m) + i
            orders += [0] * (n * m + 1 - len(orders))
            for k in range(n * m, factor - 1, -1):
                orders[k] -= orders[k - factor]
            for k in range(i, n * m + 1):
                orders[k] += orders[k - i]
        for share in (0, 0.3, 0.5, 0.55, 0.7, 0.9, 1):
            u = round(n * m * share)
            emit("mannWhitneySurvival", [u, n, m], Fraction(sum(orders[u:]), math.comb(n + m, n)))


def solve(tail, p):
    """The x > 0 with tail(x) = p, by halving an interval of ln x; tail falls."""
    low, high = mpf(-800), mpf(800)
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(mp.exp(middle)) > p else (low, middle)
    return mp.exp(low)


def beta_of_odds(a, b, odds):
    return beta_tails(a, b, odds / (1 + odds), 1 / (1 + odds))


def kolmogorov_survival(x):
    return 2 * mp.fsum((-1) ** (k - 1) * mp.exp(-2 * k * k * x**2) for k in range(1, 50)) if x > mpf("0.3") else mpf(1)


def quantiles():
    half = mpf("0.5")
    gamma_above = lambda shape: lambda x: gamma_tails(shape, x)[1] if x < 5000 else mpf(0)
    f_above = lambda x: beta_of_odds(2, 15, x * 4 / 30)[1]
    t_both = lambda t: beta_of_odds(half, mpf("3.75"), t**2 / mpf("7.5"))[1]
    odds_above = lambda odds: beta_of_odds(2, 5, odds)[1]
    share = lambda odds: odds / (1 + odds)
    for p in [1e-290, 1e-100, 1e-20, 1e-6, 0.001, 0.025, 0.2, 0.4]:
        emit("normalUpperQuantile", [p], mp.sqrt(2 * solve(gamma_above(half), 2 * mpf(p))))
        emit("chiSquaredUpperQuantile", [p, 3], 2 * solve(gamma_above(mpf("1.5")), mpf(p)))
        emit("chiSquaredQuantile", [p, 3], 2 * solve(gamma_above(mpf("1.5")), 1 - mpf(p)))
        emit("gammaQuantile", [p, 2.5], solve(gamma_above(mpf("2.5")), 1 - mpf(p)))
        emit("gammaUpperQuantile", [p, 2.5], solve(gamma_above(mpf("2.5")), mpf(p)))
        emit("betaQuantile", [p, 2, 5], share(solve(odds_above, 1 - mpf(p))))
        emit("betaUpperQuantile", [p, 2, 5], share(solve(odds_above, mpf(p))))
        emit("fUpperQuantile", [p, 4, 30], solve(f_above, mpf(p)))
        emit("kolmogorovUpperQuantile", [p], solve(kolmogorov_survival, mpf(p)))
        emit("studentTUpperQuantile", [p, 7.5], solve(t_both, 2 * mpf(p)))
    for p in [0.001, 0.025, 0.2, 0.4, 0.9, 0.999]:
        near, sign = (1 - mpf(p), 1) if p > 0.5 else (mpf(p), -1)
        emit("normalQuantile", [p], sign * mp.sqrt(2 * solve(gamma_above(half), 2 * near)))
        emit("studentTQuantile", [p, 7.5], sign * solve(t_both, 2 * near))
        emit("fQuantile", [p, 4, 30], solve(f_above, 1 - mpf(p)))
        emit("kolmogorovQuantile", [p], solve(kolmogorov_survival, 1 - mpf(p)))
        emit("binomialQuantile", [p, 1000, 0.25], int(stats.binom.ppf(p, 1000, 0.25)))

if __name__ == "__main__":
    gamma_family()
    beta_family()
    kolmogorov_family()
    anderson_darling()
    exact_tests()
    quantiles()
