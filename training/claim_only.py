"""How far a claim gives its own label away, and weights under which it does not.

People who write false sentences choose other words than for true ones ("all", "because"), and a
model that learns these has not read the evidence (Gururangan et al. 2018, "Annotation artifacts in
natural language inference data"). A pair that a model of the claim alone gets right counts less
(Clark et al. 2019, "Don't take the easy way out").
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

Array = NDArray[np.float64]

_POWER = 1.5
"""Of 1 - p, where p is what the claim alone gives its label: with it a second such model, fitted
under the weights, does no better than chance."""


def guessed(claims: Sequence[str], supported: Sequence[bool], groups: Sequence[str]) -> Array:
    """The probability, in (0, 1), that a claim is supported, from its words and pairs of words.

    Of each claim by a logistic regression that saw no claim of its group.
    """
    counts = TfidfVectorizer(ngram_range=(1, 2), min_df=min(3, len(claims))).fit_transform(claims)
    found: Array = cross_val_predict(
        LogisticRegression(max_iter=500),
        counts,
        np.array(supported),
        groups=groups,
        cv=GroupKFold(min(5, len(set(groups)))),
        method="predict_proba",
    )[:, 1]
    return found


def weights(claims: Sequence[str], supported: Sequence[bool], groups: Sequence[str]) -> Array:
    """A weight for each claim, of mean 1."""
    right = np.where(np.array(supported), found := guessed(claims, supported, groups), 1 - found)
    unscaled: Array = (1 - right) ** _POWER
    return unscaled / unscaled.mean()
