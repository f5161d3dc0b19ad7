"""Lines that define something: values of the network, functions, shorthands and numbers."""

from __future__ import annotations

from dataclasses import replace

from nnviz.core.derivation.document import Derivation, FormulaText
from nnviz.core.derivation.judged import Judged, with_piece
from nnviz.core.derivation.loss_definitions import loss_symbol, recognize_loss
from nnviz.core.derivation.notation.reading import readings
from nnviz.core.derivation.notation.vocabulary import RATES, Meaning, Vocabulary, split_name
from nnviz.core.derivation.notation.written import (
    Apply,
    Group,
    Literal,
    NotationError,
    NotationPart,
    Product,
    Symbol,
    WrittenFormula,
    walk_written,
)
from nnviz.core.derivation.patterns import function_of, key_of, plain
from nnviz.core.derivation.penalty import is_loss_of_data, split_penalty
from nnviz.core.derivation.prepared import layers_of, slip_of
from nnviz.core.derivation.sketch import Sketch
from nnviz.core.functions.losses import LOSSES
from nnviz.core.judge.nodes import text_of
from nnviz.core.text.translate import translate


class Definitions:
    """Tells definitions from claims.

    Parameters
    ----------
    derivation
        The text.
    """

    def __init__(self, derivation: Derivation) -> None:
        self._derivation = derivation

    def definition(
        self,
        item: FormulaText,
        formula: WrittenFormula,
        sketch: Sketch,
        vocabulary: Vocabulary,
        macros: dict[str, Meaning],
    ) -> Judged | None:
        """Return the verdict on a line that defines something, None for a claim."""
        left = formula.sides[0]
        if left is None or formula.relations[0] not in ("=", "<-", "=>"):
            return None
        origin = f"line {item.line}: {' '.join(item.source.split())[:80]}"
        for key, role in sketch.roles.items():
            if role.origin == origin and role.name != "X" and not role.name.startswith(("W", "b", "Y")):
                found = plain(uncalled(left))
                if (
                    found is None
                    or key_of(found[0], sketch.example_letters).split("[")[0] != key.split("[")[0]
                ):
                    continue
                return self._defines(item, formula, role.name, vocabulary)
        if origin in sketch.defining:
            return self._defines(item, formula, f"a{len(sketch.layers)}", vocabulary)
        loss = loss_symbol(left)
        if loss is not None:
            split = split_penalty(formula.sides[1]) if formula.sides[1] is not None else None
            if split is not None and sketch.loss_of_data and is_loss_of_data(split[0]):
                return Judged(
                    item,
                    "definition",
                    translate("derivation", "Definition of the loss: that of the data and a penalty."),
                )
            again = recognize_loss(formula, sketch)
            if again is not None:
                return self._defines(item, formula, "C", vocabulary)
        if (name := _function_name(left)) is not None and name in sketch.functions:
            return Judged(
                item,
                "definition",
                translate("derivation", "Definition: {functions}.").format(functions=sketch.functions[name]),
            )
        return self.shorthand(item, formula, vocabulary, macros)

    def shorthand(
        self, item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary, macros: dict[str, Meaning]
    ) -> Judged | None:
        """Read a line that gives a name to an expression; later lines may use it."""
        left = formula.sides[0]
        assert left is not None
        called = isinstance(left, Product) and len(left.factors) == 2 and isinstance(left.factors[1], Group)
        own = left.factors[0] if called and isinstance(left, Product) else left
        if not isinstance(own, Symbol) or own.primes or own.base.startswith("Delta_"):
            return None
        key = own.base
        if (item.code or split_name(own.base) is not None) and is_bound(own, vocabulary):
            return None
        if key in network_words(vocabulary) and not (called and own.base in "DEFGHPQRS"):
            return None
        if not item.code and vocabulary.gradient_of(key, "") is not None:
            return None
        right = formula.sides[1]
        assert right is not None
        if isinstance(right, Literal) and item.code:
            return self._number(item, own, right, macros)
        if any(isinstance(p, Symbol) and p.base == key for p in walk_written(right)):
            return None
        letters = (
            tuple(own.sub.text.replace(",", "")) if own.sub is not None and own.sub.text.isalpha() else ()
        )
        macros[key] = Meaning("macro", part=right, letters=letters, origin=f"line {item.line}")
        trial = replace(vocabulary, meanings={**vocabulary.meanings, **macros})
        try:
            found = readings(WrittenFormula((right,), ()), trial, item.code)
        except NotationError as error:
            if _unread_for_good(error) and not _takes_largest(right):
                return Judged(item, "unread", with_piece(item, error))
            found = []
        reading = text_of(found[0].sides[0].node) if found else ""
        return Judged(
            item,
            "definition",
            translate("derivation", "Definition of {key}.").format(key=key),
            reading=reading,
            readings=tuple(found),
        )

    def later(self, segment: int, number: int, vocabulary: Vocabulary) -> dict[str, Meaning]:
        """Return the shorthands of functions that are defined further down, such as D(b) and E(b)."""
        starts = [start for start, _ in self._derivation.sketches]
        end = starts[segment + 1] if segment + 1 < len(starts) else None
        found: dict[str, Meaning] = {}
        for item in self._derivation.formulas[number:end]:
            formula = item.formula
            if (
                formula is None
                or formula.sides[0] is None
                or not formula.relations
                or formula.relations[0] != "="
            ):
                continue
            left = formula.sides[0]
            right = formula.sides[1]
            own = uncalled(left)
            if own is left or not isinstance(own, Symbol) or own.primes or right is None:
                continue
            key = own.base
            if key not in network_words(vocabulary) and key not in found:
                letters = tuple(own.sub.text) if own.sub is not None and own.sub.text.isalpha() else ()
                found[key] = Meaning("macro", part=right, letters=letters, origin=f"line {item.line}")
        return found

    def _defines(
        self, item: FormulaText, formula: WrittenFormula, name: str, vocabulary: Vocabulary
    ) -> Judged:
        e = vocabulary.experiment
        slip = slip_of(formula)
        if name == "C":
            message = translate("derivation", "Definition of the loss, {title}.").format(
                title=LOSSES[e.loss].title
            )
        else:
            message = translate("derivation", "Definition of {name} of the network.").format(
                name=name.rstrip("*")
            )
        if slip:
            return Judged(
                item,
                "conditional",
                translate("derivation", "{message} Minor error: {slip}.").format(message=message, slip=slip),
                condition=slip,
            )
        return Judged(item, "definition", message)

    @staticmethod
    def _number(item: FormulaText, own: Symbol, right: Literal, macros: dict[str, Meaning]) -> Judged:
        if own.base not in RATES:
            macros[own.base] = Meaning("macro", part=right, origin=f"line {item.line}")
        return Judged(
            item, "definition", translate("derivation", "Definition of {base}.").format(base=own.base)
        )


def with_reading(defined: Judged, formula: WrittenFormula, vocabulary: Vocabulary) -> Judged:
    """Return the verdict on a definition with how it was read, where that can be said."""
    if defined.reading or defined.verdict == "unread":
        return defined
    layers = layers_of(formula, vocabulary)
    try:
        found = readings(formula, replace(vocabulary, layer=layers[-1]), defined.text.code)
    except NotationError:
        return defined
    text = " = ".join(text_of(side.node) for side in found[0].sides)
    return replace(defined, reading=text, notes=(*formula.remarks, *found[0].notes), readings=tuple(found))


def is_bound(symbol: Symbol, vocabulary: Vocabulary) -> bool:
    """Whether a name of a program is a value of the network: a claim about it can be judged."""
    split = split_name(symbol.base)
    for base, layer in ((symbol.base, ""), *([(split[0], str(split[1]))] if split else [])):
        found = vocabulary.meaning(base, layer)
        if (
            found is not None
            and found.kind in ("family", "value")
            and symbol.base not in ("x", "t", "s", "T")
        ):
            return True
    return False


def network_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the symbols that have a meaning in the text already, or a usual one."""
    known = {key.split("[")[0] for key in vocabulary.meanings if vocabulary.meanings[key].kind != "macro"}
    usual = {
        "W",
        "w",
        "b",
        "z",
        "Z",
        "a",
        "A",
        "delta",
        "X",
        "Y",
        "y",
        "y_hat",
        "dW",
        "db",
        "dz",
        "dZ",
        "da",
        "dA",
        "C",
    }
    return frozenset(known | usual)


def _takes_largest(part: NotationPart) -> bool:
    """Whether the largest score is subtracted in a part, as before a softmax."""
    return any(isinstance(inner, Apply) and inner.function == "largest" for inner in walk_written(part))


def _unread_for_good(error: NotationError) -> bool:
    """Whether a shorthand cannot be read at all, and not only without its indices."""
    return error.lasting


def uncalled(part: NotationPart) -> NotationPart:
    """Return the symbol of ``f(x)`` alone, anything else as it is."""
    if isinstance(part, Product) and len(part.factors) == 2 and isinstance(part.factors[1], Group):
        return part.factors[0]
    return part


def _function_name(part: NotationPart) -> str | None:
    found = function_of(part)
    return None if found is None else found[0]
