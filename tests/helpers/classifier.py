"""A small classifier for tests of leakage: logistic regression, tested on worlds that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]


def auc(scores: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """The chance that a true one scores higher than a false one; ties count half."""
    ranks = rankdata(scores)
    positive = int(truth.sum())
    negative = len(truth) - positive
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative))


def fit(features: Floats, truth: npt.NDArray[np.bool_], penalty: float = 3.0) -> Floats:
    """Weights of a ridge logistic regression, classes weighed alike, by Newton's method."""
    design = np.column_stack([np.ones(len(features)), features])
    weights = np.zeros(design.shape[1])
    balance = np.where(truth, 0.5 / max(truth.mean(), 1e-9), 0.5 / max(1 - truth.mean(), 1e-9))
    ridge = np.eye(design.shape[1]) * penalty
    ridge[0, 0] = 1e-6
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        gradient = design.T @ (balance * (p - truth)) + ridge @ weights
        hessian = (design * (balance * p * (1 - p))[:, None]).T @ design + ridge
        weights -= np.linalg.solve(hessian, gradient)
    return weights


def on_new_worlds(
    features: Floats, truth: npt.NDArray[np.bool_], worlds: Sequence[int], groups: Sequence[str], draws: int = 200
) -> tuple[float, float, float]:
    """AUC in the second half of the worlds of a classifier trained on the first, and its 95 % interval over resampled groups."""
    rng = np.random.default_rng(1)
    later = np.array(worlds) >= np.median(np.unique(worlds))
    mean, spread = features[~later].mean(axis=0), features[~later].std(axis=0) + 1e-9
    weights = fit((features[~later] - mean) / spread, truth[~later])
    scores = np.column_stack([np.ones(int(later.sum())), (features[later] - mean) / spread]) @ weights
    truth, names = truth[later], np.array(groups)[later]
    places = {name: np.flatnonzero(names == name) for name in dict.fromkeys(names.tolist())}
    guilty = [name for name in places if truth[places[name]].any()]
    others = [name for name in places if not truth[places[name]].any()]
    found = []
    for _ in range(draws):
        chosen = np.concatenate(
            [places[some[place]] for some in (guilty, others) for place in rng.integers(0, len(some), len(some))]
        )
        if truth[chosen].any() and not truth[chosen].all():
            found.append(auc(scores[chosen], truth[chosen]))
    low, high = np.quantile(found, [0.025, 0.975])
    return auc(scores, truth), float(low), float(high)
