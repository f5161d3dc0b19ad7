"""The judge's expressions back into LaTeX and text, in the symbols of the program or in those of a text.

What is written here is read back as the same expression.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nnviz.core.derivation.notation.written import INDEX_L
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Compare,
    Delta,
    Derivative,
    IndexedEntry,
    IndexSum,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Slope,
    Transpose,
    letter,
    walk,
)
from nnviz.core.network.value import named
from nnviz.core.text.translate import translate

_NUMBERS = {
    "m": "m", "K": "K", "eta": r"\eta", "C": "C", "t": "t",
    "lambda1": r"\lambda_{1}", "lambda2": r"\lambda_{2}",
}  # fmt: skip
_FUNCTIONS = {
    "exp": r"\exp", "log": r"\ln", "tanh": r"\tanh", "maximum": r"\max", "minimum": r"\min",
    "dsigmoid": r"\operatorname{sigmoid}'", "drelu": r"\operatorname{relu}'", "dtanh": r"\tanh'",
}  # fmt: skip
_COMPARISONS = {"==": "=", "!=": r"\neq", "<=": r"\leq", ">=": r"\geq", "<": "<", ">": ">"}
_SUM, _TERM, _FACTOR, _ATOM = 1, 2, 3, 4


@dataclass(frozen=True)
class Spelling:
    r"""How values are written.

    Attributes
    ----------
    names
        Value of the program → LaTeX without indices, where a text has its own: ``{"W1": r"\theta"}``.
    layer
        How a layer stands above a symbol, a template such as ``[%s]``.
    generic
        The layer that is written l, None to write numbers.
    convention
        How the text lays out its matrices.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    layer: str = "[%s]"
    generic: int | None = None
    convention: Convention = PROGRAM


def layer_label(n: int, generic: int | None) -> str:
    """Return how a layer is written: its number, or ``l``, ``l+1``, ``l-1`` beside a generic one."""
    if generic is None or abs(n - generic) > 1:
        return str(n)
    return {0: "l", 1: "l+1", -1: "l-1"}[n - generic]


def to_latex(node: Node, spelling: Spelling | None = None) -> str:
    """Return an expression as LaTeX.

    Parameters
    ----------
    node
        In values' own names.
    spelling
        How values are written; the program's by default.
    """
    indexed = any(isinstance(part, IndexedEntry | IndexSum | Delta) for part in walk(node))
    return _NotationWriter(spelling or Spelling(), indexed).inner(node, _SUM)


class _NotationWriter:
    def __init__(self, spelling: Spelling, indexed: bool) -> None:
        self._s, self._indexed = spelling, indexed

    def inner(self, node: Node, level: int) -> str:
        text, own = self._write(node)
        return text if own >= level else rf"\left({text}\right)"

    def _write(self, node: Node) -> tuple[str, int]:
        match node:
            case Number():
                return node.text.strip("()"), _ATOM
            case NameNode():
                return self._value(node.id, ""), _ATOM
            case Negative():
                return f"-{self.inner(node.of, _TERM)}", _SUM
            case Binary(operator="+" | "-"):
                right = self.inner(node.right, _TERM)
                return f"{self.inner(node.left, _SUM)} {node.operator} {right}", _SUM
            case Binary(operator="/"):
                top, bottom = self.inner(node.left, _SUM), self.inner(node.right, _SUM)
                return rf"\frac{{{top}}}{{{bottom}}}", _ATOM
            case Binary():
                return self._product(node), _TERM
            case Power():
                return f"{self._base(node.base)}^{{{node.text.strip('()')}}}", _ATOM
            case Transpose(of=NameNode() as name) if _layered(name.id):
                return self._value(name.id, "", "T"), _ATOM
            case Transpose():
                return f"{self._base(node.of)}^{{T}}", _ATOM
            case IndexedEntry():
                return self._entry(node), _ATOM
            case IndexSum():
                return rf"\sum_{{{_shown(node.letter)}}} {self.inner(node.of, _TERM)}", _TERM
            case Delta():
                return rf"\delta_{{{_shown(node.first)}{_shown(node.second)}}}", _ATOM
            case Compare():
                sign = _COMPARISONS[node.operator]
                left, right = self.inner(node.left, _SUM), self.inner(node.right, _SUM)
                return rf"\mathbb{{1}}_{{{left} {sign} {right}}}", _ATOM
            case Slope():
                return rf"f'\left({self.inner(node.of, _SUM)}\right)", _ATOM
            case Call():
                return self._call(node)
            case Derivative():
                of = self.inner(node.of, _ATOM)
                return rf"\frac{{\partial {of}}}{{\partial {self.inner(node.by, _ATOM)}}}", _ATOM
        raise TypeError(node)

    def _base(self, node: Node) -> str:
        if isinstance(node, NameNode | IndexedEntry | Transpose):
            return f"{{{self.inner(node, _ATOM)}}}"
        text, _ = self._write(node)
        return rf"\left({text}\right)"

    def _product(self, node: Binary) -> str:
        left, right = self._left(node.left), self.inner(node.right, _FACTOR)
        if node.operator == "@":
            return f"{left} {right}"
        plain = self._indexed or _is_number(node.left) or _is_number(node.right)
        sign = r"\cdot" if plain else r"\odot"
        return f"{left} {sign} {right}"

    def _left(self, node: Node) -> str:
        """Return a left factor; a sum over an index would take in all that follows."""
        if isinstance(node, IndexSum) or (
            isinstance(node, Call) and node.function == "sum" and node.axis == 1
        ):
            return rf"\left({self._write(node)[0]}\right)"
        return self.inner(node, _TERM)

    def _value(self, name: str, below: str, above: str = "") -> str:
        """Return a value with what stands below and above it."""
        if name in _NUMBERS and name not in self._s.names:
            return _NUMBERS[name]
        new = name.endswith("_next")
        name = name.removesuffix("_next")
        value = named(name)
        error = value is not None and value.base.kind == "z" and name not in self._s.names
        if value is not None and value.is_gradient and not error:
            of = self._value(name[1:], below)
            quotient = rf"\frac{{\partial {self._s.names.get('C', 'C')}}}{{\partial {of}}}"
            return rf"\left({quotient}\right)^{{{above}}}" if above else quotient
        own = self._s.names.get(name)
        layer = ""
        if own is None:
            found = re.fullmatch(r"([A-Za-z]+?)(\d*)", name)
            assert found is not None
            own = {"dz": r"\delta"}.get(found[1], found[1])
            layer = self._s.layer % layer_label(int(found[2]), self._s.generic) if found[2] else ""
        above = layer + above + (r"\prime" if new else "")
        if "^" in own and above:
            own = f"{{{own}}}"
        sub = f"_{{{below}}}" if below else ""
        sup = f"^{{{above}}}" if above else ""
        return f"{own}{sup}{sub}"

    def _entry(self, node: IndexedEntry) -> str:
        of, letters = node.of, node.letters
        if isinstance(of, Transpose):
            return self._entry(IndexedEntry(of.of, letters[::-1], node.implied))
        match of:
            case NameNode():
                return self._value(of.id, "".join(self._indices(of.id, letters)))
            case Slope():
                inner = IndexedEntry(of.of, letters, node.implied)
                return rf"f'\left({self._entry(inner)}\right)"
            case Call(function="f" | "softmax"):
                inner = IndexedEntry(of.arguments[0], letters, node.implied)
                name = "f" if of.function == "f" else r"\operatorname{softmax}"
                return rf"{name}\left({self._entry(inner)}\right)"
            case Binary(operator="*", left=Number() as number):
                inner = IndexedEntry(of.right, letters, node.implied)
                return rf"{number.text} \cdot {self._entry(inner)}"
        raise ValueError(translate("derivation", "an entry of this value cannot be written"))

    def _indices(self, name: str, letters: tuple[str, ...]) -> list[str]:
        """Return the indices of units; the example is understood."""
        own = name.removesuffix("_next")
        value = named(own)
        if value is not None and value.per_example and len(letters) == 2:
            place = 0 if self._s.convention.turned(own) else 1
            letters = (letters[1 - place],)
        return [_shown(k) for k in letters]

    def _call(self, node: Call) -> tuple[str, int]:
        name = node.function
        arguments = [self.inner(argument, _SUM) for argument in node.arguments]
        over = 0 if self._s.convention.examples == "rows" else 1
        if name == "sum" and node.axis == over:
            return rf"\sum_{{n}} {self.inner(node.arguments[0], _TERM)}", _TERM
        if name == "sqrt":
            return rf"\sqrt{{{arguments[0]}}}", _ATOM
        if name == "abs":
            return rf"\left|{arguments[0]}\right|", _ATOM
        if name == "f":
            return rf"f\left({arguments[0]}\right)", _ATOM
        if node.axis is not None:
            arguments.append(str(node.axis))
        function = _FUNCTIONS.get(name, rf"\operatorname{{{name}}}")
        return rf"{function}\left({', '.join(arguments)}\right)", _ATOM


def _shown(unique: str) -> str:
    return letter(unique).replace(INDEX_L, "l")


def _layered(name: str) -> bool:
    value = named(name)
    if value is None or value.is_state or value.next:
        return False
    return value.base.kind == "z" if value.is_gradient else value.base.kind not in ("C", "t")


def _is_number(node: Node) -> bool:
    """Whether a factor is a number by its form."""
    match node:
        case Number():
            return True
        case NameNode():
            return node.id in _NUMBERS
        case Negative():
            return _is_number(node.of)
        case Binary(operator="*" | "/" | "+" | "-"):
            return _is_number(node.left) and _is_number(node.right)
        case Power():
            return _is_number(node.base)
        case Call(function="sum" | "mean", axis=None):
            return True
    return False
