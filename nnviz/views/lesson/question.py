"""A question with what the learner answers: a choice, a number, or a word on whether they had it right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.lesson import Question
from nnviz.core.lessons.progress import Response
from nnviz.core.text.number_format import format_number
from nnviz.views.controls.buttons import RevealButton
from nnviz.views.controls.pages import PlacedWidget, height_of, place
from nnviz.views.controls.prose import Prose, plain
from nnviz.views.lesson.choice_line import ChoiceLine
from nnviz.views.lesson.number_line import NumberLine


class QuestionBlock(PlacedWidget):
    """A question on its own background; its answer is nowhere until the learner has responded.

    Parameters
    ----------
    question
        What is asked.
    response
        What the learner has answered before, None if nothing.

    Attributes
    ----------
    resized : Signal()
        The answer was shown or hidden: it needs another height.
    answered : Signal(str, object)
        What the learner gave, and whether it is right: True or False.
    """

    resized = Signal()
    answered = Signal(str, object)

    def __init__(self, question: Question, response: Response | None = None) -> None:
        super().__init__()
        self.question = question
        self._compact = False
        self.asked = Prose(question.markdown, "heading", parent=self)
        self.choices = [ChoiceLine(choice, self) for choice in question.choices]
        self.number = None if question.number is None else NumberLine(self)
        self.answer = Prose(parent=self)
        self.button = RevealButton(self.tr("Show or hide the answer (Return)"), "eye", self)
        self.button.clicked.connect(self.toggle)
        self.button.reserve(self.tr("Show the answer"), self.tr("Hide the answer"))
        self.had, self.missed = self._own_words()
        for line in self.choices:
            line.chosen.connect(self._chosen)
        if self.number is not None:
            self.number.typed.connect(self._typed)
            self.number.resized.connect(self.resized)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Question"))
        self.setAccessibleDescription(self.asked.accessibleName())
        self._given = response is not None
        self._restore(response)

    def _own_words(self) -> tuple[RevealButton, RevealButton]:
        """Return the buttons with which the learner marks an open answer."""
        buttons = []
        for text, icon, right in (
            (self.tr("I had it"), "check", True), (self.tr("I did not"), "close", False),
        ):  # fmt: skip
            button = RevealButton(self.tr("Mark your own answer; the last page counts it"), icon, self)
            button.setText(text)
            button.setAccessibleName(text)
            button.clicked.connect(lambda _=False, right=right: self._marked(right))
            buttons.append(button)
        return buttons[0], buttons[1]

    def _restore(self, response: Response | None) -> None:
        """Show what was answered in an earlier visit."""
        self._show(response is not None and (response.solved or self.open_ended))
        if response is None:
            return
        for line in self.choices:
            line.judge(response.solved or plain(line.choice.markdown) == response.given)
        if self.number is not None and response.solved:
            self.number.show_right(f"{self.question.number.value:.6g}" if self.question.number else "")

    def set_compact(self, compact: bool) -> None:
        """Write the question smaller, for a panel without much room."""
        self.asked.set_role("label" if compact else "heading", "ink")
        for line in self.choices:
            line.set_compact(compact)
        self._compact = compact

    @property
    def open_ended(self) -> bool:
        """Whether the learner answers in their own words."""
        return not self.choices and self.number is None

    @property
    def revealed(self) -> bool:
        """Whether the answer is shown."""
        return not self.answer.isHidden()

    def toggle(self) -> None:
        """Show the answer, or hide it and what was chosen; shown at once, it counts as missed."""
        self.show_answer(not self.revealed)
        if self.revealed and not self.open_ended and not self._given:
            self._give("", False)

    def show_answer(self, shown: bool) -> None:
        """Show or hide the answer; nothing is counted."""
        self._show(shown)
        for line in self.choices:
            line.judge(shown)
        self.resized.emit()

    def _give(self, given: str, right: bool) -> None:
        self._given = True
        self.answered.emit(given, right)

    def _chosen(self) -> None:
        line = self.sender()
        assert isinstance(line, ChoiceLine)
        right = line.choice.right
        if right:
            self._show(True)
        self._give(plain(line.choice.markdown), right)
        self.resized.emit()

    def _typed(self, value: float, text: str) -> None:
        number, line = self.question.number, self.number
        assert number is not None
        assert line is not None
        right = number.accepts(value)
        if right:
            line.show_right(text)
            line.say(self.tr("Right."), "success")
            self._show(True)
        else:
            off = format_number(number.tolerance)
            line.say(self.tr("Not yet. An answer may be off by {0}.").format(off), "danger")
        self._give(text, right)
        self.resized.emit()

    def _marked(self, right: bool) -> None:
        self._give("", right)
        self._show(True)
        self.resized.emit()

    def _show(self, revealed: bool) -> None:
        # A hidden answer is not even in the widget: aids read names, whether seen or not.
        self.answer.set_text(self.question.answer if revealed else "")
        self.answer.setVisible(revealed)
        self.button.setText(self.tr("Hide the answer") if revealed else self.tr("Show the answer"))
        self.button.set_icon("eye-off" if revealed else "eye")
        self.button.setAccessibleName(self.button.text())
        for button in (self.had, self.missed):
            button.setVisible(revealed and self.open_ended and not self._given)

    # -- size and picture --------------------------------------------------------------------------

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        pad = theme.px(8 if self._compact else 12)
        room, top = max(width - 2 * pad, 1), pad
        widgets: list[tuple[QWidget, int]] = [(self.asked, 0)]
        first, next_ = (0, 0) if self._compact else (8, 4)
        widgets += [(line, next_ if number else first) for number, line in enumerate(self.choices)]
        widgets += [(self.number, 10)] if self.number is not None else []
        widgets += [(self.answer, 10)] if self.revealed else []
        for widget, space in widgets:
            top += theme.px(space)
            tall = height_of(widget, room)
            if move:
                place(widget, pad, top, room, tall)
            top += tall
        top += theme.px(10)
        return self._place_buttons(pad, top, room, move) + pad

    def _place_buttons(self, pad: int, top: int, room: int, move: bool) -> int:
        """Place the buttons in one row, or in two where there is no room; return where they end."""
        left, tall = 0, self.button.sizeHint().height()
        for button in (self.button, self.had, self.missed):
            if button.isHidden():
                continue
            size = button.sizeHint()
            if left and left + size.width() > room:
                left, top = 0, top + tall + theme.px(6)
            if move:
                button.setGeometry(pad + left, top, size.width(), size.height())
            left += size.width() + theme.px(6)
        return top + tall

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.current().line))
            painter.setBrush(QColor(theme.blend("panel", "chip", 0.6)))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
