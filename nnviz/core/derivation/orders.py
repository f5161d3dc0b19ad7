"""The order in which the definitions of a text are read."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.written import NotationPart, Symbol, walk_written
from nnviz.core.derivation.patterns import function_of, key_of, plain
from nnviz.core.derivation.sketch import Defined


def defined_first(formulas: Sequence[Defined], letters: frozenset[str]) -> list[int]:
    """Return the numbers of the formulas, what is defined before what it is used for.

    Texts often begin with the output and say further down what it is made of. Programs run as they stand.
    """
    if any(item.code for item in formulas):
        return list(range(len(formulas)))
    needs: dict[int, set[str]] = {}
    defines: dict[int, str] = {}
    for number, item in enumerate(formulas):
        sides = [side for side in item.formula.sides if side is not None]
        left = defined_symbol(sides[0]) if len(sides) > 1 else None
        if left is None or left[1] is not None:
            continue
        key = key_of(left[0], letters)
        if key not in defines.values():
            defines[number] = key
            used = {key_of(p, letters) for p in walk_written(sides[1]) if isinstance(p, Symbol)}
            needs[number] = used - {key}
    pending, order = list(range(len(formulas))), []
    while pending:
        open_keys = {defines[number] for number in pending if number in defines}
        ready = (number for number in pending if not needs.get(number, set()) & open_keys)
        chosen = next(ready, pending[0])
        pending.remove(chosen)
        order.append(chosen)
    return order


def defined_symbol(side: NotationPart) -> tuple[Symbol, NotationPart | None] | None:
    """Return the symbol a definition defines, and the argument if it is a function."""
    found = function_of(side)
    if found is not None and found[0] in ("sigma", "f", "g", "phi", "sigmoid", "s"):
        return Symbol("sigma" if found[0] == "sigmoid" else found[0]), found[1]
    own = plain(side)
    return None if own is None else (own[0], None)
