"""A text read as a derivation: its formulas in order, the networks it defines, and what its symbols mean."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from nnviz.core.derivation.gathering import Gathering
from nnviz.core.derivation.letter_layers import LayerWriter
from nnviz.core.derivation.named_weights import NamedWeights
from nnviz.core.derivation.nested_networks import NestedNetworks
from nnviz.core.derivation.notation.code.code_lines import python_lines
from nnviz.core.derivation.notation.code.own_functions import OwnFunction, own_functions
from nnviz.core.derivation.notation.reading import read_latex, read_unicode
from nnviz.core.derivation.notation.written import (
    Apply,
    Condition,
    Group,
    Literal,
    NotationError,
    NotationPart,
    Product,
    Quotient,
    SumPart,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)
from nnviz.core.derivation.numbered_units import NumberedUnits
from nnviz.core.derivation.sketch import Defined, Sketch
from nnviz.core.derivation.source_text import (
    MAX_FORMULAS,
    DerivationError,
    TextPiece,
    equations_of,
    pieces,
    rows_of,
)
from nnviz.core.derivation.substitution import Expansion
from nnviz.core.derivation.value_functions import ValueFunctions
from nnviz.core.text.translate import translate

_CONDITION = re.compile(r"\b(?:when|if|for|where|case|case of)\s*:?\s*$", re.IGNORECASE)
_CONDITION_ENDS = re.compile(
    r"\b(?:so|since|therefore|thus|hence|summation|finally|in general)\b", re.IGNORECASE
)
_VALUE = re.compile(
    r"\b(?:value\s+should\s+be|should\s+be|is\s+equal\s+to|equals|becomes|(?:reduces|simplifies)\s+to)\s*:?\s*$",
    re.IGNORECASE,
)
_CUES = {
    "regression": re.compile(r"\b(?:case\s+of|in|for)\s+(?:the\s+)?(?:linear\s+)?regression\b", re.I),
    "": re.compile(r"\bclassification\b", re.I),
}


@dataclass(frozen=True)
class FormulaText:
    """A formula of the text.

    Attributes
    ----------
    line, start, source
        Where it stands, from line 1 and character 0, and how it is written.
    formula
        As it was read, None where it cannot be.
    trouble
        Why it cannot be read, with the piece; None if it can.
    condition
        A condition that the prose before it states, such as i ≠ j.
    cue
        A word of the prose that changes the network it is about: ``regression``.
    code
        Whether it is a line of a program.
    called
        Of a line of a program, the formula with calls of the program's own functions.
    part_of
        The line that finishes what this line of a program begins, 0 for none.
    """

    line: int
    start: int
    source: str
    formula: WrittenFormula | None
    trouble: NotationError | None = None
    condition: Condition | None = None
    cue: str = ""
    code: bool = False
    called: WrittenFormula | None = None
    part_of: int = 0


@dataclass(frozen=True)
class Derivation:
    """A text as a derivation.

    Attributes
    ----------
    text
        The whole text.
    formulas
        In the order of the text.
    sketches
        The networks it defines, each with the number of the formula it holds from.
    functions
        The functions of its code.
    units
        The units that it numbers one by one.
    layers
        Layers within a loss, which got symbols that the text does not have.
    """

    text: str
    formulas: tuple[FormulaText, ...]
    sketches: tuple[tuple[int, Sketch], ...]
    functions: Mapping[str, OwnFunction]
    units: NumberedUnits
    layers: tuple[WrittenFormula, ...] = ()

    def sketch_at(self, number: int) -> Sketch:
        """Return the network in force at a formula."""
        return [sketch for start, sketch in self.sketches if start <= number][-1]


def read_derivation(text: str) -> Derivation:
    """Read a text as a derivation.

    Raises
    ------
    DerivationError
        If it is too long or holds no formula.
    """
    found: list[FormulaText] = []
    functions: dict[str, OwnFunction] = {}
    reader = _DocumentReader(functions)
    for piece in pieces(text):
        found += reader.formulas(piece)
        if len(found) > MAX_FORMULAS:
            raise DerivationError(
                translate("derivation", "A derivation may have at most {max_formulas} formulas.").format(
                    max_formulas=MAX_FORMULAS
                )
            )
    if not found:
        said = translate("derivation", "The text contains no formula with an equals sign.")
        if "\\" in text and "$" not in text:
            said += " " + translate("derivation", "LaTeX is read between dollar signs: $ … $ or $$ … $$.")
        raise DerivationError(said)
    units = NumberedUnits([item.formula for item in found if item.formula is not None and not item.code])
    nested = None
    for kind in (lambda _: units, ValueFunctions, NamedWeights, NestedNetworks, LayerWriter):
        writer = kind([item.formula for item in found if item.formula is not None and not item.code])
        nested = writer if isinstance(writer, NestedNetworks) else nested
        found = [
            replace(item, formula=writer.written(item.formula))
            if item.formula is not None and not item.code
            else item
            for item in found
        ]
    defined = [
        Defined(item.called or item.formula, item.line, item.source, item.code)
        if item.formula is not None and not item.part_of
        else Defined(WrittenFormula((), ()), item.line, item.source)
        for item in found
    ]
    layers = tuple(nested.definitions) if nested is not None else ()
    if nested is not None:
        defined += [Defined(formula, 0, "") for formula in nested.definitions]
    segments = Gathering(defined, functions).run()
    if units.found:
        for _, sketch in segments:
            # A text about single units has a hidden layer, of which it may define nothing.
            sketch.layers = sketch.layers if len(sketch.layers) > 1 else []
    return Derivation(text, tuple(found), tuple(segments), functions, units, layers)


class _DocumentReader:
    """Turns pieces into formulas; remembers what the prose said before."""

    def __init__(self, functions: dict[str, OwnFunction]) -> None:
        self._functions = functions
        self._condition: Condition | None = None
        self._cue = ""
        self._derivative: NotationPart | None = None
        self._derivative_source = ""

    def formulas(self, piece: TextPiece) -> list[FormulaText]:
        """Return the formulas of one piece."""
        self._read_prose(piece)
        if piece.kind == "code":
            return self._code(piece)
        if piece.kind == "inline":
            return self._inline(piece)
        if piece.kind == "plain":
            return self._row(piece, 0, piece.source, read_plain)
        found: list[FormulaText] = []
        for at, row in rows_of(piece.source):
            found += self._row(piece, at, row, read_display)
        return found

    def _read_prose(self, piece: TextPiece) -> None:
        if _CONDITION_ENDS.search(piece.before):
            self._condition = None
        if "\n\n" in piece.before or len(piece.before) > 200:
            self._cue = ""
        for cue, pattern in _CUES.items():
            if pattern.search(piece.before):
                self._cue = cue

    def _code(self, piece: TextPiece) -> list[FormulaText]:
        try:
            self._functions.update(own_functions(piece.source))
            lines = python_lines(piece.source)
        except NotationError as error:
            written = self._on_paper(piece)
            if written is not None:
                return written
            return [FormulaText(piece.line, piece.start, piece.source[:200], None, error, code=True)]
        found = []
        expand = Expansion(self._functions)
        starts = [0]
        for text in piece.source.splitlines(keepends=True):
            starts.append(starts[-1] + len(text))
        for line in lines:
            formula, trouble = line.formula, line.trouble
            called = formula
            if (formula is not None and _is_copy(formula)) or _MAKES_DATA.search(line.source):
                continue
            if formula is not None:
                try:
                    sides = tuple(None if side is None else expand(side) for side in formula.sides)
                    formula = replace(formula, sides=sides)
                except NotationError:
                    # The name of an activation is enough for a definition.
                    pass
            elif trouble is not None and not _is_mathematics(line.source):
                continue
            number = piece.line + line.line - 1
            begins = starts[line.line - 1]
            start = piece.start + max(piece.source.find(line.source, begins), begins)
            found.append(FormulaText(number, start, line.source, formula, trouble, code=True, called=called))
        return merged(found)

    def _on_paper(self, piece: TextPiece) -> list[FormulaText] | None:
        """Read assignments that multiply as on paper, ``1/m np.sum(dZ, axis=1)``, which is no Python."""
        found: list[FormulaText] = []
        at = 0
        for line in piece.source.splitlines(keepends=True):
            if line.strip() and not line.lstrip().startswith("#"):
                number = piece.line + piece.source.count("\n", 0, at)
                one = replace(piece, source=line.rstrip(), start=piece.start + at, line=number)
                rows = self._line_on_paper(one)
                if not rows or line[0].isspace():
                    return None
                found += rows
            at += len(line)
        return found

    def _line_on_paper(self, piece: TextPiece) -> list[FormulaText]:
        try:
            python_lines(piece.source)
        except NotationError:
            rows = self._row(piece, 0, piece.source, read_plain)
            return rows if rows and rows[0].formula is not None else []
        return self._code(piece)

    def _inline(self, piece: TextPiece) -> list[FormulaText]:
        source = piece.source
        beside = equations_of(source)
        if len(beside) > 1:
            return [item for at, part in beside for item in self._row(piece, at, part, read_display)]
        try:
            formula = read_display(source)
        except NotationError as error:
            if "=" in source and _CONDITION.search(piece.before) is None:
                return [FormulaText(piece.line, piece.start, source, None, error)]
            return []
        if formula.condition is not None and not formula.relations:
            if _CONDITION.search(piece.before):
                self._condition = formula.condition
            return []
        sides = formula.sides
        if _CONDITION.search(piece.before) and _is_index_pair(formula):
            assert sides[0] is not None
            assert sides[1] is not None
            self._condition = Condition(sides[0], "==", sides[1], start=formula.start, end=formula.end)
            return []
        if len(sides) == 1 and not formula.relations:
            return self._mentioned(piece, formula)
        return self._row(piece, 0, source, read_display)

    def _mentioned(self, piece: TextPiece, formula: WrittenFormula) -> list[FormulaText]:
        """Read "∂E/∂o … should be −t/o" as the claim it is."""
        (side,) = formula.sides
        if isinstance(side, Quotient):
            self._derivative, self._derivative_source = side, piece.source
            return []
        if self._derivative is None or not _VALUE.search(piece.before):
            return []
        both = WrittenFormula((self._derivative, side), ("=",), start=formula.start, end=formula.end)
        source = f"{self._derivative_source} = {piece.source}"
        self._derivative = None
        return [FormulaText(piece.line, piece.start, source, both)]

    def _row(self, piece: TextPiece, at: int, row: str, read: object) -> list[FormulaText]:
        source = row.strip()
        start = piece.start + at + (len(row) - len(row.lstrip()))
        line = piece.line + piece.source.count("\n", 0, start - piece.start)
        try:
            formula = read(source)  # type: ignore[operator]
        except NotationError as error:
            if piece.kind == "plain":
                return []
            return [FormulaText(line, start, source, None, error)]
        if not formula.relations:
            return []
        condition = self._condition
        if formula.sides[0] is not None and isinstance(formula.sides[0], Quotient):
            self._derivative, self._derivative_source = formula.sides[0], source.partition("=")[0].strip()
        return [FormulaText(line, start, source, formula, None, condition, self._cue)]


def read_display(source: str) -> WrittenFormula:
    """Read LaTeX with entities of HTML in it."""
    return read_latex(html.unescape(source) if "&" in source and ";" in source else source)


def read_plain(source: str) -> WrittenFormula:
    """Read plain text with Unicode signs."""
    return read_unicode(html.unescape(source) if "&" in source else source)


def _is_index_pair(formula: WrittenFormula) -> bool:
    """Whether it is ``i = j``."""
    return len(formula.sides) == 2 and all(
        isinstance(side, Symbol)
        and len(side.base) == 1
        and side.base.islower()
        and side.sub is None
        and side.sup is None
        for side in formula.sides
    )


def _is_copy(formula: WrittenFormula) -> bool:
    """Whether a line of a program only copies a value to its own name: ``W1 = parameters["W1"]``."""
    if len(formula.sides) != 2:
        return True
    left, right = formula.sides
    return isinstance(left, Symbol) and left == right


def merged(found: list[FormulaText]) -> list[FormulaText]:
    """Return lines of a program in which what is built in several steps is one formula, at its last line.

    ``dz = p``, ``dz[range(m), y] -= 1``, ``dz /= m`` together say dz = (p − onehot)/m.
    """
    result = list(found)
    for place, item in enumerate(result):
        formula = item.formula
        if place == 0 or formula is None or len(formula.sides) != 2:
            continue
        before = result[place - 1]
        earlier = before.formula
        if earlier is None or len(earlier.sides) != 2 or earlier.relations != ("=",):
            continue
        left, right = earlier.sides
        step = None if not isinstance(left, Symbol) or right is None else _step(left, formula)
        if step is None or right is None or _is_weight_name(left):
            continue

        def change(
            inner: NotationPart, left: NotationPart | None = left, right: NotationPart = right
        ) -> NotationPart | None:
            return Group(right, "(", start=inner.start, end=inner.end) if inner == left else None

        whole = WrittenFormula((left, mapped(step, change)), ("=",), start=formula.start, end=formula.end)
        result[place] = replace(item, formula=whole, called=whole)
        result[place - 1] = replace(before, part_of=item.line)
    return _completed(result)


def _completed(found: list[FormulaText]) -> list[FormulaText]:
    """Return lines of a program in which ``dW += reg * W`` further down completes ``dW = …``."""
    result = list(found)
    assigned: dict[str, int] = {}
    for place, item in enumerate(result):
        formula = item.formula
        left = formula.sides[0] if formula is not None and len(formula.sides) == 2 else None
        if formula is None or not isinstance(left, Symbol) or item.part_of:
            continue
        if formula.relations == ("=",):
            assigned[left.base] = place
            continue
        first = assigned.get(left.base)
        if formula.relations != ("+=",) or first is None or not _is_gradient_name(left.base):
            continue
        earlier = result[first].formula
        assert earlier is not None
        start, right = earlier.sides[1], formula.sides[1]
        assert start is not None
        assert right is not None
        both = SumPart((Group(start, "("), right), ("+",), start=formula.start, end=formula.end)
        whole = WrittenFormula((left, both), ("=",), start=formula.start, end=formula.end)
        result[first] = replace(result[first], part_of=item.line)
        result[place] = replace(item, formula=whole, called=whole)
        assigned[left.base] = place
    return result


def _is_gradient_name(name: str) -> bool:
    return re.match(r"d_?[A-Za-z]|grad|g_?[Ww]|nabla|delta", name) is not None or name.endswith(
        ("_grad", "_delta", ".grad")
    )


def _is_weight_name(part: NotationPart | None) -> bool:
    return isinstance(part, Symbol) and part.base[:1] in "Wwb" and not part.base.startswith("bias_grad")


def _step(name: Symbol, formula: WrittenFormula) -> NotationPart | None:
    """Return what a name is after a line that changes it in place, None if the line is another one."""
    left, right = formula.sides
    if right is None or left is None:
        return None
    relation = formula.relations[0]
    if isinstance(left, Apply) and left.function == "pick" and left.arguments[0] == name:
        if relation not in ("-=", "+=") or not isinstance(right, Literal):
            return None
        target = left.arguments[1]
        hot: NotationPart = Product((right, target), ("*",)) if right.value != 1 else target
        return SumPart((name, hot), (relation[0],), start=formula.start, end=formula.end)
    if left != name:
        return None
    if relation in ("-=", "+="):
        return SumPart((name, right), (relation[0],), start=formula.start, end=formula.end)
    if relation == "=" and any(part == name for part in walk_written(right)):
        return right
    return None


_MAKES_DATA = re.compile(
    r"\brandom\b|\b(?:rand|randn|randint|zeros|ones|empty|full|uniform|normal|loadtxt|load|linspace|zeros_like)\("
)
"""Lines that make parameters or data and compute nothing."""

_MATHEMATICS = re.compile(r"[-+*/@]|\.dot\(|\.T\b|np\.(?:dot|sum|exp|log|matmul)")


def _is_mathematics(source: str) -> bool:
    return _MATHEMATICS.search(source.partition("=")[2]) is not None and "random" not in source
