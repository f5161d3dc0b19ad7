"""Tokens into nodes: a recursive descent through the grammar of the package's docstring."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.core.judge.claim import MAX_TEXT
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    ClaimError,
    Delta,
    IndexedEntry,
    IndexSum,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Size,
    Slope,
    Transpose,
    text_of,
    walk,
)
from nnviz.core.judge.tokens import Token, tokens
from nnviz.core.text.translate import translate

MAX_DEPTH, MAX_NODES, MAX_EXPONENT = 40, 300, 64

ARGUMENTS = {
    "exp": 1, "log": 1, "sqrt": 1, "tanh": 1, "sigmoid": 1, "dsigmoid": 1, "dtanh": 1, "softmax": 1,
    "relu": 1, "drelu": 1, "sum": 1, "mean": 1, "diag": 1, "outer": 2, "eye": 1, "f": 1,
    "abs": 1, "sign": 1, "maximum": 2, "minimum": 2,
}  # fmt: skip
"""Every function of whole values, and how many arguments it takes."""

_SPELLINGS = {"ln": "log", "sigma": "sigmoid"}
_PRIMES = {"sigmoid": "dsigmoid", "tanh": "dtanh", "relu": "drelu"}
_SLOPES = ("s", "f", "g", "sigma")
RESERVED = frozenset({*ARGUMENTS, *_SPELLINGS, "d", "delta", "where", "np", "len"} - {"f", "sigma", "delta"})
"""Words that cannot be names."""


class ExpressionParser:
    """Reads one expression."""

    def __init__(self, found: Sequence[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._depth = 0
        self._count = 0
        self._sums = 0
        self._scope: dict[str, str] = {}

    def whole(self) -> Node:
        """Return the expression, which must end where the text ends."""
        node = self._sum()
        if self._next.kind != "end":
            raise self._unexpected()
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self, *texts: str) -> Token | None:
        token = self._next
        if token.kind == "mark" and token.text in texts:
            self._place += 1
            return token
        return None

    def _expect(self, text: str) -> Token:
        token = self._take(text)
        if token is None:
            raise self._unexpected(text)
        return token

    def _unexpected(self, wanted: str = "") -> ClaimError:
        token = self._next
        if token.kind == "name" and token.text == "where":
            return ClaimError(
                translate(
                    "judge", "Character {at}: where is allowed only on the left side, in the target."
                ).format(at=token.at)
            )
        text = (
            translate("judge", "Character {at}: expected {wanted} before {given}.")
            if wanted
            else translate("judge", "Character {at}: did not expect {given}.")
        )
        return ClaimError(text.format(at=token.at, wanted=wanted, given=token.text))

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ClaimError(
                translate("judge", "Character {at}: a claim may be at most {max_depth} levels deep.").format(
                    at=self._next.at, max_depth=MAX_DEPTH
                )
            )

    def _made(self, node: Node) -> Node:
        self._count += 1
        if self._count > MAX_NODES:
            raise ClaimError(
                translate("judge", "Character {at}: a claim may have at most {max_nodes} parts.").format(
                    at=node.at, max_nodes=MAX_NODES
                )
            )
        return node

    def _sum(self) -> Node:
        self._deeper()
        node = self._product()
        while token := self._take("+", "-"):
            node = self._made(Binary(token.text, node, self._product(), at=token.at))
        self._depth -= 1
        return node

    def _product(self) -> Node:
        node = self._unary()
        while token := self._take("*", "/", "@"):
            node = self._made(Binary(token.text, node, self._unary(), at=token.at))
        return node

    def _unary(self) -> Node:
        self._deeper()
        token = self._take("-", "+")
        if token is None:
            node = self._power()
        elif token.text == "-":
            node = self._made(Negative(self._unary(), at=token.at))
        else:
            node = self._unary()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        base = self._postfix()
        token = self._take("**")
        if token is None:
            return base
        exponent = self._unary()
        value = _constant(exponent)
        number = _constant(base)
        plain = not any(isinstance(part, Power | Call) for part in walk(exponent))
        named = any(isinstance(part, NameNode) for part in walk(exponent))
        if value is None and number is not None and number > 0 and named and plain:
            # 0.9**t is written e^(t ln 0.9).
            logarithm = Call("log", (base,), at=base.at)
            return self._made(Call("exp", (Binary("*", exponent, logarithm, at=token.at),), at=base.at))
        if value is None:
            raise ClaimError(
                translate("judge", "Character {at}: the exponent of ** must be a number.").format(at=token.at)
            )
        if not abs(value) <= MAX_EXPONENT:
            raise ClaimError(
                translate(
                    "judge", "Character {at}: an exponent may be from −{max_exponent} to {max_exponent}."
                ).format(at=token.at, max_exponent=MAX_EXPONENT)
            )
        text = text_of(exponent)
        simple = isinstance(exponent, Number | Negative)
        return self._made(Power(base, value, text if simple else f"({text})", at=base.at))

    def _postfix(self) -> Node:
        node, steps = self._primary(), 0
        while True:
            steps += 1
            if steps > MAX_DEPTH:
                raise ClaimError(
                    translate("judge", "Character {at}: too many .T or [ ] in a row.").format(
                        at=self._next.at
                    )
                )
            if self._take("."):
                node = self._made(self._attribute(node))
            elif token := self._take("["):
                node = self._made(self._entry(node, token.at))
            else:
                return node

    def _attribute(self, node: Node) -> Node:
        """Read ``.T`` or ``.shape[0]``."""
        token = self._next
        bracket = self._tokens[min(self._place + 1, len(self._tokens) - 1)].text == "["
        if token.kind == "name" and token.text == "shape" and bracket:
            self._place += 1
            self._expect("[")
            axis = self._next.text
            if axis not in ("0", "1"):
                raise ClaimError(
                    translate("judge", "Character {at}: a shape has the axes 0 and 1.").format(
                        at=self._next.at
                    )
                )
            self._place += 1
            self._expect("]")
            return Size(node, int(axis), at=token.at)
        if token.kind != "name" or token.text != "T":
            if node == NameNode("np"):
                raise ClaimError(
                    translate("judge", "Character {at}: write functions without np.").format(at=node.at)
                )
            raise ClaimError(
                translate("judge", "Character {at}: only .T may follow a point, not .{text}.").format(
                    at=token.at, text=f"{token.text:.40}"
                )
            )
        self._place += 1
        return Transpose(node, at=token.at)

    def _letter(self) -> str:
        token = self._next
        if token.kind != "name":
            raise ClaimError(
                translate("judge", "Character {at}: an index is a letter such as j, not {text}.").format(
                    at=token.at, text=f"{token.text:.40}"
                )
            )
        self._place += 1
        return self._scope.get(token.text, token.text)

    def _entry(self, node: Node, at: int) -> Node:
        letters = [self._letter()]
        while self._take(","):
            letters.append(self._letter())
        self._expect("]")
        if len(letters) > 2:
            raise ClaimError(
                translate("judge", "Character {at}: a value has at most two indices.").format(at=at)
            )
        return IndexedEntry(node, tuple(letters), self._scope.get("n", "n"), at=at)

    def _primary(self) -> Node:
        token = self._next
        if token.kind == "number":
            self._place += 1
            return self._made(Number(float(token.text), token.text, at=token.at))
        if self._take("("):
            node = self._sum()
            self._expect(")")
            return node
        if token.kind != "name":
            raise self._unexpected()
        self._place += 1
        if self._take("'"):
            return self._prime(token)
        if self._take("("):
            return self._call(token)
        if re.fullmatch("delta_[a-z]{2}", token.text):
            first, second = (self._scope.get(k, k) for k in token.text[-2:])
            return self._made(Delta(first, second, at=token.at))
        return self._made(NameNode(token.text, at=token.at))

    def _prime(self, token: Token) -> Node:
        self._expect("(")
        argument = self._sum()
        self._expect(")")
        if token.text in _PRIMES:
            return self._made(Call(_PRIMES[token.text], (argument,), at=token.at))
        if token.text not in _SLOPES:
            raise ClaimError(
                translate(
                    "judge",
                    "Character {at}: a derivative is written s'(z1), f'(z1), σ'(z1), tanh'(…) or relu'(…).",
                ).format(at=token.at)
            )
        return self._slope(token.text, argument, token.at)

    def _slope(self, written: str, argument: Node, at: int) -> Node:
        """Return the slope; that of an entry is an entry of the slope."""
        if isinstance(argument, IndexedEntry):
            inner = self._made(Slope(written, argument.of, at=at))
            return IndexedEntry(inner, argument.letters, argument.implied, at=at)
        return self._made(Slope(written, argument, at=at))

    def _call(self, token: Token) -> Node:
        name = _SPELLINGS.get(token.text, token.text)
        if name == "delta":
            first = self._letter()
            self._expect(",")
            node: Node = Delta(first, self._letter(), at=token.at)
        elif name == "sum" and self._sums_over_index():
            node = self._index_sum(token.at)
            return self._made(node)
        elif name == "len":
            node = Size(self._sum(), None, at=token.at)
        elif name == "d":
            argument = self._sum()
            self._expect(")")
            return self._slope("d", argument, token.at)
        elif name in ARGUMENTS:
            arguments = [self._sum()]
            axis = None
            while self._take(","):
                if len(arguments) == ARGUMENTS[name]:
                    axis = self._axis(name)
                    break
                arguments.append(self._sum())
            if len(arguments) < ARGUMENTS[name]:
                raise ClaimError(
                    translate("judge", "Character {at}: {name} takes {arguments} arguments.").format(
                        at=token.at, name=name, arguments=ARGUMENTS[name]
                    )
                )
            node = Call(name, tuple(arguments), axis, at=token.at)
            if name == "f" and isinstance(argument := arguments[0], IndexedEntry):
                inner = Call("f", (argument.of,), at=token.at)
                node = IndexedEntry(inner, argument.letters, argument.implied, at=token.at)
        else:
            raise ClaimError(
                translate(
                    "judge", "Character {at}: {text} is not a function of claims; a product needs a *."
                ).format(at=token.at, text=f"{token.text:.40}")
            )
        self._expect(")")
        return self._made(node)

    def _sums_over_index(self) -> bool:
        """Whether ``sum(k, …`` follows and not ``sum(x, 1)``."""
        end = self._tokens[-1]
        first, second, third, fourth = (*self._tokens[self._place : self._place + 4], *[end] * 4)[:4]
        if first.kind != "name" or second.text != "," or third.text in ("axis", "keepdims"):
            return False
        return third.text not in ("0", "1") or fourth.text not in (")", ",")

    def _index_sum(self, at: int) -> Node:
        written = self._next.text
        self._place += 1
        self._expect(",")
        self._sums += 1
        before = self._scope
        self._scope = {**before, written: f"{written}#{self._sums}"}
        body = self._sum()
        self._expect(")")
        node = IndexSum(self._scope[written], body, at=at)
        self._scope = before
        return node

    def _axis(self, name: str) -> int:
        """Read ``0``, ``1``, ``axis=1`` and ``keepdims=True`` in any order."""
        axis: int | None = None
        while True:
            token = self._next
            if token.kind == "name" and token.text in ("axis", "keepdims") and name in ("sum", "mean"):
                self._place += 1
                self._expect("=")
                if token.text == "keepdims":
                    if self._next.text != "True":
                        raise ClaimError(
                            translate("judge", "Character {at}: only keepdims=True is allowed.").format(
                                at=self._next.at
                            )
                        )
                    self._place += 1
                    if not self._take(","):
                        break
                    continue
            if self._next.text not in ("0", "1") or name not in ("sum", "mean"):
                text = (
                    translate("judge", "Character {at}: {name} takes axis 0 or 1 here.")
                    if name in ("sum", "mean")
                    else translate("judge", "Character {at}: {name} takes {arguments} argument here.")
                )
                raise ClaimError(text.format(at=token.at, name=name, arguments=ARGUMENTS[name]))
            axis = int(self._next.text)
            self._place += 1
            if not self._take(","):
                break
        if axis is None:
            raise ClaimError(
                translate("judge", "Character {at}: {name} needs the axis, 0 or 1.").format(
                    at=self._next.at, name=name
                )
            )
        return axis


def _constant(node: Node) -> float | None:
    """Return the value of an exponent made of numbers alone, None for anything else."""
    match node:
        case Number():
            return node.value
        case Negative():
            inner = _constant(node.of)
            return None if inner is None else -inner
        case Binary():
            left, right = _constant(node.left), _constant(node.right)
            if left is None or right is None or node.operator != "/" or right == 0:
                return None
            return left / right
    return None


def parse(text: str, limit: int = MAX_TEXT) -> Node:
    """Read an expression.

    Raises
    ------
    ClaimError
        One sentence that says what is wrong and at which character.
    """
    found = tokens(text, limit)
    if len(found) == 1:
        raise ClaimError(translate("judge", "The claim is empty."))
    return ExpressionParser(found).whole()


def names_in(node: Node) -> set[str]:
    """Return the names an expression uses."""
    return {part.id for part in walk(node) if isinstance(part, NameNode)}
