"""A question, its answers to choose from, and its own answer once it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons import Question
from nnviz.views.controls.page import height_of, place
from nnviz.views.controls.placed import PlacedWidget
from nnviz.views.controls.prose import Prose
from nnviz.views.lesson.choice_line import ChoiceLine
from nnviz.views.lesson.reveal_button import RevealButton


class QuestionBlock(PlacedWidget):
    """A question on its own background.

    Attributes
    ----------
    resized : Signal()
        The answer was shown or hidden: it needs another height.
    """

    resized = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.asked = Prose(question.markdown, "heading", parent=self)
        self.choices = [ChoiceLine(choice, self) for choice in question.choices]
        self.answer = Prose(question.answer, parent=self)
        self.button = RevealButton(self.tr("Show or hide the answer (Return)"), "eye", self)
        self.button.clicked.connect(self.toggle)
        self.button.reserve(self.tr("Show the answer"), self.tr("Hide the answer"))
        for line in self.choices:
            line.chosen.connect(self._chosen)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Question"))
        self.setAccessibleDescription(self.asked.accessibleName())
        self._show(False)

    @property
    def revealed(self) -> bool:
        """Whether the answer is shown."""
        return not self.answer.isHidden()

    def toggle(self) -> None:
        """Show the answer, or hide it and what was chosen."""
        self._show(not self.revealed)
        for line in self.choices:
            line.judge(self.revealed)
        self.resized.emit()

    def _chosen(self) -> None:
        self.resized.emit()

    def _show(self, revealed: bool) -> None:
        self.answer.setVisible(revealed)
        self.button.setText(self.tr("Hide the answer") if revealed else self.tr("Show the answer"))
        self.button.set_icon("eye-off" if revealed else "eye")
        self.button.setAccessibleName(self.button.text())

    # -- size and picture --------------------------------------------------------------------------

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        pad = theme.px(12)
        room, top = max(width - 2 * pad, 1), pad
        widgets: list[tuple[QWidget, int]] = [(self.asked, 0)]
        widgets += [(line, 8 if number == 0 else 4) for number, line in enumerate(self.choices)]
        widgets += [(self.answer, 10)] if self.revealed else []
        for widget, space in widgets:
            top += theme.px(space)
            tall = height_of(widget, room)
            if move:
                place(widget, pad, top, room, tall)
            top += tall
        top += theme.px(10)
        size = self.button.sizeHint()
        if move:
            self.button.setGeometry(pad, top, size.width(), size.height())
        return top + size.height() + pad

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(theme.current().line))
            painter.setBrush(QColor(theme.blend("panel", "chip", 0.6)))
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
