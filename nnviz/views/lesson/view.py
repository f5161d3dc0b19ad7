"""The panel that leads through a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.lessons import (
    Block,
    LessonClaim,
    LessonCode,
    LessonFormula,
    LessonPicture,
    LessonStep,
    LessonTable,
    LessonText,
    Question,
)
from nnviz.session import Session
from nnviz.views.controls import Menu, Panel
from nnviz.views.controls.page import Page
from nnviz.views.controls.prose import Prose
from nnviz.views.controls.scrolled_page import ScrolledPage
from nnviz.views.controls.texts import Code
from nnviz.views.lesson.comparison import ComparisonBlock
from nnviz.views.lesson.footer import Footer
from nnviz.views.lesson.formula_row import FormulaRow
from nnviz.views.lesson.heading import LessonHeading
from nnviz.views.lesson.judging import Judging
from nnviz.views.lesson.picture_block import PictureBlock
from nnviz.views.lesson.question import QuestionBlock
from nnviz.views.lesson.table_block import TableBlock
from nnviz.views.verdict import VerdictCard

_SPACES = {
    LessonText: 11, LessonFormula: 8, LessonCode: 11, LessonTable: 11, LessonPicture: 12, LessonClaim: 14,
    Question: 16,
}  # fmt: skip


class LessonView(Panel):
    """Title, the text of the step with its claims and questions, and the way through the lesson.

    Parameters
    ----------
    session
        Whose lab is shown.

    Attributes
    ----------
    claim_opened : Signal(str, str)
        The user wants to try a claim: target and text.
    """

    claim_opened = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        self.heading, self.footer = LessonHeading(), Footer()
        self.body = ScrolledPage(self.tr("Lesson"))
        self.empty = Prose(self.tr("No lesson is open. Choose one in the menu Lessons."), colour="muted")
        self.cards: list[VerdictCard] = []
        self.questions: list[QuestionBlock] = []
        self.comparison: ComparisonBlock | None = None
        self.judging = Judging(session, self)
        self._step: LessonStep | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.body, 1)
        column.addWidget(self.footer)
        self._column = column
        self._connect()
        self._show_lesson()

    def _connect(self) -> None:
        lab, footer = self._session.lesson_session, self.footer
        lab.lesson_changed.connect(self._show_lesson)
        lab.step_changed.connect(self._show_step)
        lab.away_changed.connect(self._show_away)
        footer.next.clicked.connect(lab.next)
        footer.back.clicked.connect(lab.back)
        footer.steps.chosen.connect(lab.go)
        footer.away.button.clicked.connect(lab.restore_step)
        self.heading.close_button.clicked.connect(lab.close)

    def follow(self, actions: Mapping[str, QAction]) -> None:
        """Explain the buttons as the commands that do the same."""
        self.footer.follow(actions)

    # -- what is shown -----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Follow the run: judge again, and let the second run follow."""
        if self._step is None:
            return
        if not self._session.running:
            self.judging.again()
        if self.comparison is not None and not self.comparison.isHidden():
            self.comparison.show_frame(frame)
        if self._session.lesson_session.away:
            self._say_where()

    def _show_lesson(self, _lesson: object = None) -> None:
        lesson = self._session.lesson_session.lesson
        self.heading.setVisible(lesson is not None)
        self.footer.setVisible(lesson is not None)
        if lesson is not None:
            self._show_step()
            return
        self._step = None
        self._compare()
        page = self._fresh_page()
        self.empty = Prose(self.tr("No lesson is open. Choose one in the menu Lessons."), colour="muted")
        page.add(self.empty, 0)
        self.body.set_page(page)

    def _show_step(self, _index: int = 0) -> None:
        lab = self._session.lesson_session
        if lab.lesson is None or lab.step is None:
            return
        self.heading.show_step(lab.lesson.title, lab.index, len(lab.lesson.steps))
        self.footer.show_step(tuple(step.title for step in lab.lesson.steps), lab.index)
        self._show_away()
        if lab.step is not self._step:
            self._step = lab.step
            self._show_page(lab.step)
        self._compare()

    def _show_page(self, step: LessonStep) -> None:
        page = self._fresh_page()
        page.add(Prose(step.title, "counter"), 0)
        claims: list[tuple[LessonClaim, VerdictCard]] = []
        for block in step.blocks:
            widget = self._widget(block)
            if isinstance(block, LessonClaim) and isinstance(widget, VerdictCard):
                claims.append((block, widget))
            item = isinstance(block, LessonText) and bool(block.marker)
            page.add(widget, 6 if item else _SPACES[type(block)])
        self.body.set_page(page)
        self.judging.start(claims)

    def _compare(self) -> None:
        """Show both runs, below the text and always in sight, where the step compares two."""
        wanted = self._session.lesson_session.comparison is not None
        if wanted and self.comparison is None:
            self.comparison = ComparisonBlock(self._session)
            self._column.insertWidget(self._column.indexOf(self.footer), self.comparison)
        if self.comparison is not None:
            self.comparison.setVisible(wanted)
            if not wanted:
                self.comparison.forget()
        if wanted and self.comparison is not None:
            self.comparison.show_frame(self._session.frame)

    def _fresh_page(self) -> Page:
        self.cards, self.questions = [], []
        self.judging.start([])
        return Page()

    def _widget(self, block: Block) -> QWidget:
        if isinstance(block, LessonText):
            return Prose(block.markdown, marker=block.marker)
        if isinstance(block, LessonFormula):
            return FormulaRow(block)
        if isinstance(block, LessonCode):
            code = Code()
            code.setText(block.text)
            return code
        if isinstance(block, LessonTable):
            return TableBlock(block)
        if isinstance(block, LessonPicture):
            return PictureBlock(block)
        if isinstance(block, Question):
            question = QuestionBlock(block)
            question.resized.connect(partial(self._keep_in_sight, question))
            self.questions.append(question)
            return question
        card = VerdictCard(block.target, block.text, block.quote, block.why)
        card.resized.connect(self.body.fit)
        card.opened.connect(self.claim_opened)
        self.cards.append(card)
        return card

    def _keep_in_sight(self, question: QuestionBlock) -> None:
        """Bring a question wholly into sight when its answer appears."""
        self.body.fit()
        self.body.ensureWidgetVisible(question, 0, theme.px(8))

    def _show_away(self, _away: bool = False) -> None:
        lab = self._session.lesson_session
        self.footer.away.setVisible(lab.away)
        if lab.away:
            self._say_where()

    def _say_where(self) -> None:
        self.footer.away.say(self._session.lesson_session.own)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the text of the step to be copied."""
        if self._step is None:
            return
        menu = Menu("", self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy the text of this step"), self.copy_text)
        menu.popup(event.globalPos())

    def copy_text(self) -> None:
        """Copy title, paragraphs and formulas of the step as Markdown."""
        if self._step is not None:
            QGuiApplication.clipboard().setText(markdown(self._step))

    def sizeHint(self) -> QSize:
        """Return the size in which it reads well."""
        return QSize(theme.px(350), theme.px(480))


def markdown(step: LessonStep) -> str:
    """Return what a step says as Markdown, without its questions: their answers are not to be given away."""
    parts = [f"## {step.title}"]
    for block in step.blocks:
        if isinstance(block, LessonText):
            parts.append(f"{block.marker} {block.markdown}".strip())
        elif isinstance(block, LessonFormula):
            parts.append(f"$${block.latex}$$")
        elif isinstance(block, LessonClaim):
            parts += [f"${block.quote}$", f"`{block.target} = {block.text}`", block.why]
    return "\n\n".join(part for part in parts if part) + "\n"
