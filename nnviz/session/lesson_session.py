"""The open lesson: its step, the learner's responses, whether it was left, what is highlighted and judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal

from nnviz.core.arrays.frame import Position
from nnviz.core.document.document import Document
from nnviz.core.equations.letters import Letters
from nnviz.core.experiment.experiment import Experiment
from nnviz.session.comparison import Comparison
from nnviz.session.edit import Edit
from nnviz.session.model import SessionModel
from nnviz.session.settings import lesson_progress, remember_lesson_progress

if TYPE_CHECKING:
    from nnviz.core.judge import Verdict
    from nnviz.core.lessons.lesson import Lesson, LessonClaim, LessonStep
    from nnviz.core.lessons.progress import Asked, Progress, Response

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


def _always() -> bool:
    return True


class LessonSession(QObject):
    """Leads through a lesson; the learner may go anywhere and come back.

    A step puts its experiment in place and goes to its position. What the learner changed before stays in
    undo.

    Attributes
    ----------
    lesson : Lesson or None
        What is open.
    index : int
        Which page, from 0: a step, or the page after the last one.
    progress : Progress
        The learner's responses to the lesson.
    revealed : bool
        Whether all verdicts and answers are shown, whatever was answered.
    letters : Letters
        Letters of the lesson in place of the window's.
    settings : QSettings or None
        Where responses are remembered.
    away : bool
        Whether experiment or position are not those of the step.
    comparison : Comparison or None
        The run that the step puts beside the one that is open.
    may_leave : Callable
        Asks about unsaved work before another experiment takes its place; returns whether to go on.
    lesson_changed : Signal(object)
        Another lesson is open, or None.
    step_changed : Signal(int)
        Another step is shown.
    away_changed : Signal(bool)
        The learner has left the path, or is back.
    responded : Signal()
        The learner has answered something.
    revealed_changed : Signal(bool)
        All verdicts and answers are shown, or hidden again.
    """

    lesson_changed = Signal(object)
    step_changed = Signal(int)
    away_changed = Signal(bool)
    responded = Signal()
    revealed_changed = Signal(bool)

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self.session = session
        self.lesson: Lesson | None = None
        self.index = 0
        self.away = False
        self.revealed = False
        self.letters = Letters()
        self.settings: QSettings | None = None
        self.comparison: Comparison | None = None
        self.may_leave: Callable[[], bool] = _always
        self._seen: tuple[Experiment, LessonStep] | None = None
        self._same = True
        self._moving = False
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._judged_at: tuple[Experiment, Position] | None = None
        self._opening = False
        session.frame_changed.connect(self._look)
        session.opened.connect(self._another_opened)

    # -- what is open ------------------------------------------------------------------------------

    @cached_property
    def progress(self) -> Progress:
        """The responses to no lesson, before the first one is opened."""
        from nnviz.core.lessons.progress import Progress

        return Progress()

    @property
    def step(self) -> LessonStep | None:
        """The step that is shown, the last one on the page after it."""
        if self.lesson is None:
            return None
        return self.lesson.steps[min(self.index, len(self.lesson.steps) - 1)]

    @property
    def at_end(self) -> bool:
        """Whether the page after the last step is shown."""
        return self.lesson is not None and self.index == len(self.lesson.steps)

    @property
    def names(self) -> Mapping[str, str]:
        """Names the lesson adds to those of the judge → what they stand for."""
        return _NO_NAMES if self.lesson is None else self.lesson.names

    def open(self, lesson: Lesson | str) -> bool:
        """Open a lesson, or the built-in one of this name, at its first step.

        Returns whether it was opened: the user may want to keep what is unsaved.

        Raises
        ------
        LessonError
            If there is no such lesson, or it cannot be read; everything stays as it is.
        """
        if isinstance(lesson, str):
            from nnviz.core.lessons.catalogue import built_in

            lesson = built_in(lesson)
        if not self.may_leave():
            return False
        self.lesson, self.index, self.revealed = lesson, 0, False
        self.progress, self.letters = lesson_progress(self.settings, lesson.name), Letters(lesson.letters)
        self._opening = True
        try:
            self.session.open(lesson.steps[0].experiment, None, lesson.name)
        finally:
            self._opening = False
        self.lesson_changed.emit(lesson)
        self._arrive()
        return True

    def close(self) -> None:
        """Close the lesson; the experiment stays open."""
        if self.lesson is None:
            return
        self.lesson, self.index, self.comparison, self.revealed = None, 0, None, False
        self.letters, self._seen = Letters(), None
        self.session.highlight(())
        self._set_away(False)
        self.lesson_changed.emit(None)

    # -- the path ----------------------------------------------------------------------------------

    def go(self, index: int) -> None:
        """Go to a step, from 0; the page after the last one stays where that step stood."""
        if self.lesson is None or not 0 <= index <= len(self.lesson.steps):
            return
        if index == len(self.lesson.steps):
            self.index = index
            self.step_changed.emit(index)
        elif self._may_change():
            self.index = index
            self._arrive()

    def next(self) -> None:
        """Go to the next step."""
        self.go(self.index + 1)

    def back(self) -> None:
        """Go to the step before."""
        self.go(self.index - 1)

    def restore_step(self) -> None:
        """Restore experiment and position of the step; the learner's own version stays in undo."""
        if self.lesson is not None and self._may_change():
            self._arrive()

    # -- responses -----------------------------------------------------------------------------------

    def respond(self, asked: Asked | None, given: str, right: bool | None) -> None:
        """Take in the learner's response to a question or claim of the step, or that it has been read."""
        step = self.step
        if step is None or self.lesson is None:
            return
        self.progress.respond(step, asked, given, right)
        remember_lesson_progress(self.settings, self.lesson.name, self.progress)
        self.responded.emit()

    def response(self, asked: Asked | None = None) -> Response | None:
        """Return the learner's response to a question or claim of the step, or to the step itself."""
        return None if self.step is None else self.progress.find(self.step, asked)

    def reveal(self, shown: bool) -> None:
        """Show all verdicts and answers of the lesson, or only those that the learner has responded to."""
        if self.lesson is not None and shown != self.revealed:
            self.revealed = shown
            self.revealed_changed.emit(shown)

    def start_again(self) -> None:
        """Forget the learner's responses and go to the first step."""
        if self.lesson is None:
            return
        self.progress.clear()
        remember_lesson_progress(self.settings, self.lesson.name, self.progress)
        self.responded.emit()
        self.go(0)

    @property
    def own(self) -> bool:
        """Whether the experiment is the learner's own version and not that of the step."""
        return self.lesson is not None and not self._same

    @property
    def _foreign(self) -> bool:
        """Whether the learner has opened something of their own, or saved this as a file."""
        assert self.lesson is not None
        return (self.session.path, self.session.name) != (None, self.lesson.name)

    def _may_change(self) -> bool:
        return not self._foreign or self.may_leave()

    def _arrive(self) -> None:
        """Make everything as the step wants it."""
        assert self.lesson is not None
        step, s = self.lesson.steps[min(self.index, len(self.lesson.steps) - 1)], self.session
        s.pause()
        self._moving = True
        try:
            self._put(step)
            if step.position is not None:
                s.seek(step.position)
            if step.example is not None:
                s.set_example(step.example)
            s.select(step.selection)
        finally:
            self._moving = False
        s.highlight(step.highlights)
        if step.compare is None:
            self.comparison = None
        elif self.comparison is None or self.comparison.experiment != step.compare:
            self.comparison = Comparison(step.compare)
        self._look()
        self.step_changed.emit(self.index)

    def _put(self, step: LessonStep) -> None:
        assert self.lesson is not None
        s, name = self.session, self.lesson.name
        if self._foreign:
            s.open(step.experiment, None, name)
        elif s.experiment != step.experiment:
            if s.modified:
                s.apply(Edit(self.tr("Back to the lesson"), step.experiment, "exact"))
            else:
                s.open_document(Document(step.experiment, s.notes), None, name)

    # -- leaving it --------------------------------------------------------------------------------

    def _another_opened(self) -> None:
        """End the lesson: another experiment has taken its place."""
        if not (self._opening or self._moving):
            self.close()

    def _look(self, _frame: object = None) -> None:
        """See whether the learner is where the step is."""
        step = self.step
        if step is None or self._moving:
            return
        seen = (self.session.experiment, step)
        if self._seen is None or seen[0] is not self._seen[0] or seen[1] is not self._seen[1]:
            # Recipes may hold large tables: they are compared once, not at every frame.
            self._seen = seen
            self._same = step.experiment == seen[0]
        wanted: Position | None = step.position
        elsewhere = wanted is not None and self.session.position != wanted
        self._set_away(elsewhere or not self._same)

    def _set_away(self, away: bool) -> None:
        if away != self.away:
            self.away = away
            self.away_changed.emit(away)

    # -- judging -----------------------------------------------------------------------------------

    def verdict(self, claim: LessonClaim) -> Verdict:
        """Judge a claim at the current position; what was judged there before is remembered."""
        from nnviz.core.judge import judge

        s = self.session
        # The experiment itself and not its id: that of a run that has gone may be given to another.
        at = self._judged_at
        if at is None or at[0] is not s.experiment or at[1] != s.position:
            self._judged_at = (s.experiment, s.position)
            self._verdicts.clear()
        key = (claim.target, claim.text)
        if key not in self._verdicts:
            self._verdicts[key] = judge(s.full_frame, claim.target, claim.text, self.names)
        verdict = self._verdicts[key]
        return verdict.without_numbers() if s.withholds else verdict
