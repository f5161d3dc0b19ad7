"""The page after the last step: what was learned, the score, and what to look at again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from nnviz.core.lessons.lesson import Block, Lesson, LessonClaim
from nnviz.core.lessons.progress import Asked, LessonScore
from nnviz.views.controls import PillButton
from nnviz.views.controls.pages import Page
from nnviz.views.controls.prose import Prose

_MOST = 12
"""Missed questions that are listed; the rest is counted."""


class EndPage(Page):
    """Title, texts of the lesson, and lists of what was missed and what was not answered.

    Parameters
    ----------
    lesson
        Which lesson.
    score
        The responses counted.
    widget
        Makes the widget of a block and says how far below the one before it stands.

    Attributes
    ----------
    chosen : Signal(int)
        The learner wants to go to a step, from 0.
    again : Signal()
        The learner wants to start again.
    """

    chosen = Signal(int)
    again = Signal()

    def __init__(
        self, lesson: Lesson, score: LessonScore, widget: Callable[[Block], tuple[QWidget, int]]
    ) -> None:
        super().__init__()
        self.links: list[PillButton] = []
        self.add(Prose(lesson.ending_title or self.tr("The end of the lesson"), "counter"), 0)
        for block in lesson.ending:
            self.add(*widget(block))
        self.score = Prose(self._score(score), "heading")
        self.add(self.score, 18)
        self._list(lesson, self.tr("Look at these again"), score.missed)
        self._list(lesson, self.tr("Not answered yet"), score.unanswered)
        self.restart = PillButton(
            self.tr("Start again"), "undo", self.tr("Forget your answers and go to the first step")
        )
        self.restart.clicked.connect(self.again)
        self.add(self.restart, 18)

    def _score(self, score: LessonScore) -> str:
        if not score.asked:
            return self.tr("This lesson asks nothing.")
        if score.right == score.asked:
            return self.tr("All {0} answers were right at the first try.").format(score.asked)
        return self.tr("{0} of {1} answers were right at the first try.").format(score.right, score.asked)

    def _list(self, lesson: Lesson, title: str, asked: tuple[tuple[int, Asked], ...]) -> None:
        if not asked:
            return
        self.add(Prose(title, "section", "muted"), 16)
        for index, one in asked[:_MOST]:
            text = f"${one.quote}$" if isinstance(one, LessonClaim) else one.markdown
            self.add(Prose(text), 10)
            link = PillButton(
                self.tr("Step {0}: {1}").format(index + 1, lesson.steps[index].title),
                "step",
                self.tr("Go to this step"),
                "link",
                focusable=True,
            )
            link.clicked.connect(lambda _=False, index=index: self.chosen.emit(index))
            self.links.append(link)
            self.add(link, 2)
        if len(asked) > _MOST:
            self.add(Prose(self.tr("and {0} more").format(len(asked) - _MOST), colour="muted"), 8)
