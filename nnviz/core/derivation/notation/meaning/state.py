"""The state of one formula while it is read."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.meaning.typed import Use
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import NotationError, NotationPart
from nnviz.core.text.translate import translate

MAX_CHOICES = 16


class ReadingChoices:
    """Decisions between readings: every run takes the next combination.

    Attributes
    ----------
    taken
        Question → the answer of this run.
    """

    def __init__(self, plan: Sequence[int] = ()) -> None:
        self._plan = list(plan)
        self._seen: dict[str, int] = {}
        self.options: list[tuple[str, tuple[str, ...]]] = []

    def choose(self, question: str, options: tuple[str, ...]) -> str:
        """Return the answer to a question; the same question has the same answer in one run."""
        if question not in self._seen:
            place = len(self.options)
            self.options.append((question, options))
            self._seen[question] = self._plan[place] if place < len(self._plan) else 0
        return options[self._seen[question]]

    @property
    def taken(self) -> tuple[int, ...]:
        """The answers in the order of the questions."""
        return tuple(self._seen[question] for question, _ in self.options)


class FormulaState:
    """What is known and remembered while one formula is read.

    Parameters
    ----------
    vocabulary
        What the symbols are bound to.
    choices
        How questions with two answers are decided.
    indexed
        Whether the formula is in index form.
    by_entry
        Whether whole values are read entry by entry.
    stars
        Whether ``*`` multiplies element by element, as in NumPy, and never stands for a matrix product.

    Attributes
    ----------
    notes
        Sentences about how the formula was read.
    uses
        Every symbol and its value.
    mismatch
        Whether shapes were found that do not fit.
    derives
        Whether a derivative stands in it.
    incoming
        1 within a weighted sum, whose activation without a layer is the one that comes in, else 0.
    counts_examples
        Whether the number of examples stands in the formula.
    """

    def __init__(
        self, vocabulary: Vocabulary, choices: ReadingChoices, indexed: bool, by_entry: bool, stars: bool
    ) -> None:
        self.vocabulary, self.choices = vocabulary, choices
        self.indexed, self.by_entry, self.stars = indexed, by_entry, stars
        self.notes: dict[str, None] = {}
        self.uses: list[Use] = []
        self.mismatch = self.derives = False
        self.incoming = 0
        self.counts_examples = False

    def note(self, text: str) -> None:
        """Remember how something was read."""
        self.notes[text] = None

    def require_indices(self, part: NotationPart) -> None:
        """Raise unless the formula is in index form."""
        if not self.indexed:
            raise NotationError(
                translate("derivation", "An indexed entry is combined with whole values here."),
                part.start,
                part.end,
            )
