"""Written formulas with some of their parts replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from nnviz.core.derivation.notation.code.own_functions import OwnFunction
from nnviz.core.derivation.notation.written import Apply, Group, NotationError, NotationPart, Symbol, mapped
from nnviz.core.text.translate import translate

MAX_EXPANSIONS = 200


class Expansion:
    """Puts what a text's own functions return in the place of their calls.

    Parameters
    ----------
    functions
        Name → function.
    """

    def __init__(self, functions: Mapping[str, OwnFunction]) -> None:
        self._functions, self._count = functions, 0

    def __call__(self, part: NotationPart) -> NotationPart:
        """Return a part without calls of own functions.

        Raises
        ------
        NotationError
            For a function that is not defined or cannot be read.
        """
        return mapped(part, self._expanded)

    def _expanded(self, part: NotationPart) -> NotationPart | None:
        if not isinstance(part, Apply) or not part.function.startswith("own:"):
            return None
        self._count += 1
        if self._count > MAX_EXPANSIONS:
            raise NotationError(
                translate("derivation", "The functions in the text call each other too deeply."),
                part.start,
                part.end,
            )
        name = part.function.removeprefix("own:")
        arguments = tuple(self(argument) for argument in part.arguments)
        function = self._functions.get(name)
        known = derivative_named(name) if function is None else ""
        if function is None or function.value is None:
            if known and len(arguments) == 1:
                return replace(part, function=f"slope:{known}:{name.rstrip('!')}", arguments=arguments)
            shown = name.rstrip("!")
            raise NotationError(
                translate("derivation", "The function {shown} is not defined.").format(shown=shown),
                part.start,
                part.end,
            )
        names = dict(zip(function.arguments, arguments, strict=False))

        def put(inner: NotationPart) -> NotationPart | None:
            if isinstance(inner, Symbol) and inner.base in names and inner.sub is None:
                return Group(names[inner.base], "(", start=part.start, end=part.end)
            return None

        return self(mapped(function.value, put))


_DERIVATIVE = re.compile(
    r"(?:d_?)?(sigmoid|tanh|relu)_?(?:prime|deriv|derivative|gradient|grad|backward|der|d)!?"
    r"|(?:d_?|deriv_?|derivative_?|grad_?)(sigmoid|tanh|relu)!?|(sigmoid|tanh|relu)!",
    re.IGNORECASE,
)


def derivative_named(name: str) -> str:
    """Return the activation whose derivative a function is named after, empty for another name."""
    found = _DERIVATIVE.fullmatch(name)
    return "" if found is None else (found[1] or found[2] or found[3]).lower()
