"""Writes packages/stats/src/drift/testing/modes.json: what other tools' formulas give for known columns.

    python -m venv /tmp/golden && /tmp/golden/bin/pip install numpy scipy
    /tmp/golden/bin/python scripts/golden/drift_modes.py

The formulas are typed from the tools' definitions (Evidently's statistical tests, Phoenix' metrics of 2024, SciPy
itself, credit scoring's deciles), on top of NumPy and SciPy, which those tools use; no code of theirs is run.
"""

import json
from pathlib import Path

import numpy as np
import scipy
from scipy import stats
from scipy.spatial.distance import jensenshannon

OUT = Path(__file__).parents[2] / "packages/stats/src/drift/testing/modes.json"


def uniform(seed, n):
    out = np.empty(n)
    state = seed & 0xFFFFFFFF
    for i in range(n):
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t = (((t + ((t ^ (t >> 7)) * (t | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF) ^ t)
        out[i] = (t ^ (t >> 14)) / 4294967296
    return out


def column(number, n, base):
    seed = base + number * 1000003
    x = uniform(seed, n)
    if 5 <= number < 10:
        for k in range(1, 12):
            x = x + uniform(seed + k * 7919, n)
        return x - 6
    if number < 5:
        return x
    return x * x * x * 100 if number < 15 else np.floor(x * 50)


def pairs(n):
    """Pairs of columns by name; the ones after the first four are made to reach the formulas' corners."""
    ref = {j: column(j, n, 12345) for j in (0, 6, 7, 10, 16)}
    cur = {j: column(j, n, 987654321) for j in (0, 6, 7, 10, 16)}
    yield "f00", ref[0], cur[0] * 1.25
    yield "f06", ref[6], cur[6] * 1.5
    yield "f07", ref[7], cur[7] + 1
    yield "f10", ref[10], cur[10] * 1.3
    yield "f16", ref[16], cur[16] + 25
    yield "few_values", np.floor(ref[16] / 5), np.floor(cur[16] / 4)
    yield "mostly_zero", np.where(ref[0] < 0.9, 0.0, ref[0] * 1000), np.where(cur[0] < 0.8, 0.0, cur[0] * 1000)
    yield "wild", ref[6], np.append(cur[6] + 1, 1e6)
    yield "apart", ref[0], cur[0] + 5
    yield "two_values", np.where(ref[0] < 0.3, 0.0, 1.0), np.where(cur[0] < 0.5, 0.0, 1.0)


# --- Evidently -------------------------------------------------------------------------------------------------------


def evidently_shares(r, c, fill):
    if len(np.unique(r)) > 20:
        edges = np.histogram_bin_edges(np.concatenate([r, c]), bins="sturges")
        pr, pc = np.histogram(r, edges)[0] / len(r), np.histogram(c, edges)[0] / len(c)
    else:
        keys = np.unique(np.concatenate([r, c]))
        pr = np.array([(r == key).sum() / len(r) for key in keys])
        pc = np.array([(c == key).sum() / len(c) for key in keys])
    if fill:
        for p in (pr, pc):
            smallest = p[p != 0].min()
            p[p == 0] = smallest / 10**6 if smallest <= 0.0001 else 0.0001
    return pr, pc


def evidently_hellinger(r, c):
    edges = np.histogram_bin_edges(np.unique(np.concatenate([r, c])), bins="sturges")
    dr, dc = np.histogram(r, edges, density=True)[0], np.histogram(c, edges, density=True)[0]
    width = (edges[-1] - edges[0]) / len(dr)
    return float(np.sqrt(1 - np.clip(np.sum(np.sqrt(dr * dc) * width), 0, 1)))


def evidently(r, c):
    pr, pc = evidently_shares(r, c, fill=True)
    raw_r, raw_c = evidently_shares(r, c, fill=False)
    return {
        "psi": float(np.sum((pr - pc) * np.log(pr / pc))),
        "kl": float(stats.entropy(pr, pc)),
        "js": float(jensenshannon(raw_r, raw_c)),
        "hellinger": evidently_hellinger(r, c),
        "wasserstein": float(stats.wasserstein_distance(r, c) / max(np.std(r), 0.001)),
        "energy_distance": float(stats.energy_distance(r, c)),
        "ks": float(stats.ks_2samp(r, c).statistic),
    }


# --- Phoenix ---------------------------------------------------------------------------------------------------------


def left_closed(values, inner):
    return np.bincount(np.searchsorted(inner, values, side="right"), minlength=len(inner) + 1)


def phoenix(r, c):
    """The last 5 % of the reference and 10 % of the current column are taken for missing, to fill that bin."""
    miss_r, miss_c = len(r) // 20, len(c) // 10
    r, c = r[: len(r) - miss_r], c[: len(c) - miss_c]
    cuts = np.unique(np.nanquantile(r, np.arange(0, 11) / 10))
    inner = cuts[1:-1] if len(cuts) > 2 else cuts[:1]
    hr = np.append(left_closed(r, inner), miss_r) + 1
    hc = np.append(left_closed(c, inner), miss_c) + 1
    pr, pc = hr / hr.sum(), hc / hc.sum()
    return {
        "psi": float(stats.entropy(pr, pc) + stats.entropy(pc, pr)),
        "kl": float(stats.entropy(pc, pr)),
        "js": float(jensenshannon(pc, pr)),
    }


# --- Credit scoring's deciles, and SciPy ------------------------------------------------------------------------------


def decile(r, c):
    inner = np.unique(np.quantile(r, np.arange(1, 10) / 10))
    pr = np.maximum(left_closed(r, inner) / len(r), 1e-4)
    pc = np.maximum(left_closed(c, inner) / len(c), 1e-4)
    return {"psi": float(np.sum((pc - pr) * np.log(pc / pr)))}


def plain(r, c):
    return {
        "wasserstein": float(stats.wasserstein_distance(r, c)),
        "energy_distance": float(stats.energy_distance(r, c)),
        "ks": float(stats.ks_2samp(r, c).statistic),
        "wasserstein_by_std": float(stats.wasserstein_distance(r, c) / np.std(r)),
        "wasserstein_by_range": float(stats.wasserstein_distance(r, c) / np.ptp(r)),
        "wasserstein_by_iqr": None if stats.iqr(r) == 0 else float(stats.wasserstein_distance(r, c) / stats.iqr(r)),
    }


def main():
    n = 2000
    cases = {
        name: {"evidently": evidently(r, c), "phoenix": phoenix(r, c), "decile": decile(r, c), "plain": plain(r, c)}
        for name, r, c in pairs(n)
    }
    made = {"by": "scripts/golden/drift_modes.py", "numpy": np.__version__, "scipy": scipy.__version__}
    OUT.write_text(json.dumps({"made": made, "n": n, "cases": cases}, indent=2) + "\n")


if __name__ == "__main__":
    main()
