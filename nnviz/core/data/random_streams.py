"""Seeded chance: independent streams of random numbers, and the split into training and test."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.text.translate import translate

Rows = NDArray[np.intp]

# One stream for each purpose: other noise moves the same points, and the split never repeats the draw
# of the points although both have the seed of the experiment.
POINTS, ORDER, NOISE, SPLIT = range(4)


def stream(seed: int, purpose: int) -> np.random.Generator:
    """Return the random numbers of `seed` for one purpose.

    Raises
    ------
    ValueError
        If the seed is not a whole number of 0 or more.
    """
    entropy = whole("seed", seed, 0)
    return np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=(purpose,)))


def whole(field: str, value: Any, low: int, high: int | None = None, name: str = "") -> int:
    """Return `value` as an int from `low` to `high`.

    Raises
    ------
    ValueError
        Naming the field, what is allowed, and the data set called `name`.
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = low - 1
    if number < low or (high is not None and number > high):
        if high is None:
            text = translate("data", "expected a whole number of at least {low}, not {value}")
        elif name:
            text = translate("data", "expected a whole number from {low} to {high} for {name}, not {value}")
        else:
            text = translate("data", "expected a whole number from {low} to {high}, not {value}")
        raise ValueError(f"{field}: " + text.format(low=low, high=high, name=name, value=f"{value!r}"))
    return number


def fraction(field: str, value: Any) -> float:
    """Return `value` as a float from 0 to 1.

    Raises
    ------
    ValueError
        Naming the field and what is allowed.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise ValueError(
            f"{field}: "
            + translate("data", "expected a number from 0 to 1, not {value}").format(value=f"{value!r}")
        )
    return float(value)


def split(count: int, test_fraction: float, seed: int, labels: ArrayLike | None = None) -> tuple[Rows, Rows]:
    """Choose at random which examples are kept for the test.

    Parameters
    ----------
    count
        The number of examples, 1 or more.
    test_fraction
        From 0 (no test examples) to 1; at least one example always stays for training.
    seed
        Which draw, 0 or more.
    labels
        Class labels ``(count,)``, to give every class its share (within one example) of the test; then
        one example of each class stays for training.

    Returns
    -------
    training, test
        The numbers of the examples, each ascending; together every example once.

    Raises
    ------
    ValueError
        If an argument is not allowed; the message begins with its name.
    """
    count = whole("count", count, 1)
    test_fraction = fraction("test_fraction", test_fraction)
    groups = np.zeros(count) if labels is None else np.asarray(labels)
    if groups.shape != (count,):
        raise ValueError(
            "labels: "
            + translate("data", "expected one for each of {count} examples, not shape {shape}").format(
                count=count, shape=groups.shape
            )
        )
    rng = stream(seed, SPLIT)
    _, group, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    in_test = np.zeros(count, dtype=np.bool_)
    for number, chosen in enumerate(_quota(rng, sizes, test_fraction)):
        in_test[rng.permutation(np.flatnonzero(group == number))[:chosen]] = True
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)


def _quota(rng: np.random.Generator, sizes: Rows, wanted: float) -> Rows:
    """Return how many of each class go to the test: largest remainders first, chance deciding ties."""
    share = wanted * sizes
    quota: Rows = np.minimum(np.floor(share).astype(np.intp), sizes - 1)
    missing = math.floor(wanted * int(sizes.sum()) + 0.5) - int(quota.sum())
    by_remainder = np.lexsort((rng.random(sizes.size), quota - share))
    growing = by_remainder[(quota < sizes - 1)[by_remainder]]
    quota[growing[: max(missing, 0)]] += 1
    return quota
