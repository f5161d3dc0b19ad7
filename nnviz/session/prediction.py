"""Prediction: questions about hidden results, guesses, and the tally."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.lessons.prediction.guesses import (
    CHOICE,
    DEFAULT_TOLERANCE,
    GUESSES,
    NUMBER,
    ORDER,
    Guess,
    read_guess,
)
from nnviz.core.lessons.prediction.hiding import HiddenEntry, HidingOptions
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate
from nnviz.session.model import SessionModel

if TYPE_CHECKING:
    from nnviz.core.lessons.prediction.questions import ChoiceQuestion, EntryQuestion


@dataclass(frozen=True)
class PredictionOptions:
    """How a class predicts.

    Attributes
    ----------
    hiding
        What is hidden.
    kind
        How is guessed: one of `GUESSES`.
    tolerance
        Relative difference up to which a number counts as right.
    pauses
        Whether slow motion pauses at every operation whose results are hidden.
    """

    hiding: HidingOptions = field(default_factory=HidingOptions)
    kind: str = NUMBER
    tolerance: float = DEFAULT_TOLERANCE
    pauses: bool = True


@dataclass(frozen=True)
class GuessOutcome:
    """A guess beside the truth.

    Attributes
    ----------
    symbol
        What was guessed, LaTeX; empty for a choice.
    guess, truth
        As they are shown, Markdown for a choice; `guess` is empty where nobody guessed.
    right
        Whether the guess was right; None without one.
    why
        What changed and why.
    """

    symbol: str
    guess: str
    truth: str
    right: bool | None
    why: str


@dataclass
class Tally:
    """How many guesses were right, of how many."""

    right: int = 0
    asked: int = 0

    def count(self, right: bool) -> None:
        """Count one guess."""
        self.right += right
        self.asked += 1


class Prediction(QObject):
    """Asks about what the session hides, takes guesses and reveals.

    A step forward leads to a frame whose results are hidden. The class guesses, and reveals one entry or
    all; the next step forward reveals what is still hidden before anything else runs.

    Attributes
    ----------
    options : PredictionOptions
        What is hidden and how is guessed.
    tally : Tally
        Of this window, whatever is open; it is not saved.
    outcomes : list[GuessOutcome]
        Guesses and truths of the present step, the latest last.
    changed : Signal()
        On or off, what is asked, guessed or revealed, the tally or an option.
    """

    changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self._session, self._results = session, session.hidden_results
        self.options = PredictionOptions()
        self.tally = Tally()
        self.outcomes: list[GuessOutcome] = []
        self._at: tuple[Timeline, Position] | None = None
        self._guess: Guess | None = None
        self._chosen: int | None = None
        self._number = 0
        self._made: tuple[object, tuple[ChoiceQuestion, ...]] | None = None
        session.changed.connect(self._fit_place)
        session.frame_changed.connect(self._moved)
        session.selection_changed.connect(self._other_question)
        session.example_changed.connect(self._other_question)

    @property
    def on(self) -> bool:
        """Whether results are hidden before they are revealed."""
        return self._results.on

    @property
    def hides(self) -> bool:
        """Whether something of the frame in view is hidden."""
        return bool(self._results)

    def _fit_place(self, _change: object) -> None:
        """Hide in the whole network again where the chosen layer or unit is no more."""
        hiding, widths = self.options.hiding, self._session.experiment.widths
        if hiding.layer is not None and (
            hiding.layer >= len(widths) or (hiding.unit or 0) >= widths[hiding.layer]
        ):
            self.set_options(replace(self.options, hiding=HidingOptions(hiding.kinds)))

    def _moved(self, _frame: object) -> None:
        """Forget guesses and outcomes of another position."""
        at = (self._session.timeline, self._session.position)
        if self.on and (self._at is None or self._at[0] is not at[0] or self._at[1] != at[1]):
            self._at = at
            self.outcomes = []
            self._number = 0
            self._forget_guess()

    # -- choices -----------------------------------------------------------------------------------

    def set_on(self, on: bool) -> None:
        """Hide results from now on, or show everything."""
        if on != self.on:
            self._results.on = on
            self._results.forget()
            self.outcomes, self._at = [], None
            self._forget_guess()
            self._session.look_again()
            self.changed.emit()

    def set_options(self, options: PredictionOptions) -> None:
        """Hide other results, or ask in another way; what is hidden in view changes with it."""
        if options == self.options:
            return
        hiding, self.options = self.options.hiding, options
        self._results.options, self._results.pauses = options.hiding, options.pauses
        self._forget_guess()
        self._number = 0
        if self.on and options.hiding != hiding:
            self._results.hide_again()
            self._session.look_again()
        self.changed.emit()

    def set_kind(self, kind: str) -> None:
        """Ask for a ``number``, a ``sign``, an ``order`` or a ``choice``.

        Raises
        ------
        ValueError
            If it is another word.
        """
        if kind not in GUESSES:
            raise ValueError(
                "kind: "
                + translate("session", "choose one of {guesses}, not {kind}").format(
                    guesses=", ".join(GUESSES), kind=f"{kind!r}"
                )
            )
        self.set_options(replace(self.options, kind=kind))

    def reset_tally(self) -> None:
        """Count from nothing again."""
        self.tally = Tally()
        self.changed.emit()

    # -- questions ---------------------------------------------------------------------------------

    @property
    def question(self) -> EntryQuestion | None:
        """The question about the entry that is selected, or else about the first that is hidden."""
        entry = self._entry()
        if entry is None:
            return None
        from nnviz.core.lessons.prediction.questions import question

        return question(self._session.full_frame, entry, self._session.example, self._results.earlier)

    @property
    def kind(self) -> str:
        """How the present question is guessed: where there is nothing to order, as a number."""
        kind, asked = self.options.kind, self.question
        if asked is None:
            return kind
        if kind == CHOICE:
            return CHOICE if self.choices else NUMBER
        return kind if kind in asked.kinds else NUMBER

    @property
    def choices(self) -> tuple[ChoiceQuestion, ...]:
        """Questions with choices about the operation that is asked about, the same for everybody."""
        entry = self._entry()
        number = 0 if entry is None else self._operation_number(entry.name)
        if not number:
            return ()
        session, hidden = self._session, tuple(self._results.hidden.masks)
        key = (session.timeline, session.position, number, hidden)
        if self._made is None or self._made[0] != key:
            from nnviz.core.lessons.prediction.questions import choices

            whole = self._whole_iteration()
            self._made = (key, choices(whole, number, self._results.hidden))
        return self._made[1]

    @property
    def choice(self) -> ChoiceQuestion | None:
        """The question with choices that is asked now."""
        found = self.choices
        return found[self._number % len(found)] if found else None

    @property
    def choice_number(self) -> int:
        """Which of the questions with choices is asked, from 0."""
        found = self.choices
        return self._number % len(found) if found else 0

    @property
    def guessed(self) -> Guess | None:
        """The guess that waits to be revealed."""
        return self._guess

    @property
    def chosen(self) -> int | None:
        """The choice that waits to be revealed, from 0."""
        return self._chosen

    def _entry(self) -> HiddenEntry | None:
        first: HiddenEntry | None = None
        selected, layers = self._session.selected, len(self._session.experiment.layers)
        for entry in self._results.hidden.entries():
            if first is None:
                first = entry
                if selected is None:
                    break
            if entry.selection(layers) == selected:
                return entry
        return first

    def _operation_number(self, name: str) -> int:
        operations = self._session.full_frame.operations
        return next((n for n, op in enumerate(operations, 1) if name in op.writes), 0)

    def _whole_iteration(self) -> Frame:
        """Return this iteration after all its operations, without moving the run."""
        session = self._session
        frame = session.full_frame
        last = Position(frame.position.iteration, len(frame.operations))
        if frame.position == last:
            return frame
        aside = Timeline(session.timeline.experiment)
        start, kept = next(session.timeline.keyframes()), session.timeline.keyframe(last.iteration)
        aside.load_keyframes([start] if kept[0] == start[0] else [start, kept])
        return aside.frame(last)

    # -- guesses -----------------------------------------------------------------------------------

    def guess(self, text: str) -> None:
        """Take a typed guess; it stands until it is revealed or another is typed.

        Raises
        ------
        ValueError
            With one sentence for the user, if it is no guess of the kind that is asked.
        """
        asked = self.question
        if asked is None:
            raise ValueError(translate("session", "Nothing is hidden: step on first."))
        kind = NUMBER if self.kind == CHOICE else self.kind
        self._guess = read_guess(kind, text, asked.truth)
        self.changed.emit()

    def forget_guess(self) -> None:
        """Take back what was guessed."""
        if self._guess is not None or self._chosen is not None:
            self._forget_guess()
            self.changed.emit()

    def choose(self, number: int) -> bool:
        """Choose an answer, from 0; return whether there is such a one."""
        choice = self.choice if self.kind == CHOICE else None
        if choice is None or not 0 <= number < len(choice.answers):
            return False
        self._chosen = number
        self.changed.emit()
        return True

    def next_choice(self) -> None:
        """Ask another question with choices."""
        self._number += 1
        self._forget_guess()
        self.changed.emit()

    def reveal(self) -> None:
        """Show what is asked about, beside the guess. A choice is settled first, and hides on."""
        if self.options.kind == CHOICE and self._settle_choice():
            return
        asked = self.question
        if asked is None:
            return
        guess = self._guess
        kind = NUMBER if guess is None else guess.kind
        right = None if guess is None else guess.is_right(asked.truth, self.options.tolerance)
        if right is not None:
            self.tally.count(right)
        text = "" if guess is None else guess.text
        symbol = f"|{asked.ordered}|" if kind == ORDER else asked.symbol
        self.outcomes.append(GuessOutcome(symbol, text, asked.truth.text(kind), right, asked.why))
        if kind == ORDER:
            self._results.hidden.reveal_value(asked.entry.name)
        else:
            self._results.hidden.reveal(asked.entry)
        self._forget_guess()
        self._session.look_again()
        self.changed.emit()

    def reveal_all(self) -> None:
        """Show everything, what was guessed beside its truth."""
        if not self.hides:
            return
        if self._guess is not None or self._chosen is not None:
            self.reveal()
        if self.hides:
            if not self.outcomes:
                self._say_result()
            self._results.forget()
            self._forget_guess()
            self._session.look_again()
            self.changed.emit()

    def _say_result(self) -> None:
        asked = self.question
        if asked is not None:
            self.outcomes.append(GuessOutcome(asked.symbol, "", asked.truth.text(NUMBER), None, asked.why))

    def _settle_choice(self) -> bool:
        """Tell whether the chosen answer is right; return whether one was chosen."""
        choice, chosen = self.choice, self._chosen
        if choice is None or chosen is None:
            return False
        right = chosen == choice.right
        self.tally.count(right)
        self.outcomes.append(
            GuessOutcome("", choice.answers[chosen], choice.answers[choice.right], right, choice.why)
        )
        self._number += 1
        self._forget_guess()
        self.changed.emit()
        return True

    def _forget_guess(self) -> None:
        self._guess = self._chosen = None

    def _other_question(self, _other: object) -> None:
        if self.hides:
            self._forget_guess()
            self.changed.emit()
