"""NannyML's univariate drift (Jensen–Shannon) of two files, in its ten chunks: nannyml_univariate.py REFERENCE CURRENT"""

import sys

import nannyml
import pandas
import usage  # noqa: F401

reference, current = (pandas.read_parquet(file) for file in sys.argv[1:])
names = list(reference.columns)
calculator = nannyml.UnivariateDriftCalculator(
    column_names=names,
    continuous_methods=["jensen_shannon"],
    categorical_methods=["jensen_shannon"],
)
found = calculator.fit(reference).calculate(current)
print(found.filter(period="analysis").to_df().T.to_string())
