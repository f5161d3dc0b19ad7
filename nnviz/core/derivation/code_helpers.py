"""Helpers of a program that its formulas are written with."""

from __future__ import annotations

from nnviz.core.derivation.notation.vocabulary import EXAMPLE_COUNTS
from nnviz.core.derivation.notation.written import Group, NotationPart, Symbol, mapped, walk_written
from nnviz.core.derivation.patterns import key_of
from nnviz.core.derivation.sketch import Sketch

MAX_ASSIGNED, MAX_OPENED, MAX_PARTS = 200, 40, 400
"""Most helpers of a program that are remembered, and how far they are written out."""


class CodeHelpers:
    """Remembers what a program assigns, and writes it out where it is used.

    Attributes
    ----------
    assigned
        Name → what was assigned to it.
    """

    def __init__(self, sketch: Sketch) -> None:
        self._sketch = sketch
        self.assigned: dict[str, NotationPart] = {}

    def go_on(self, sketch: Sketch) -> None:
        """Let names of values be those of another sketch."""
        self._sketch = sketch

    def remember(self, name: str, value: NotationPart) -> None:
        """Remember an assignment, as long as there is room."""
        if len(self.assigned) < MAX_ASSIGNED:
            self.assigned[name] = self.opened(value)

    def opened(self, part: NotationPart) -> NotationPart:
        """Return a line of a program in which helpers that were assigned before are written out."""
        letters = self._sketch.example_letters
        count = 0

        def change(inner: NotationPart) -> NotationPart | None:
            nonlocal count
            if not isinstance(inner, Symbol) or inner.sub is not None:
                return None
            known = self.assigned.get(inner.base)
            if known is None or key_of(inner, letters) in self._sketch.roles or inner.base in EXAMPLE_COUNTS:
                return None
            count += 1
            return Group(known, "(", start=inner.start, end=inner.end) if count <= MAX_OPENED else None

        opened = mapped(part, change)
        return part if sum(1 for _ in walk_written(opened)) > MAX_PARTS else opened
