"""The data sets that come as files in ``resources/datasets``; the README there names their authors."""

from __future__ import annotations

import functools

import numpy as np

from nnviz import resources
from nnviz.core.data.point_shapes import Floats, Labels, Points


def iris(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Return flowers by the length and width of sepal and petal in cm (R. A. Fisher, 1936)."""
    inputs, labels = read_rows("iris.csv")
    rows = choose_rows(rng, labels, examples)
    return inputs[rows], labels[rows]


def digits(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Return digits of 8×8 pixels from 0 (paper) to 1 (ink) (E. Alpaydin and C. Kaynak, 1998)."""
    inputs, labels = read_rows("digits.csv")
    rows = choose_rows(rng, labels, examples)
    return inputs[rows] / 16.0, labels[rows]


@functools.cache
def read_rows(name: str) -> tuple[Floats, Labels]:
    """Read a CSV file with a header line and the class in its last column; classes count in sorted order."""
    lines = resources.path("datasets", name).read_text(encoding="utf-8").splitlines()[1:]
    numbers, _, classes = zip(*(line.rpartition(",") for line in lines), strict=True)
    inputs = np.loadtxt(numbers, delimiter=",", ndmin=2)
    _, labels = np.unique(np.array(classes), return_inverse=True)
    return inputs, labels.astype(np.int64)


def choose_rows(rng: np.random.Generator, labels: Labels, examples: int) -> Labels:
    """Return the numbers of `examples` rows, as evenly spread over the classes as the file allows."""
    rank = np.empty_like(labels)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        rank[rng.permutation(rows)] = np.arange(rows.size)
    # All firsts of a class come before all seconds; within one rank the order is random.
    return np.lexsort((rng.random(labels.size), rank))[:examples]
