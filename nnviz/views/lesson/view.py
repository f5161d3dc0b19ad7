"""The panel that leads through a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.lessons.lesson import (
    Block,
    Lesson,
    LessonClaim,
    LessonCode,
    LessonFormula,
    LessonStep,
    LessonTable,
    LessonText,
    Question,
)
from nnviz.core.lessons.progress import asked_in, vote_is_right
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.views.controls import Menu, Panel
from nnviz.views.controls.pages import Page, ScrolledPage
from nnviz.views.controls.prose import Prose
from nnviz.views.lesson.blocks import space_above, still_widget
from nnviz.views.lesson.comparison import ComparisonBlock
from nnviz.views.lesson.end_page import EndPage
from nnviz.views.lesson.footer import Footer
from nnviz.views.lesson.heading import LessonHeading
from nnviz.views.lesson.judging import Judging
from nnviz.views.lesson.pinned_page import PinnedPage
from nnviz.views.lesson.question import QuestionBlock
from nnviz.views.lesson.read_line import ReadLine
from nnviz.views.lesson_levels import level_words
from nnviz.views.verdict import VerdictCard

_PINNED = 0.95
"""Part of the room of the text that what is asked may take below it."""
_LOW = 300
"""Height of a panel that is too low for its heading."""
_LOW_FOR_TWO = 420
"""Height of a panel that is too low for two runs side by side."""
_LEAST_TEXT = 14
"""Height of the text in the smallest panel."""


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
        self.session = session
        self.heading, self.footer = LessonHeading(), Footer()
        self.body = ScrolledPage(self.tr("Lesson"))
        self.empty = Prose(self.tr("No lesson is open. Choose one in the menu Lessons."), colour="muted")
        self.cards: list[VerdictCard] = []
        self.questions: list[QuestionBlock] = []
        self.read_line: ReadLine | None = None
        self.end_page: EndPage | None = None
        self.pinned = PinnedPage(self.tr("Question"))
        self.pinned.hide()
        self._asks: QWidget | None = None
        self._pinned: tuple[QWidget, int, int] | None = None
        self._at_end = False
        self.comparison: ComparisonBlock | None = None
        self.judging = Judging(session, self)
        self._step: LessonStep | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addWidget(self.body, 1)
        column.addWidget(self.pinned)
        column.addWidget(self.footer)
        self._column = column
        self._connect()
        self._show_lesson()

    def _connect(self) -> None:
        lab, footer = self.session.lesson_session, self.footer
        lab.lesson_changed.connect(self._show_lesson)
        lab.step_changed.connect(self._show_step)
        lab.away_changed.connect(self._show_away)
        lab.revealed_changed.connect(self._reveal)
        lab.responded.connect(self._show_done)
        footer.next.clicked.connect(lab.next)
        footer.back.clicked.connect(lab.back)
        footer.steps.chosen.connect(lab.go)
        footer.away.button.clicked.connect(lab.restore_step)
        self.heading.close_button.clicked.connect(lab.close)
        # Pinning deletes and moves widgets, which must not happen while Qt restyles or resizes them all.
        self._pinning = QTimer(self)
        self._pinning.setSingleShot(True)
        self._pinning.timeout.connect(self._settle)
        theme.manager().changed.connect(self._pinning.start)

    def follow(self, actions: Mapping[str, QAction]) -> None:
        """Explain the buttons as the commands that do the same."""
        self.footer.follow(actions)

    # -- what is shown -----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Follow the run: judge again, and let the second run follow."""
        if self._step is None:
            return
        if not self.session.running:
            self.judging.again()
        if self.comparison is not None and not self.comparison.isHidden():
            self.comparison.show_frame(frame)
        if self.session.lesson_session.away:
            self._say_where()

    def _show_lesson(self, _lesson: object = None) -> None:
        lesson = self.session.lesson_session.lesson
        self.heading.setVisible(lesson is not None and self.height() >= theme.px(_LOW))
        self.footer.setVisible(lesson is not None)
        self._step, self._at_end = None, False
        if lesson is not None:
            self._show_step()
            return
        self._compare()
        page = self._fresh_page()
        self.empty = Prose(self.tr("No lesson is open. Choose one in the menu Lessons."), colour="muted")
        page.add(self.empty, 0)
        self.body.set_page(page)

    def _show_step(self, _index: int = 0) -> None:
        lab = self.session.lesson_session
        if lab.lesson is None or lab.step is None:
            return
        self.heading.show_step(lab.lesson.title, lab.index, len(lab.lesson.steps))
        titles = [step.title for step in lab.lesson.steps]
        last = lab.lesson.ending_title or self.tr("The end of the lesson")
        self.footer.show_step((*titles, last), lab.index)
        self._show_done()
        self._show_away()
        if lab.at_end:
            self._step, self._at_end = None, True
            self._show_end(lab.lesson)
        elif lab.step is not self._step:
            self._step, self._at_end = lab.step, False
            self._show_page(lab.step)
        self._compare()

    def _show_page(self, step: LessonStep) -> None:
        page, lab = self._fresh_page(), self.session.lesson_session
        if lab.index == 0 and lab.lesson is not None:
            page.add(Prose(lab.lesson.summary, "body", "muted"), 0)
            page.add(Prose(effort(lab.lesson), "label", "muted"), 4)
        page.add(Prose(step.title, "counter"), 14 if lab.index == 0 else 0)
        claims: list[tuple[LessonClaim, VerdictCard]] = []
        for block in step.blocks:
            widget, space = self._placed(block)
            if isinstance(block, LessonClaim) and isinstance(widget, VerdictCard):
                claims.append((block, widget))
            page.add(widget, space)
            if self._asks is None and isinstance(block, LessonClaim | Question):
                self._asks = widget
        if not asked_in(step):
            self.read_line = ReadLine(lab.response() is not None)
            self.read_line.read.connect(lambda: lab.respond(None, "", None))
            page.add(self.read_line, 16)
        self.body.set_page(page)
        self.judging.start(claims)
        self._arrange_pin()

    def _show_end(self, lesson: Lesson) -> None:
        lab = self.session.lesson_session
        self._fresh_page()
        page = EndPage(lesson, lab.progress.score(lesson), self._placed)
        page.chosen.connect(lab.go)
        page.again.connect(lab.start_again)
        self.end_page = page
        self.body.set_page(page)

    def _show_done(self) -> None:
        """Mark the steps that are done."""
        lab = self.session.lesson_session
        if lab.lesson is not None:
            self.footer.steps.show_done([lab.progress.done(step) for step in lab.lesson.steps])

    def _reveal(self, shown: bool) -> None:
        """Show all verdicts and answers of the page, or hide those without a response."""
        for card in self.cards:
            if shown and card.closed:
                card.open_verdict()
            elif not shown:
                card.close_verdict()
        for question in self.questions:
            if question.revealed != shown:
                question.show_answer(shown)
        self._refit()

    def _compare(self) -> None:
        """Show both runs, below the text and always in sight, where the step compares two."""
        lab = self.session.lesson_session
        # In a low panel the question and its answers go first.
        wanted = lab.comparison is not None and not lab.at_end and self.height() >= theme.px(_LOW_FOR_TWO)
        if wanted and self.comparison is None:
            self.comparison = ComparisonBlock(self.session)
            self._column.insertWidget(self._column.indexOf(self.pinned), self.comparison)
        if self.comparison is not None:
            self.comparison.setVisible(wanted)
            if not wanted:
                self.comparison.forget()
        if wanted and self.comparison is not None:
            self.comparison.show_frame(self.session.frame)

    def _fresh_page(self) -> Page:
        self._unpin()
        self.cards, self.questions, self.read_line, self.end_page = [], [], None, None
        self._asks = None
        self.judging.start([])
        return Page()

    def _placed(self, block: Block) -> tuple[QWidget, int]:
        """Return the widget of a block, and how far below the one before it stands."""
        return self._widget(block), space_above(block)

    def _widget(self, block: Block) -> QWidget:
        still = still_widget(block)
        if still is not None:
            return still
        if isinstance(block, Question):
            return self._question(block)
        assert isinstance(block, LessonClaim)
        return self._card(block)

    def _question(self, block: Question) -> QuestionBlock:
        lab = self.session.lesson_session
        question = QuestionBlock(block, lab.response(block))
        if lab.revealed:
            question.show_answer(True)
        question.resized.connect(partial(self._keep_in_sight, question))
        question.answered.connect(partial(lab.respond, block))
        self.questions.append(question)
        return question

    def _card(self, block: LessonClaim) -> VerdictCard:
        lab = self.session.lesson_session
        card = VerdictCard(block.target, block.text, block.quote, block.why, asks=True)
        response = lab.response(block)
        if response is not None:
            card.open_verdict(response.given, response.right)
        elif lab.revealed:
            card.open_verdict()
        card.resized.connect(self._refit)
        card.opened.connect(self.claim_opened)
        assert card.votes is not None
        card.votes.voted.connect(partial(self._voted, block, card))
        self.cards.append(card)
        return card

    def _voted(self, block: LessonClaim, card: VerdictCard, vote: str) -> None:
        right = vote_is_right(block, vote)
        self.session.lesson_session.respond(block, vote, right)
        card.open_verdict(vote, right)
        card.show_notation(True)
        self._keep_in_sight(card)

    # -- what is asked stays in sight ----------------------------------------------------------------

    def _arrange_pin(self) -> None:
        """Pin what the step asks below the text where the page is longer than the panel."""
        if self._asks is None or self._step is None:
            return
        self._unpin()
        self.body.setMinimumHeight(theme.px(_LEAST_TEXT))
        self.body.fit()
        if self.body.page.height() > self.body.maximumViewportSize().height():
            self._pinned = (self._asks, *self.body.page.take(self._asks))
            if isinstance(self._asks, QuestionBlock):
                self._asks.set_compact(True)
            if isinstance(self._asks, VerdictCard):
                # The formula says it; its notation would push the buttons out of sight.
                self._asks.show_notation(not self._asks.closed)
            self.pinned.hold(self._asks)
            self.pinned.show()
            self._size_pin()
            self.body.fit()

    def _unpin(self) -> None:
        """Put what was pinned back into the page."""
        if self._pinned is not None:
            widget, at, space = self._pinned
            self.pinned.page.take(widget)
            if isinstance(widget, VerdictCard):
                widget.show_notation(True)
            if isinstance(widget, QuestionBlock):
                widget.set_compact(False)
            self.body.page.put(widget, at, space)
            self._pinned = None
        self.pinned.hide()

    def _size_pin(self) -> None:
        """Make the pinned part as tall as what it holds, and at most `_PINNED` of the text and it."""
        if self._pinned is not None:
            room = self.footer.y() - self.body.y()
            self.pinned.set_room(round(_PINNED * room))

    def _refit(self) -> None:
        self.body.fit()
        self._size_pin()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See again whether the page is longer than the panel."""
        super().resizeEvent(event)
        # In a very low panel what is asked needs the room of the heading; the menu closes a lesson too.
        low = self.height() < theme.px(_LOW)
        self.heading.setVisible(self.session.lesson_session.lesson is not None and not low)
        self._pinning.start()

    def _settle(self) -> None:
        """Show two runs if there is room for them, and pin what is asked if there is not for the page."""
        if self._step is not None:
            self._compare()
        self._arrange_pin()

    def _keep_in_sight(self, widget: QWidget) -> None:
        """Bring a question or claim wholly into sight when its answer appears."""
        self._refit()
        pinned = self._pinned is not None and self._pinned[0] is widget
        (self.pinned if pinned else self.body).ensureWidgetVisible(widget, 0, theme.px(8))

    def _show_away(self, _away: bool = False) -> None:
        lab = self.session.lesson_session
        self.footer.away.setVisible(lab.away)
        if lab.away:
            self._say_where()

    def _say_where(self) -> None:
        self.footer.away.say(self.session.lesson_session.own)

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


def effort(lesson: Lesson) -> str:
    """Return how long a lesson takes and how hard it is."""
    level = level_words(lesson.level)
    minutes = translate("lesson", "about {0} minutes").format(lesson.minutes)
    return f"{minutes} · {level}" if level else minutes


def markdown(step: LessonStep) -> str:
    """Return what a step says as Markdown, without questions and verdicts, which are not to be given away."""
    parts = [f"## {step.title}"]
    for block in step.blocks:
        if isinstance(block, LessonText):
            parts.append(f"{block.marker} {block.markdown}".strip())
        elif isinstance(block, LessonFormula):
            parts.append(f"$${block.latex}$$")
        elif isinstance(block, LessonClaim):
            parts += [f"${block.quote}$", f"`{block.target} = {block.text}`"]
        elif isinstance(block, LessonCode):
            parts.append(f"```{block.language}\n{block.text}\n```")
        elif isinstance(block, LessonTable):
            rows = [block.heading, ("---",) * len(block.heading), *block.rows]
            parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows))
    return "\n\n".join(part for part in parts if part) + "\n"
