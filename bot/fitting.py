"""Fitting the models: listwise ranking, and logistic regression. Needs the extra `training` (scikit-learn, SciPy)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from bot.weights import Logistic

Rows = Sequence[Mapping[str, float]]

_ROUND = 5
_LEAST_DEVIATION = 1e-3


def fit_listwise(
    lists: Sequence[Rows],
    targets: Sequence[Sequence[float]],
    counts: Sequence[float],
    l2: float,
    least_deviation: float = _LEAST_DEVIATION,
) -> Logistic:
    """Weights that put a list's targets (each list's sum to 1) on top: the softmax cross-entropy of ListNet (Cao et
    al. 2007), features scaled to unit variance, with a ridge penalty `l2`. Features that deviate less than
    `least_deviation` are scaled by that: many rare ones are not learned by heart."""
    vectorizer = DictVectorizer(sparse=True, sort=True)
    rows = csr_matrix(vectorizer.fit_transform([row for rows in lists for row in rows]))
    scale = _deviation(rows, least_deviation)
    rows = csr_matrix(rows.multiply(1 / scale))
    sizes = np.array([len(one) for one in lists])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    segment = np.repeat(np.arange(len(lists)), sizes)
    wanted = np.concatenate([np.asarray(one, dtype=float) for one in targets])
    weight = np.asarray(counts, dtype=float)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ w
        top = np.maximum.reduceat(scores, starts)
        grown = np.exp(scores - top[segment])
        total = np.add.reduceat(grown, starts)
        log_p = scores - top[segment] - np.log(total)[segment]
        off = weight[segment] * (grown / total[segment] - wanted)
        value = -float((weight[segment] * wanted * log_p).sum()) + 0.5 * l2 * float(w @ w)
        return value, np.asarray(rows.T @ off + l2 * w)

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return _logistic(0.0, dict(zip(vectorizer.get_feature_names_out().tolist(), found.x / scale, strict=True)))


def fit_logistic(
    rows: Rows, labels: Sequence[float], counts: Sequence[float], c: float, least_share: float = 0.0
) -> Logistic:
    """Logistic regression on features scaled to unit variance; `c` is the inverse of the ridge penalty. Features that
    fewer than `least_share` of the rows have are left out: scaled, the rare ones would be learned by heart."""
    vectorizer = DictVectorizer(sparse=True, sort=True)
    vectorizer.fit(rows)
    matrix = csr_matrix(vectorizer.transform(rows))
    vectorizer.restrict(np.flatnonzero(matrix.getnnz(axis=0) >= max(1, least_share * len(rows))))
    matrix = csr_matrix(vectorizer.transform(rows))
    scale = _deviation(matrix, _LEAST_DEVIATION)
    model = LogisticRegression(C=c, max_iter=5000, tol=1e-6)
    model.fit(csr_matrix(matrix.multiply(1 / scale)), labels, sample_weight=counts)
    weights = dict(zip(vectorizer.get_feature_names_out().tolist(), model.coef_[0] / scale, strict=True))
    return _logistic(float(model.intercept_[0]), weights)


def _deviation(rows: csr_matrix, least: float) -> NDArray[np.float64]:
    mean = np.asarray(rows.mean(axis=0)).ravel()
    squares = np.asarray(rows.multiply(rows).mean(axis=0)).ravel()
    found: NDArray[np.float64] = np.sqrt(np.maximum(squares - mean * mean, least * least))
    return found


def _logistic(bias: float, weights: Mapping[str, Any]) -> Logistic:
    kept = {name: round(float(value), _ROUND) for name, value in sorted(weights.items())}
    return Logistic(bias=round(bias, _ROUND), weights={name: value for name, value in kept.items() if value})
