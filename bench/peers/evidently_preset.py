"""Evidently's preset for drift of two files: evidently_preset.py REFERENCE CURRENT"""

import sys

import pandas
import usage  # noqa: F401
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

reference, current = (pandas.read_parquet(file) for file in sys.argv[1:])
numbers = [name for name in reference.columns if name.startswith("number")]
categories = [name for name in reference.columns if name.startswith("category")]
definition = DataDefinition(numerical_columns=numbers, categorical_columns=categories)
before, now = (Dataset.from_pandas(frame, data_definition=definition) for frame in (reference, current))
found = Report([DataDriftPreset()]).run(now, before)
print(found.json()[:2000])
