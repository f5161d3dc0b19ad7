"""Symbols read as what they stand for: values, shorthands, functions, steps of an update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnviz.core.derivation.notation.meaning.entries import Entries
from nnviz.core.derivation.notation.meaning.functions import FunctionValues
from nnviz.core.derivation.notation.meaning.letters import IndexLetters
from nnviz.core.derivation.notation.meaning.parameters import is_parameter
from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.symbols import SymbolValues
from nnviz.core.derivation.notation.meaning.typed import (
    Typed,
    Use,
    next_value,
    raised,
    shown,
    transposed,
    value_name,
)
from nnviz.core.derivation.notation.scripts import read_above, read_below
from nnviz.core.derivation.notation.vocabulary import Meaning
from nnviz.core.derivation.notation.written import NotationError, NotationPart, Symbol
from nnviz.core.judge.nodes import Binary, Delta, IndexSum, Number
from nnviz.core.text.translate import translate


class NamedValues:
    """Reads one symbol with all that is written at it."""

    def __init__(
        self,
        state: FormulaState,
        letters: IndexLetters,
        symbols: SymbolValues,
        entries: Entries,
        functions: FunctionValues,
        read: Callable[[NotationPart], Typed],
    ) -> None:
        self._state, self._letters, self._symbols = state, letters, symbols
        self._v = state.vocabulary
        self._entries, self._functions, self._read = entries, functions, read
        self._depth = 0

    def symbol(self, symbol: Symbol) -> Typed:
        """Return what a symbol stands for."""
        base = symbol.base
        if base.startswith("Delta_"):
            return self._step(symbol)
        if symbol.primes:
            return self._primed(symbol)
        macro = self._v.meaning(base)
        if macro is not None and macro.kind == "macro":
            return self._expanded(symbol, macro)
        if base == "delta" and symbol.sub is not None:
            pair = [t for t in symbol.sub.text if t.isalpha()]
            others = {"l", "L", *self._v.example_letters}
            if len(pair) == 2 and symbol.sup is None and others.isdisjoint(pair):
                self._state.require_indices(symbol)
                return Typed(Delta(self._letters.letter(pair[0]), self._letters.letter(pair[1])))
        if base == "e" and symbol.sub is not None and symbol.sub.text == self._v.target_letter:
            return self.symbol(replace(symbol, base="Y", sub=None))
        if base == "e" and (symbol.sub is not None or symbol.sup is not None):
            raise NotationError(
                translate("derivation", "What is e with an index? The text does not say."),
                symbol.start,
                symbol.end,
                lasting=True,
            )
        if base == "e":
            return Typed(Number(2.718281828459045, "2.718281828459045"))
        above = read_above(symbol, self._v.example_letters)
        whole, letters, meaning = self._symbols.located(symbol)
        if meaning is not None and meaning.kind == "function":
            return self._function_value(symbol, meaning)
        assert whole is not None
        self._state.uses.append(Use(symbol.start, symbol.end, value_name(whole.node)))
        found = self._entries.placed(symbol, whole, letters, above.example, meaning)
        if above.transposed and not self._state.indexed:
            found = Typed(transposed(found.node), found.columns, found.rows)
        below = symbol.sub is not None and read_below(symbol).layer
        named = above.bare_number and not below and f"{base}[{above.bare_number}]" in self._v.meanings
        layered = (
            meaning is not None and meaning.kind == "family" and self._symbols.layer_was_read(symbol, meaning)
        )
        power = above.power or ("" if named or layered else above.bare_number)
        return raised(found, power, symbol) if power else found

    def _expanded(self, symbol: Symbol, macro: Meaning) -> Typed:
        """Return what a shorthand of the text stands for, with the indices it has here."""
        assert macro.part is not None
        self._depth += 1
        if self._depth > 8:
            raise NotationError(
                translate("derivation", "The abbreviations in the text refer to each other."),
                symbol.start,
                symbol.end,
            )
        above = read_above(symbol, self._v.example_letters)
        written = list(read_below(symbol).letters) if symbol.sub is not None else []
        before, fresh_letter = self._letters.renamed, ""
        renamed = dict(before)
        for formal in macro.letters:
            actual = written.pop(0) if written else ""
            if formal == self._v.target_letter:
                continue
            if not actual:
                actual = self._letters.missing(symbol, self._v.units(self._v.last))
            if actual in ("?pick", self._v.target_letter) and actual:
                fresh_letter = renamed[formal] = self._letters.fresh()
            else:
                renamed[formal] = self._letters.letter(actual)
        self._letters.renamed = renamed
        found = self._read(macro.part)
        self._letters.renamed = before
        self._depth -= 1
        if fresh_letter:
            chosen = Binary("*", self._letters.target_of(fresh_letter), found.node)
            found = Typed(IndexSum(fresh_letter, chosen))
        if above.transposed and not self._state.indexed:
            found = Typed(transposed(found.node), found.columns, found.rows)
        power = above.power or above.bare_number
        return raised(found, power, symbol) if power else found

    def _function_value(self, symbol: Symbol, meaning: Meaning) -> Typed:
        """Return a function written without its argument: the activation of the layer."""
        name = meaning.function
        if symbol.sup is not None and read_above(symbol, self._v.example_letters).bare_number:
            raise NotationError(
                translate("derivation", "A function to the power of a number cannot be read."),
                symbol.start,
                symbol.end,
                lasting=True,
            )
        n = self._symbols.unlayered_layer(symbol)
        self._state.note(
            translate(
                "derivation", "{base} without an argument is read as {base}(z) of layer {number}."
            ).format(base=shown(symbol.base), number=n)
        )
        z = Symbol("z", symbol.sub, symbol.sup, start=symbol.start, end=symbol.end)
        argument = self._entries.canonical_whole("z", n, z)
        return self._functions.applied(name, argument, symbol, 0)

    def _primed(self, symbol: Symbol) -> Typed:
        meaning = self._v.meaning(symbol.base)
        if meaning is not None and meaning.kind == "function":
            n = self._symbols.unlayered_layer(symbol)
            z = Symbol("z", symbol.sub, None, start=symbol.start, end=symbol.end)
            self._state.note(
                translate("derivation", "{base}′ without an argument is read as {base}′(z).").format(
                    base=shown(symbol.base)
                )
            )
            return self._functions.applied(
                meaning.function, self._entries.canonical_whole("z", n, z), symbol, symbol.primes
            )
        if symbol.primes == 1 and meaning is not None and is_parameter(meaning):
            return self._updated(replace(symbol, primes=0))
        raise NotationError(
            translate(
                "derivation",
                "{base}′ does not say which variable it is differentiated by; write it as a quotient.",
            ).format(base=shown(symbol.base)),
            symbol.start,
            symbol.end,
        )

    def _step(self, symbol: Symbol) -> Typed:
        """Return what an update adds to a parameter: ``Δw``."""
        of = replace(symbol, base=symbol.base.removeprefix("Delta_"))
        meaning = self._v.meaning(of.base)
        if meaning is None or not is_parameter(meaning) or symbol.primes:
            raise NotationError(
                translate("derivation", "Δ of what? Only steps of weights and biases can be read."),
                symbol.start,
                symbol.end,
            )
        old = self.symbol(of)
        return replace(old, node=Binary("-", next_value(old.node), old.node))

    def _updated(self, symbol: Symbol) -> Typed:
        """Return a parameter after the update: ``w′``."""
        old = self.symbol(symbol)
        return replace(old, node=next_value(old.node))
