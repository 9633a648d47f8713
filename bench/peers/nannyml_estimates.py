"""NannyML's estimates of six metrics without labels (CBPE), in its ten chunks: nannyml_estimates.py learn|estimate ROWS"""

import sys

import nannyml
import numpy
import pandas
import usage


def made(rows, seed):
    random = numpy.random.default_rng(seed)
    logit = random.normal(0, 1, rows)
    scores = 1 / (1 + numpy.exp(-1.2 * logit))
    labels = (random.uniform(0, 1, rows) < 1 / (1 + numpy.exp(-logit))).astype(int)
    return pandas.DataFrame({"p": scores, "decided": (scores >= 0.5).astype(int), "label": labels})


rule, rows = sys.argv[1:]
reference, current = made(int(rows), 1), made(int(rows), 4).drop(columns="label")
estimator = nannyml.CBPE(
    problem_type="classification_binary",
    y_true="label",
    y_pred_proba="p",
    y_pred="decided",
    metrics=["roc_auc", "f1", "precision", "recall", "accuracy", "specificity"],
)
if rule == "learn":
    usage.start()
estimator.fit(reference)
if rule == "estimate":
    usage.start()
print(estimator.estimate(current).filter(period="analysis").to_df().T.to_string())
