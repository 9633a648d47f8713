"""Compares the columns of two files with SciPy: scipy_columns.py REFERENCE CURRENT"""

import sys

import pandas
import usage  # noqa: F401
from pandas.api.types import is_numeric_dtype
from scipy.stats import chi2_contingency, ks_2samp

reference, current = (pandas.read_parquet(file) for file in sys.argv[1:])
for name in reference.columns:
    before, now = reference[name].dropna(), current[name].dropna()
    if is_numeric_dtype(before):
        found = ks_2samp(before, now, method="asymp")
    else:
        counts = pandas.concat([before.value_counts(), now.value_counts()], axis=1).fillna(0)
        found = chi2_contingency(counts.T)
    print(name, found.statistic, found.pvalue)
