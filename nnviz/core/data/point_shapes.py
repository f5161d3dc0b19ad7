"""Shapes of the generated data sets: positions of their points.

Each function takes a random generator, the number of examples and the number of classes and returns
``(inputs, targets)`` without noise: inputs ``(examples, inputs)`` and either class labels
``(examples,)``, dealt out in turn so that the classes are balanced, or values ``(examples, 1)``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Points = tuple[Floats, Floats | Labels]
Shape = Callable[[np.random.Generator, int, int], Points]

HALF_WIDTH = 3.0
"""The planar sets are drawn on the square from −3 to 3."""

GATE_GAP = 0.1
"""How far the points of a gate stay from the axes."""

CORNERS: Floats = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
"""The rows of a truth table with two inputs, as ``(4, 2)``."""

_RADIUS = 2.7
_BUMP_CENTRES = np.array([[-1.4, -1.4], [-1.4, 1.4], [1.4, -1.4], [1.4, 1.4]])
_BUMP_HEIGHTS = np.array([1.0, -1.0, -1.0, 1.0])
_BUMP_WIDTH = 0.75


def gate(truth: tuple[int, int, int, int]) -> Shape:
    """Return the shape of a logic gate on the square from −1 to 1, where positive means true.

    Parameters
    ----------
    truth
        The gate's output for the four rows of `CORNERS`.
    """

    def place(rng: np.random.Generator, examples: int, classes: int) -> Points:
        labels = _deal(examples, classes)
        corner = np.empty_like(labels)
        for label in range(classes):
            rows = np.flatnonzero(labels == label)
            corners = np.flatnonzero(np.equal(truth, label))
            corner[rows] = corners[np.arange(rows.size) % corners.size]
        sign = 2.0 * CORNERS[corner] - 1.0
        return sign * rng.uniform(GATE_GAP, 1.0, (examples, 2)), labels

    return place


def circle(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Place class 1 evenly in a disc and class 0 evenly in a ring around it."""
    labels = _deal(examples, classes)
    inner = np.where(labels == 1, 0.0, 0.65 * _RADIUS)
    outer = np.where(labels == 1, 0.45 * _RADIUS, _RADIUS)
    # The area within r grows as r², so an even density needs an even r².
    radius = np.sqrt(rng.uniform(inner**2, outer**2))
    return _polar(radius, rng.uniform(0.0, math.tau, examples)), labels


def gaussians(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Draw class 1 from a gaussian at (1.25, 1.25) and class 0 from one at (−1.25, −1.25)."""
    labels = _deal(examples, classes)
    centre = np.where(labels == 1, 1.25, -1.25)[:, np.newaxis]
    return centre + 0.45 * rng.standard_normal((examples, 2)), labels


def moons(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Place the classes on two half circles that reach into each other, class 1 above.

    The curves are those of ``make_moons`` in scikit-learn, centred and scaled.
    """
    labels = _deal(examples, classes)
    angle = math.pi * _along(rng, labels, classes)
    upper = np.column_stack((np.cos(angle) - 0.5, np.sin(angle) - 0.25))
    return 1.8 * np.where(labels[:, np.newaxis] == 1, upper, -upper), labels


def spirals(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Place each class on one arm of an Archimedean spiral, the arms turned evenly.

    With more arms each turns less, so that neighbouring arms stay equally far apart.
    """
    labels = _deal(examples, classes)
    start = min(0.08 * classes, 0.35)
    # The length within r grows as r², as in a disc, so points are even along the arm.
    reach = np.sqrt(start**2 + (1.0 - start**2) * _along(rng, labels, classes))
    turns = 3.5 / classes * reach + labels / classes
    return _polar(_RADIUS * reach, math.tau * turns), labels


def blobs(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Draw each class from a round gaussian; centres keep apart and move with the seed.

    Every centre is the one farthest from those before among random candidates (D. P. Mitchell,
    "Spectrally optimal sampling for distribution ray tracing", 1991).
    """
    centres = rng.uniform(-2.0, 2.0, (1, 2))
    closest = math.inf
    for _ in range(1, classes):
        candidates = rng.uniform(-2.0, 2.0, (100, 2))
        gaps = np.linalg.norm(candidates[:, np.newaxis] - centres, axis=2).min(axis=1)
        centres = np.vstack((centres, candidates[gaps.argmax()]))
        closest = min(closest, float(gaps.max()))
    labels = _deal(examples, classes)
    width = min(0.35, closest / 6.0)
    return centres[labels] + width * rng.standard_normal((examples, 2)), labels


def plane(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Draw points on the plane y = (x₁ + x₂) / 6, which goes from −1 to 1."""
    inputs = rng.uniform(-HALF_WIDTH, HALF_WIDTH, (examples, 2))
    return inputs, inputs.sum(axis=1, keepdims=True) / (2.0 * HALF_WIDTH)


def gaussian(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Draw points on two hills and two hollows, each exp(−d² / 2w²) of the distance d to its centre."""
    inputs = rng.uniform(-HALF_WIDTH, HALF_WIDTH, (examples, 2))
    distance = np.linalg.norm(inputs[:, np.newaxis] - _BUMP_CENTRES, axis=2)
    height = np.exp(-(distance**2) / (2.0 * _BUMP_WIDTH**2)) @ _BUMP_HEIGHTS
    return inputs, height[:, np.newaxis]


def sine(rng: np.random.Generator, examples: int, classes: int) -> Points:
    """Draw points on y = sin(x₁), one period from −π to π."""
    inputs = rng.uniform(-math.pi, math.pi, (examples, 1))
    return inputs, np.sin(inputs)


def _deal(examples: int, classes: int) -> Labels:
    return np.arange(examples, dtype=np.int64) % classes


def _along(rng: np.random.Generator, labels: Labels, classes: int) -> Floats:
    """Return for each example how far along its class's curve it is: one in every equal part."""
    rank = np.arange(labels.size) // classes
    return (rank + rng.random(labels.size)) / np.bincount(labels)[labels]


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
