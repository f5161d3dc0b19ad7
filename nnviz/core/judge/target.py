"""Target of a claim: a value, a gradient, a Jacobian, or an expression and its derivative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.judge.claim import MAX_TARGET
from nnviz.core.judge.nodes import (
    Canonical,
    ClaimError,
    Derivative,
    IndexedEntry,
    NameNode,
    Node,
    Transpose,
    walk,
)
from nnviz.core.judge.parser import ExpressionParser
from nnviz.core.judge.scope import Names
from nnviz.core.judge.tokens import Token, tokens
from nnviz.core.network.value import named
from nnviz.core.text.translate import translate

_ORDER = {"X": 0, "W": 0, "b": 0, "z": 1, "a": 2}
"""In which order the values of a layer are computed, of those a derivative may be by."""
COMPARISONS = ("==", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True)
class Where:
    """A restriction: two expressions or indices, and how they compare."""

    left: Node
    operator: str
    right: Node


@dataclass(frozen=True)
class Target:
    """What is to be computed.

    Attributes
    ----------
    text
        As it was written, without its restriction.
    node
        An expression that gives it; None for a Jacobian and a derivative.
    name
        The value it is, where it is one (perhaps transposed, or entries of it).
    numerator, over
        Of a Jacobian the values; of a derivative `over` alone.
    numerator_letters, over_letters
        Their indices, empty without index form.
    expression
        Of a derivative, what is derived.
    where
        The restriction, if there is one.
    """

    text: str
    node: Node | None = None
    name: str | None = None
    numerator: str | None = None
    over: str | None = None
    numerator_letters: tuple[str, ...] = ()
    over_letters: tuple[str, ...] = ()
    expression: Node | None = None
    where: Where | None = None

    @property
    def indexed(self) -> bool:
        """Whether it is written in index form."""
        if self.over_letters:
            return True
        return self.node is not None and any(isinstance(part, IndexedEntry) for part in walk(self.node))

    @property
    def derived(self) -> bool:
        """Whether it is a derivative of an expression or of a value by another."""
        return self.over is not None or isinstance(self.node, Derivative)


def read_target(text: str, names: Names) -> Target:
    """Read a target.

    Raises
    ------
    ClaimError
        If it cannot be read, or names nothing the program has.
    """
    try:
        return _read(text, names)
    except ClaimError as error:
        message = str(error)
        raise ClaimError(
            translate("judge", "The target: {message}").format(message=message[:1].lower() + message[1:])
        ) from None


def _read(text: str, names: Names) -> Target:
    found = tokens(text, MAX_TARGET)
    place = next((i for i, t in enumerate(found) if t.kind == "name" and t.text in ("where", "for")), None)
    where = None
    if place is not None:
        where = _where(found[place + 1 :])
        text = text[: found[place].at - 1].rstrip().rstrip(",")
        found = [*found[:place], Token("end", translate("judge", "the end"), found[place].at)]
        if len(found) > 1 and found[-2].text == ",":
            found = [*found[:-2], found[-1]]
    if len(found) == 1:
        raise ClaimError(translate("judge", "It is empty."))
    target = _quotient(text.strip(), found, names) or _value(
        text.strip(), ExpressionParser(found).whole(), names
    )
    if where is None:
        return target
    fields = {name: getattr(target, name) for name in target.__dataclass_fields__}
    return Target(**{**fields, "where": where})


def _where(found: Sequence[Token]) -> Where:
    place = next((i for i, t in enumerate(found) if t.kind == "mark" and t.text in COMPARISONS), None)
    if place is None:
        at = found[0].at
        raise ClaimError(
            translate(
                "judge", "Character {at}: where needs a comparison such as i != j, one of {comparisons}."
            ).format(at=at, comparisons=" ".join(COMPARISONS))
        )
    end = Token("end", translate("judge", "the comparison"), found[place].at)
    return Where(
        ExpressionParser([*found[:place], end]).whole(),
        found[place].text,
        ExpressionParser(found[place + 1 :]).whole(),
    )


def _value(text: str, node: Node, names: Names) -> Target:
    inner = node.of if isinstance(node, IndexedEntry) else node
    found = names.value_name(inner)
    if found is None and isinstance(inner, NameNode) and names.meaning(inner.id) is None:
        # dtheta and dE/dtheta are the same.
        below = names.value_name(NameNode(inner.id[1:])) if inner.id.startswith("d") else None
        if below is None:
            raise names.unknown(inner)
        return _gradient(text, inner.id[1:], below, node, names)
    return Target(text, node, found[0] if found else None)


def _gradient(text: str, of: str, below: tuple[str, bool], place: Node, names: Names) -> Target:
    name, turned = f"d{below[0]}", below[1]
    if name not in names.known:
        raise ClaimError(
            translate("judge", "∂C/∂{of} is not a value of the program; see `nnviz trace`.").format(of=of)
        )
    node: Node = Transpose(Canonical(name)) if turned else Canonical(name)
    if isinstance(place, IndexedEntry):
        node = IndexedEntry(node, place.letters, place.implied, at=place.at)
    return Target(text, node, name)


def _quotient(text: str, found: Sequence[Token], names: Names) -> Target | None:
    """Read ``d…/d…``, None if it is no such quotient."""
    depth, slash = 0, None
    for i, token in enumerate(found):
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if token.text == "/" and depth == 0:
            slash = i
    if slash is None or found[0].kind != "name" or found[slash + 1].kind != "name":
        return None
    top, below = found[:slash], found[slash + 1 :]
    if not top[0].text.startswith("d") or not below[0].text.startswith("d"):
        return None
    under = ExpressionParser(_without_d(below)).whole()
    over = ExpressionParser([*_without_d(top), Token("end", "the /", found[slash].at)]).whole()
    place = under.of if isinstance(under, IndexedEntry) else under
    if not isinstance(place, NameNode):
        return None
    resolved = names.value_name(place)
    if resolved is None:
        raise names.unknown(place)
    what = over.of if isinstance(over, IndexedEntry) else over
    numerator = names.value_name(what) if isinstance(what, NameNode) else None
    if numerator == ("C", False) and not isinstance(over, IndexedEntry):
        return _gradient(text, place.id, resolved, under, names)
    if isinstance(what, NameNode):
        if numerator is None:
            raise names.unknown(what)
        return _jacobian(text, numerator, resolved, over, under)
    if isinstance(under, IndexedEntry):
        return Target(text, Derivative(over, under, at=place.at))
    if resolved[1]:
        raise ClaimError(
            translate(
                "judge", "Character {at}: differentiate with respect to the value itself, not its transpose."
            ).format(at=place.at)
        )
    return Target(text, over=resolved[0], expression=over)


def _without_d(found: Sequence[Token]) -> list[Token]:
    """Return the tokens without the d they begin with."""
    first = found[0]
    rest = [first._replace(text=first.text[1:], at=first.at + 1)] if len(first.text) > 1 else []
    return [*rest, *found[1:]]


def _jacobian(
    text: str, numerator: tuple[str, bool], below: tuple[str, bool], over: Node, under: Node
) -> Target:
    top, bottom = named(numerator[0]), named(below[0])
    by_weights = bottom is not None and bottom.kind == "W"
    known = top is not None and top.kind in ("z", "a") and bottom is not None and bottom.kind in _ORDER
    if not known or numerator[1] or (below[1] and not by_weights):
        raise ClaimError(
            translate(
                "judge",
                "A derivative must be of C, or of a z or a with respect to an earlier z, a, W, b or X.",
            )
        )
    assert top is not None
    assert bottom is not None
    if (bottom.layer, _ORDER[bottom.kind]) > (top.layer, _ORDER[top.kind]):
        raise ClaimError(
            translate("judge", "{numerator} does not depend on {below}, which comes after it.").format(
                numerator=numerator[0], below=below[0]
            )
        )
    letters = (
        over.letters if isinstance(over, IndexedEntry) else (),
        under.letters if isinstance(under, IndexedEntry) else (),
    )
    if bool(letters[0]) != bool(letters[1]):
        raise ClaimError(translate("judge", "Give indices to both values of the derivative, or to none."))
    if by_weights and len(letters[1]) != 2:
        raise ClaimError(
            translate(
                "judge", "With respect to {below} it has three indices: write d{numerator}[i]/d{below}[j, k]."
            ).format(below=below[0], numerator=numerator[0])
        )
    if below[1]:
        letters = (letters[0], letters[1][::-1])
    if bottom.kind == "b" and len(letters[1]) > 1:
        raise ClaimError(translate("judge", "{below} is a column and has one index.").format(below=below[0]))
    return Target(
        text, numerator=numerator[0], over=below[0], numerator_letters=letters[0], over_letters=letters[1]
    )
