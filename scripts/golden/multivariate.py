"""Golden values of packages/stats/src/multivariate, from scikit-learn.

    python -m venv venv && venv/bin/pip install numpy==2.4.6 scikit-learn==1.9.1     (Python 3.11)
    venv/bin/python scripts/golden/multivariate.py packages/stats/src/multivariate/fixtures

Principal components of standardised rows and the reconstruction errors of other rows; discriminants with the covariance
within groups shrunk as Ledoit and Wolf do, their scores of other rows and the AUC.
"""
import json
import sys
from pathlib import Path

import numpy as np
import sklearn
from sklearn.covariance import ledoit_wolf
from sklearn.decomposition import PCA
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

out = Path(sys.argv[1])
rng = np.random.default_rng(11)


def table(rows, columns, factors, noise):
    """Rows that a few factors move, each column in units of its own."""
    loadings = np.linspace(2, 0.7, factors)[:, None] * rng.normal(size=(factors, columns))
    values = rng.normal(size=(rows, factors)) @ loadings + noise * rng.normal(size=(rows, columns))
    return np.round(values * 10.0 ** rng.integers(-2, 3, columns) + rng.normal(size=columns) * 50, 5)


def components(name, rows, columns, factors, noise):
    values = table(rows, columns, factors, noise)
    half = rows // 2
    scaler = StandardScaler().fit(values[:half])
    then, now = scaler.transform(values[:half]), scaler.transform(values[half:])
    everything = PCA(svd_solver="full").fit(then)
    count = int(np.searchsorted(np.cumsum(everything.explained_variance_ratio_), 0.8) + 1)
    pca = PCA(n_components=min(count, 32, columns - 1), svd_solver="full").fit(then)
    residuals = now - pca.inverse_transform(pca.transform(now))
    return {
        "name": name, "rows": rows, "columns": columns, "values": values.ravel().tolist(),
        "shares": pca.explained_variance_ratio_.tolist(),
        "errors": np.linalg.norm(residuals, axis=1).tolist(), "residuals": (residuals**2).mean(axis=0).tolist(),
    }


def discriminants(name, rows, columns):
    """`rows` of each group to learn from, and as many to score."""
    mixing = rng.normal(size=(columns, columns)) / np.sqrt(columns) + np.eye(columns)
    groups = [np.round(rng.normal(size=(2 * rows, columns)) @ mixing + shift, 4) for shift in (0, 0.3)]
    learn, score = [g[:rows] for g in groups], [g[rows:] for g in groups]
    within = np.vstack([g - g.mean(axis=0) for g in learn])
    covariance, shrinkage = ledoit_wolf(within, assume_centered=True)
    weights = np.linalg.solve(covariance, learn[1].mean(axis=0) - learn[0].mean(axis=0))
    scores = np.vstack(score) @ weights
    return {
        "name": name, "rows": rows, "columns": columns, "learn": np.vstack(learn).ravel().tolist(),
        "score": np.vstack(score).ravel().tolist(), "shrinkage": float(shrinkage), "weights": weights.tolist(),
        "auc": float(roc_auc_score([0] * rows + [1] * rows, scores)),
    }


golden = {
    "made": {"by": "scripts/golden/multivariate.py", "numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "components": [
        components("two columns", 30, 2, 1, 0.5),
        components("more rows than columns", 80, 6, 2, 1.0),
        components("more columns than rows", 30, 25, 3, 1.0),
        components("more columns than Jacobi takes", 160, 66, 3, 0.5),
    ],
    "discriminants": [
        discriminants("more rows than columns", 40, 7),
        discriminants("more columns than rows", 15, 45),
    ],
}
(out / "multivariate.json").write_text(json.dumps(golden))
