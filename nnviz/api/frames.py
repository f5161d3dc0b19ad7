"""A frame: every value of one iteration, and the operations that computed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.api import html
from nnviz.core.arrays.frame import Frame as CoreFrame
from nnviz.core.arrays.frame import Position
from nnviz.core.checks.trace import trace
from nnviz.core.equations.formula import Explanation
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.explain.operations import explain
from nnviz.core.network.operation import Operation as CoreOperation
from nnviz.core.text.translate import translate

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Operation:
    """One operation of an iteration, with its numbers.

    Attributes
    ----------
    number
        Its place in the iteration, from 1.
    frame
        Where its numbers come from.
    """

    number: int
    frame: Frame

    @property
    def _operation(self) -> CoreOperation:
        return self.frame.core.operations[self.number - 1]

    @property
    def phase(self) -> str:
        """``forward``, ``loss``, ``backward`` or ``update``."""
        return self._operation.phase

    @property
    def layer(self) -> int | None:
        """The layer it belongs to, from 1; None for the loss."""
        return self._operation.layer

    @property
    def symbol(self) -> str:
        """The value it computes, as short as it can be written: ``δ¹``."""
        return self._operation.symbol

    @property
    def title(self) -> str:
        """The operation in words."""
        return self._operation.title

    @property
    def equation(self) -> str:
        """Its equation as text."""
        return self._operation.equation

    @property
    def why(self) -> str:
        """One sentence: which factor of the chain rule it is."""
        return self._operation.why

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the values it reads."""
        return self._operation.reads

    @property
    def writes(self) -> tuple[str, ...]:
        """Names of the values it writes."""
        return self._operation.writes

    @property
    def values(self) -> dict[str, Array]:
        """The values it writes, shapes ``(units, batch)``, parameters ``(units, inputs)``."""
        return {name: self.frame[name] for name in self.writes}

    @property
    def numpy(self) -> str:
        """A line of NumPy that computes what it writes, given ``np`` and the names it reads."""
        return self.explanation().numpy

    @property
    def latex(self) -> str:
        """Its equation in LaTeX."""
        return self.explanation().symbolic.latex

    def explanation(self, example: int | None = 0, digits: int = 3) -> Explanation:
        """Return its equation in symbols and with its numbers, its code, its shapes and why.

        Parameters
        ----------
        example
            The example of the batch whose numbers are written, from 0; None for all.
        digits
            Decimals, 2 to 8.

        Raises
        ------
        ValueError
            If `example` or `digits` is out of range.
        """
        position = Position(self.frame.iteration, self.number)
        return explain(replace(self.frame.core, position=position), example, digits)

    def __repr__(self) -> str:
        return f"<Operation {self.frame.iteration}.{self.number} {self.title}: {self.equation}>"

    def _repr_html_(self) -> str:
        told = self.explanation()
        heading = f"{self.frame.iteration}.{self.number} · {self.title}"
        return html.section(
            heading,
            html.equation(told.symbolic.latex),
            html.equation(told.numeric.latex),
            html.code(told.numpy),
            html.paragraph(told.why),
        )


class Frame(Mapping[str, Array]):
    """Every value of one iteration by its name in ``nnviz trace``.

    ``frame["dW1"]`` is a read-only array. Values are ``(units, batch)``: ``X Y z1 a1 … da2 dz2``; weights and
    their gradients ``(units, inputs)``: ``W1 dW1 W1_next``; biases ``(units, 1)``: ``b1 db1``; the loss
    ``C`` has no dimension.

    Attributes
    ----------
    core
        The values and operations as the program has them.
    """

    def __init__(self, core: CoreFrame) -> None:
        self.core = core

    def __getitem__(self, name: str) -> Array:
        if name not in self.core.values:
            raise KeyError(
                f"{name}: "
                + translate("api", "there is no such value here; there are {values}").format(
                    values=", ".join(self.core.values)
                )
            )
        return self.core.values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.core.values)

    def __len__(self) -> int:
        return len(self.core.values)

    @property
    def experiment(self) -> Experiment:
        """The recipe in force at this iteration."""
        return self.core.experiment

    @property
    def iteration(self) -> int:
        """The iteration, from 0."""
        return self.core.position.iteration

    @property
    def loss(self) -> float:
        """Loss of the batch, without penalty."""
        return float(self["C"])

    @property
    def examples(self) -> Array:
        """Which training examples are in the batch, as indices, ``(batch,)``."""
        return self.core.examples

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that have run, in their order."""
        return tuple(Operation(i + 1, self) for i in range(self.core.position.operation))

    @property
    def gradients(self) -> dict[str, Array]:
        """The gradients of all parameters: ``dW1`` (units, inputs), ``db1`` (units, 1), …, in this order."""
        from nnviz.core.arrays.parameters import Parameters

        names = Parameters(self.experiment).named(self.core.flat)
        return {f"d{name}": self[f"d{name}"] for name in names if f"d{name}" in self}

    def as_dict(self) -> dict[str, Any]:
        """Return operations and values as plain lists: what ``nnviz trace --json`` prints."""
        return trace(self.core)

    def __repr__(self) -> str:
        return f"<Frame of iteration {self.iteration}: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        rows = [
            (f"{op.number}", html.escape(op.phase), html.equation(op.latex), html.escape(op.title))
            for op in self.operations
        ]
        widths, labels = html.network_of(self.experiment)
        return html.section(
            translate("api", "Iteration {iteration}, loss {loss}").format(
                iteration=self.iteration, loss=f"{self.loss:.6g}"
            ),
            html.network(widths, labels),
            html.table(rows),
        )
