"""A position of a run as people type it: ``37``, ``37.5``, ``epoch 3``."""

from __future__ import annotations

import re

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate

MOST_ITERATION = 10**9
_TYPED = re.compile(r"(epoch|e|iteration|i)?\s*([0-9][0-9,\u2009\u00a0 ]*)(?:\.([0-9]{1,9}))?", re.IGNORECASE)


def read_position(text: str, present: Position, operations: int, batches_per_epoch: int) -> Position:
    """Return the position that was typed.

    Parameters
    ----------
    text
        ``37``: iteration 37 at the present operation. ``37.5``: its operation 5. ``epoch 3``: the start of
        the iteration with which the fourth pass over the training set begins. ``.5``: operation 5 of the
        present iteration.
    present
        Where the run is.
    operations
        Number of operations of an iteration.
    batches_per_epoch
        Number of iterations of an epoch.

    Raises
    ------
    ExperimentError
        If it is none of these, or there is no such operation.
    """
    words = text.strip()
    if words.startswith(".") and words[1:].isdecimal():
        words = f"{present.iteration}{words}"
    found = _TYPED.fullmatch(words)
    if found is None:
        raise ExperimentError(
            translate(
                "run",
                "Go to: {text} is not a position. Type an iteration such as 37, an operation of it "
                "such as 37.5, or an epoch such as epoch 3.",
            ).format(text=f"{text.strip()!r:.40}")
        )
    kind, number, operation = found.groups()
    digits = re.sub(r"\D", "", number)
    value = int(digits) if len(digits) <= 10 else MOST_ITERATION + 1
    if value > MOST_ITERATION:
        raise ExperimentError(
            translate("run", "Go to: iterations up to {most_iteration:,} can be reached.").format(
                most_iteration=MOST_ITERATION
            )
        )
    if (kind or "i")[0].lower() == "e":
        if operation is not None:
            raise ExperimentError(translate("run", "Go to: an epoch is a whole number, such as epoch 3."))
        return Position(value * batches_per_epoch, 0)
    if operation is None:
        return Position(value, present.operation)
    if int(operation) > operations:
        raise ExperimentError(
            translate(
                "run",
                "Go to: an iteration of this network has operations 0 to {operations}, not {operation}.",
            ).format(operations=operations, operation=int(operation))
        )
    return Position(value, int(operation))
