"""Profiles of two files by whylogs, and their drift scores: whylogs_profiles.py REFERENCE CURRENT"""

import sys

import pandas
import usage  # noqa: F401
import whylogs
from whylogs.viz.drift.column_drift_algorithms import calculate_drift_scores

reference, current = (whylogs.log(pandas.read_parquet(file)).view() for file in sys.argv[1:])
print(calculate_drift_scores(target_view=current, reference_view=reference, with_thresholds=True))
