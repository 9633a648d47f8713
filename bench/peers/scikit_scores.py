"""Scores of a binary model with scikit-learn, without intervals: scikit_scores.py eight|all ROWS|FILE"""

import sys

import numpy
import usage
from sklearn import metrics
from sklearn.calibration import calibration_curve


def made(rows):
    random = numpy.random.default_rng(1)
    logit = random.normal(0, 1, rows)
    scores = 1 / (1 + numpy.exp(-1.2 * logit))
    labels = (random.uniform(0, 1, rows) < 1 / (1 + numpy.exp(-logit))).astype(float)
    odds = 1 + numpy.exp(0.3 * random.normal(0, 1, rows) - logit) * 0.95
    usage.start()
    return scores, labels, odds


def read(file):
    import pandas

    frame = pandas.read_parquet(file)
    return (frame[name].to_numpy() for name in ("p", "label", "odds"))


def eight(scores, labels, odds):
    predictions = (scores >= 0.5).astype(float)
    return [
        metrics.accuracy_score(labels, predictions),
        metrics.log_loss(labels, scores),
        metrics.brier_score_loss(labels, scores),
        metrics.precision_score(labels, predictions),
        metrics.recall_score(labels, predictions),
        metrics.f1_score(labels, predictions),
        metrics.roc_auc_score(labels, scores),
        numpy.mean(scores * odds - 1),
    ]


def every(scores, labels, _):
    predictions = (scores >= 0.5).astype(float)
    kept, promised = calibration_curve(labels, scores, n_bins=10, strategy="quantile")
    return [
        metrics.accuracy_score(labels, predictions),
        metrics.balanced_accuracy_score(labels, predictions),
        metrics.precision_score(labels, predictions),
        metrics.recall_score(labels, predictions),
        metrics.recall_score(labels, predictions, pos_label=0),
        metrics.f1_score(labels, predictions),
        metrics.matthews_corrcoef(labels, predictions),
        metrics.roc_auc_score(labels, scores),
        metrics.average_precision_score(labels, scores),
        metrics.log_loss(labels, scores),
        metrics.brier_score_loss(labels, scores),
        numpy.mean(numpy.abs(kept - promised)),
    ]


rule, source = sys.argv[1:]
data = made(int(source)) if source.isdigit() else read(source)
print(*{"eight": eight, "all": every}[rule](*data))
