"""The entries that symbols stand for in index form."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.meaning.letters import IndexLetters
from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.symbols import SymbolValues
from nnviz.core.derivation.notation.meaning.typed import Typed, untransposed, value_name
from nnviz.core.derivation.notation.scripts import read_below
from nnviz.core.derivation.notation.vocabulary import Dimension, Meaning
from nnviz.core.derivation.notation.written import NotationError, NotationPart, Symbol, walk_written
from nnviz.core.judge.nodes import Binary, Canonical, IndexedEntry, IndexSum, Node, Transpose
from nnviz.core.text.translate import translate


class Entries:
    """Gives values the indices that are written, and those that the rest of the formula has."""

    def __init__(self, state: FormulaState, letters: IndexLetters, symbols: SymbolValues) -> None:
        self._state, self._letters, self._symbols = state, letters, symbols
        self._v = state.vocabulary

    def learn(self, parts: Sequence[NotationPart]) -> None:
        """Learn which letter every layer's units have, so that values written without one can take it."""
        self._symbols.survey(parts)
        if not self._state.indexed:
            return
        for part in parts:
            for inner in walk_written(part):
                if not isinstance(inner, Symbol):
                    continue
                try:
                    self._learn(inner)
                except NotationError:
                    continue

    def _learn(self, symbol: Symbol) -> None:
        meaning = self._v.meaning(symbol.base)
        if meaning is not None and meaning.kind == "macro":
            self._learn_macro(symbol, meaning)
            return
        whole, letters, _ = self._symbols.located(symbol)
        if whole is None or not letters:
            return
        axes = [d for d in (whole.rows, whole.columns) if d != "m"]
        mine = next((k for k in letters if k in self._v.example_letters), None)
        if mine is not None and len(axes) == 1 and (len(letters) > 1 or axes[0] == 1 or mine == "n"):
            # h_i, x_ij: this letter counts examples.
            letters = tuple(k for k in letters if k != mine)
        if value_name(whole.node).startswith(("b", "db")):
            axes = axes[:1]
        for dimension, letter in zip(axes, letters, strict=False):
            known = self._letters.by_dimension.setdefault(dimension, [])
            if letter not in known:
                known.append(letter)

    def _learn_macro(self, symbol: Symbol, meaning: Meaning) -> None:
        """Learn the letters of a shorthand from the values it is made of."""
        assert meaning.part is not None
        written = read_below(symbol).letters
        renamed = dict(zip(meaning.letters, written, strict=False))
        for inner in walk_written(meaning.part):
            if not isinstance(inner, Symbol) or inner.base == symbol.base:
                continue
            of = self._v.meaning(inner.base)
            if of is not None and of.kind == "macro":
                continue
            try:
                whole, letters, _ = self._symbols.located(inner)
            except NotationError:
                continue
            axes = [d for d in (whole.rows, whole.columns) if d not in ("m", 1)] if whole is not None else []
            for dimension, letter in zip(axes, letters, strict=False):
                if letter in renamed:
                    known = self._letters.by_dimension.setdefault(dimension, [])
                    if renamed[letter] not in known:
                        known.append(renamed[letter])

    def placed(
        self, symbol: Symbol, whole: Typed, letters: tuple[str, ...], example: str, meaning: Meaning | None
    ) -> Typed:
        """Return the entry of a whole value in index form, the value itself otherwise."""
        if not self._state.indexed:
            unit_letters = tuple(k for k in letters if k not in self._v.example_letters)
            if unit_letters:
                raise NotationError(
                    translate("derivation", "An indexed entry is combined with whole values here."),
                    symbol.start,
                    symbol.end,
                )
            return whole
        if (
            whole.scalar
            and not letters
            and value_name(whole.node) in ("C", "m", "K", "eta", "lambda1", "lambda2")
        ):
            return Typed(whole.node)
        if meaning is not None and meaning.kind in ("number", "loss"):
            return Typed(whole.node)
        node = self._entry(symbol, whole, letters, example)
        return Typed(node)

    def _entry(self, symbol: NotationPart, whole: Typed, letters: tuple[str, ...], example: str) -> Node:
        """Return the entry of a value: written letters first, the others from what the formula has."""
        dimensions = [whole.rows, whole.columns]
        left = list(letters)
        at_example = dimensions.index("m") if "m" in dimensions else None
        chosen: list[str | None] = [None, None]
        if at_example is not None:
            mine = next((k for k in left if k in self._v.example_letters), None)
            if mine is not None and (len(left) > 1 or dimensions[1 - at_example] == 1 or mine == "n"):
                left.remove(mine)
                example = example or mine
            chosen[at_example] = self._letters.letter(example) if example else self._letters.example
        sums: list[tuple[str, bool]] = []
        axes = [axis for axis in (0, 1) if axis != at_example]
        if len(left) < len(axes):
            axes.sort(key=lambda axis: dimensions[axis] == 1)
        for axis in axes:
            if not left:
                column = value_name(whole.node).startswith(("b", "db"))
                known = set(self._letters.by_dimension.get(dimensions[axis], ())) - set(
                    self._v.example_letters
                )
                if letters and known and not column:
                    # Σₙ δₙ aₖ beside W_jk: the unit of δ would have to be guessed.
                    raise NotationError(
                        translate(
                            "derivation",
                            "An index is missing: other values of this layer have one for the unit.",
                        ),
                        symbol.start,
                        symbol.end,
                    )
                chosen[axis] = self._letters.missing(symbol, dimensions[axis], column)
                continue
            written = left.pop(0)
            if written == self._v.target_letter and self._is_target_dimension(dimensions[axis]):
                fresh = self._letters.fresh()
                sums.append((fresh, True))
                chosen[axis] = fresh
            else:
                chosen[axis] = self._letters.letter(written)
        if left:
            raise NotationError(
                translate("derivation", "There are more indices than the value has."),
                symbol.start,
                symbol.end,
            )
        return self.make_entry(whole, chosen, sums)

    def _is_target_dimension(self, dimension: Dimension) -> bool:
        return dimension == self._v.units(self._v.last)

    def make_entry(self, whole: Typed, chosen: list[str | None], sums: list[tuple[str, bool]]) -> Node:
        """Return the entry of a value, summed over the indices that nothing else has."""
        letters: list[str] = []
        extra: list[str] = []
        for letter in chosen:
            assert letter is not None
            if letter == "?pick":
                fresh = self._letters.fresh()
                sums.append((fresh, True))
                letters.append(fresh)
            elif letter == "":
                fresh = self._letters.fresh()
                extra.append(fresh)
                letters.append(fresh)
            else:
                letters.append(letter)
        per_example = "m" in (whole.rows, whole.columns)
        name = value_name(whole.node)
        column = name.startswith(("b", "db")) and name[-1:].isdigit()
        if column and not per_example:
            axis = 1 if isinstance(whole.node, Transpose) else 0
            node: Node = IndexedEntry(untransposed(whole.node), (letters[axis],), self._letters.example)
            extra = [k for k in extra if k == letters[axis]]
        else:
            node = IndexedEntry(whole.node, (letters[0], letters[1]), self._letters.example)
        for fresh, _ in sums:
            node = Binary("*", self._letters.target_of(fresh), node)
            node = IndexSum(fresh, node)
        for fresh in extra:
            node = IndexSum(fresh, node)
        return node

    def canonical_whole(self, family: str, n: int, symbol: Symbol) -> Typed:
        """Return the value of a layer with the indices that are written at a symbol."""
        whole = Typed(Canonical(f"{family}{n}"), *self._v.shape(family, n))
        letters = read_below(symbol).letters if symbol.sub is not None else ()
        return self.placed(symbol, whole, letters, "", None)
