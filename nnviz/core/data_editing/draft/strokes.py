"""Drawing on the plane. A place is what is pointed at: ``(x, y)``.

Two inputs are the two coordinates. One input is x; y is then the target where it is a number, and the
number of the class where there are classes.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from nnviz.core.data_editing.draft.dataset_draft import MOST_CLASSES, DatasetDraft, next_class
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

DRAWABLE = 20_000
"""Most examples that are drawn on: beyond, the table is the place."""


def drawable(drawn: DatasetDraft) -> bool:
    """Whether its examples have a place on the plane."""
    return drawn.inputs.shape[1] in (1, 2) and drawn.targets.shape[1] == 1 and len(drawn) <= DRAWABLE


def places(drawn: DatasetDraft) -> Array:
    """Return where the examples are, ``(examples, 2)``."""
    return drawn.inputs if drawn.inputs.shape[1] == 2 else np.column_stack([drawn.inputs, drawn.targets])


def add(
    drawn: DatasetDraft, at: ArrayLike, label: int = 0, value: float = 0.0, test: ArrayLike | None = None
) -> DatasetDraft:
    """Return it with more examples.

    Parameters
    ----------
    at
        Their places, ``(new, 2)``.
    label
        Number of their class, where there are classes; one that follows the last makes another class.
    value
        Their target, where it is a number that the place does not tell.
    test
        Which of them are for the test, ``(new,)``; None for none.

    Raises
    ------
    ExperimentError
        If these are too many examples, or classes.
    """
    points = np.asarray(at, dtype=np.float64).reshape(-1, 2)
    drawn = _with_class(drawn, label) if drawn.classes else drawn
    plane = drawn.inputs.shape[1] == 2
    if drawn.classes:
        targets = np.full((len(points), 1), float(label))
    else:
        targets = np.full((len(points), 1), float(value)) if plane else points[:, 1:]
    flags = np.zeros(len(points), dtype=np.bool_) if test is None else np.asarray(test, dtype=np.bool_)
    return drawn.with_rows(
        np.concatenate([drawn.inputs, points if plane else points[:, :1]]),
        np.concatenate([drawn.targets, targets]),
        np.concatenate([drawn.test, flags]),
    )


def _with_class(drawn: DatasetDraft, label: int) -> DatasetDraft:
    classes = drawn.classes
    if label >= max(MOST_CLASSES, len(classes)):
        raise ExperimentError(
            "classes: "
            + translate("data_editing", "at most {most_classes} classes can be drawn").format(
                most_classes=MOST_CLASSES
            )
        )
    while len(classes) <= label:
        classes = (*classes, next_class(classes))
    return drawn if classes is drawn.classes else replace(drawn, classes=classes)


def erase(drawn: DatasetDraft, rows: ArrayLike) -> DatasetDraft:
    """Return it without some examples, named by number; the others keep their order."""
    kept = np.ones(len(drawn), dtype=np.bool_)
    kept[np.asarray(rows, dtype=np.intp)] = False
    if kept.all():
        return drawn
    return drawn.with_rows(drawn.inputs[kept], drawn.targets[kept], drawn.test[kept])


def move(drawn: DatasetDraft, rows: ArrayLike, at: ArrayLike) -> DatasetDraft:
    """Return it with some examples at other places ``(rows, 2)``; their class stays."""
    numbers = np.asarray(rows, dtype=np.intp)
    points = np.asarray(at, dtype=np.float64).reshape(-1, 2)
    inputs, targets = drawn.inputs.copy(), drawn.targets
    inputs[numbers] = points[:, : inputs.shape[1]]
    if inputs.shape[1] == 1 and not drawn.classes:
        targets = targets.copy()
        targets[numbers] = points[:, 1:]
    return drawn.with_rows(inputs, targets, drawn.test)


def near(drawn: DatasetDraft, at: ArrayLike, reach: ArrayLike) -> Array:
    """Return the numbers of the examples around a place, within ``(across, up)`` of it."""
    return np.flatnonzero(_distances(drawn, at, reach) <= 1.0)


def nearest(drawn: DatasetDraft, at: ArrayLike, reach: ArrayLike) -> int | None:
    """Return the number of the example next to a place, None if none is within ``(across, up)``."""
    if not len(drawn):
        return None
    # Of several at one place, the one drawn last lies on top.
    distances = _distances(drawn, at, reach)[::-1]
    found = int(distances.argmin())
    return len(drawn) - 1 - found if distances[found] <= 1.0 else None


def _distances(drawn: DatasetDraft, at: ArrayLike, reach: ArrayLike) -> Array:
    away = (places(drawn) - np.asarray(at, dtype=np.float64)) / np.asarray(reach, dtype=np.float64)
    distances: Array = np.hypot(away[:, 0], away[:, 1])
    return distances


def spray(at: ArrayLike, reach: ArrayLike, count: int, rng: np.random.Generator) -> Array:
    """Return `count` places, spread evenly random over the ellipse ``(across, up)`` around a place."""
    angle, away = rng.uniform(0, 2 * np.pi, count), np.sqrt(rng.uniform(0, 1, count))
    circle = np.column_stack([away * np.cos(angle), away * np.sin(angle)])
    spread: Array = np.asarray(at, dtype=np.float64) + circle * np.asarray(reach, dtype=np.float64)
    return spread


def snap(at: ArrayLike, step: ArrayLike) -> Array:
    """Return places on the grid of a step ``(across, up)``, where 0 leaves a coordinate as it is."""
    points = np.array(at, dtype=np.float64).reshape(-1, 2)
    for column, size in enumerate(np.asarray(step, dtype=np.float64).tolist()):
        if size > 0:
            snapped = np.rint(points[:, column] / size) * size
            # What binary fractions add is taken off: 0.3 and not 0.30000000000000004.
            digits = 2 - math.floor(math.log10(size))
            points[:, column] = np.round(snapped, digits) if abs(digits) < 15 else snapped
    # Added to 0, because −0 is no place of its own.
    return np.asarray(points + 0.0)
