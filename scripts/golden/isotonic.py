"""Golden values for isotonic regression: scikit-learn's IsotonicRegression(out_of_bounds='clip').

    pip install numpy scikit-learn
    python scripts/golden/isotonic.py > packages/stats/src/estimate/fixtures/isotonic.json
"""

import json

import numpy as np
import sklearn
from sklearn.isotonic import IsotonicRegression

random = np.random.default_rng(20261121)


def case(name, x, y, weights=None):
    x, y = np.asarray(x, float), np.asarray(y, float)
    at = np.concatenate([random.uniform(x.min() - 0.2, x.max() + 0.2, 40), x[:20], [x.min(), x.max()]])
    fit = IsotonicRegression(out_of_bounds="clip").fit(x, y, sample_weight=weights)
    return {
        "name": name,
        "x": x.tolist(),
        "y": y.tolist(),
        "weights": None if weights is None else np.asarray(weights, float).tolist(),
        "at": at.tolist(),
        "values": fit.predict(at).tolist(),
    }


scores = random.uniform(size=300)
rounded = np.round(random.beta(2, 3, size=300), 1)
cases = [
    case("labels of scores", scores, random.uniform(size=300) < scores),
    case("ties", rounded, random.uniform(size=300) < rounded**2),
    case("weights", scores, random.uniform(size=300) < scores, random.exponential(size=300)),
    case("ties and weights, some of them 0", rounded, random.normal(size=300), np.maximum(0, random.normal(size=300))),
    case("falling throughout", np.arange(20), -np.arange(20)),
    case("rising throughout", np.arange(20), np.arange(20) ** 2),
    case("one class", scores[:50], np.ones(50)),
    case("extreme scores", [1e-15, 1e-9, 0.5, 1 - 1e-9, 1], [0, 1, 0, 1, 1]),
]
print(json.dumps({"scikit_learn": sklearn.__version__, "cases": cases}))
