"""Navigation by operation, layer, phase, iteration or epoch, forward or back."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.arrays.frame import Position
from nnviz.core.network.operation import Operation
from nnviz.core.text.translate import translate

GRANULARITIES = ("operation", "layer", "phase", "iteration", "epoch")


def stops(operations: Sequence[Operation], granularity: str) -> list[int]:
    """Return the operation numbers, from 1, where a step of `granularity` within an iteration ends."""
    count = len(operations)
    if granularity == "operation":
        return list(range(1, count + 1))

    def group(op: Operation) -> tuple[str, int | None]:
        return (op.phase, op.layer if granularity == "layer" else None)

    return [i for i in range(1, count + 1) if i == count or group(operations[i - 1]) != group(operations[i])]


def step(
    position: Position,
    operations: Sequence[Operation],
    granularity: str,
    direction: int,
    batches_per_epoch: int,
) -> Position:
    """Return the position one step of `granularity` away; `direction` is 1 or −1.

    Steps by iteration and epoch keep the operation, so that the same quantity can be watched from one
    iteration to the next. The start of the run, before any operation, is where going back ends.

    Raises
    ------
    ValueError
        If `granularity` is not one of ``GRANULARITIES``.
    """
    if granularity not in GRANULARITIES:
        raise ValueError(
            "granularity: "
            + translate("run", "choose one of {granularities}, not {granularity}").format(
                granularities=", ".join(GRANULARITIES), granularity=f"{granularity!r}"
            )
        )
    iteration, operation = position
    if granularity in ("iteration", "epoch"):
        distance = 1 if granularity == "iteration" else batches_per_epoch
        target = iteration + direction * distance
        return Position(target, operation) if target >= 0 else Position(0, 0)
    ends = stops(operations, granularity)
    if direction > 0:
        later = [end for end in ends if end > operation]
        return Position(iteration, later[0]) if later else Position(iteration + 1, ends[0])
    earlier = [end for end in ends if end < operation]
    if earlier:
        return Position(iteration, earlier[-1])
    return Position(iteration - 1, ends[-1]) if iteration else Position(0, 0)
