"""The letters of the indices of one formula."""

from __future__ import annotations

from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.vocabulary import Dimension
from nnviz.core.derivation.notation.written import NotationError, NotationPart
from nnviz.core.judge.nodes import Canonical, IndexedEntry
from nnviz.core.text.translate import translate


class IndexLetters:
    """Letters of units and examples: which are known, which are renamed within a sum, and fresh ones.

    Attributes
    ----------
    renamed
        A letter as it is written → the one it has here.
    by_dimension
        A dimension → the letters that count it.
    example
        The letter of the example.
    count
        How many letters were made.
    """

    def __init__(self, state: FormulaState) -> None:
        self._state = state
        self._v = state.vocabulary
        self.renamed: dict[str, str] = {}
        self.by_dimension: dict[Dimension, list[str]] = {}
        self.example = "n"
        self.count = 0

    def fresh(self, stem: str = "q") -> str:
        """Return a letter that stands nowhere else."""
        self.count += 1
        return f"{stem}#{900 + self.count}"

    def letter(self, written: str) -> str:
        """Return the letter that a written one has here."""
        return self.renamed.get(written, written)

    def missing(self, symbol: NotationPart, dimension: Dimension, column: bool = False) -> str:
        """Return the letter of an index that is not written: empty if it needs none."""
        if dimension == 1 and (column or len(self.by_dimension.get(1, [])) != 1):
            return ""
        known = self.by_dimension.get(dimension, [])
        if self._state.by_entry and not known:
            letter = {f"u{self._v.last}": "j"}.get(str(dimension), "jkilpq"[len(self.by_dimension) % 6])
            taken = {k for letters in self.by_dimension.values() for k in letters}
            if letter in taken:
                letter = next(k for k in "jkipqrs" if k not in taken)
            self.by_dimension[dimension] = known = [letter]
        if len(known) == 1:
            if known[0] == self._v.target_letter:
                return "?pick"
            return self.letter(known[0])
        raise NotationError(translate("derivation", "An entry needs an index."), symbol.start, symbol.end)

    def target_of(self, output: str) -> IndexedEntry:
        """Return the target of an output, its indices in the order the text has them."""
        letters = (output, self.example)
        if self._v.convention.turned("Y"):
            letters = letters[::-1]
        return IndexedEntry(Canonical("Y"), letters, self.example)
