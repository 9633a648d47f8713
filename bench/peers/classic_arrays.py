"""PSI, KS and KL of columns that are in memory, as is usual in Python: classic_arrays.py COLUMNS ROWS"""

import sys

import numpy
import usage
from scipy.stats import ks_2samp


def shares(counts):
    found = counts / max(1, counts.sum())
    return numpy.where(found == 0, 1e-10, found)


def psi(reference, current, bins=10):
    before, edges = numpy.histogram(reference, bins)
    now, _ = numpy.histogram(current, edges)
    r, c = shares(before), shares(now)
    return float(numpy.sum((c - r) * numpy.log(c / r)))


def kl(reference, current, bins=10):
    both = (min(reference.min(), current.min()), max(reference.max(), current.max()))
    r, c = (shares(numpy.histogram(values, bins, both)[0]) for values in (reference, current))
    return float(numpy.sum(r * numpy.log(r / c)))


def main(columns, rows):
    random = numpy.random.default_rng(1)
    pairs = [(random.normal(0, 1, rows), random.normal(column % 2 / 3, 1, rows)) for column in range(columns)]
    usage.start()
    drifted = 0
    for reference, current in pairs:
        statistic = ks_2samp(reference, current, method="asymp").statistic
        drifted += psi(reference, current) > 0.25 or statistic > 0.1 or kl(reference, current) > 0.1
    print(f"{drifted} of {columns} drifted")


main(*map(int, sys.argv[1:]))
