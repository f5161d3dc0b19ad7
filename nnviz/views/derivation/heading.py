"""The head of the panel: the title of the text, what can be done with it, and how the judging stands."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls import ElidedLabel, IconButton, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import PlacedWidget


class DerivationHeading(PlacedWidget):
    """Title with buttons; below it the summary, and the way to the first wrong step or to cancel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", "heading", parent=self)
        self.edit_button = IconButton("edit", self.tr("Edit the text"), 25, True, self)
        self.export_button = IconButton(
            "export", self.tr("Export with the marks: Markdown, HTML or PDF"), 25, True, self
        )
        self.close_button = IconButton("close", self.tr("Close the derivation"), 25, True, self)
        self.summary = TextLabel("label", "muted")
        self.summary.setParent(self)
        self.first_wrong = PillButton("", None, self.tr("Look at the first wrong step"), "link", True, self)
        self.cancel = PillButton(
            self.tr("Cancel"), None, self.tr("Leave the rest without a verdict"), "link", True, self
        )
        self.resume = PillButton(
            self.tr("Go on"), None, self.tr("Judge the rest as well"), "link", True, self
        )
        self.progress = 1.0
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self.updateGeometry)

    def show_state(self, words: str, shown: PillButton | None, progress: float) -> None:
        """Show a summary, one of the buttons or none, and which share of the text is judged."""
        self.summary.setText(words)
        self.summary.setAccessibleName(words)
        for button in (self.first_wrong, self.cancel, self.resume):
            button.setVisible(button is shown)
        self.progress = progress
        self.updateGeometry()
        self.arrange()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height for the present width."""
        width = self.width() or theme.px(240)
        return QSize(theme.px(240), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Need the height, whatever the width."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything; another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        side, gap, top = theme.px(14), theme.px(2), theme.px(8)
        icon = theme.px(25)
        right = width - theme.px(10)
        buttons = (self.edit_button, self.export_button, self.close_button)
        left = right - len(buttons) * (icon + gap)
        if move:
            for number, button in enumerate(buttons):
                button.setGeometry(left + number * (icon + gap), top, icon, icon)
            self.title.setGeometry(side, top, max(left - side - gap, 1), icon)
        top += icon + theme.px(2)
        link = next((b for b in (self.first_wrong, self.cancel, self.resume) if not b.isHidden()), None)
        room, wide = width - 2 * side, 0 if link is None else link.sizeHint().width()
        # In a narrow panel the button has a row of its own.
        below = wide > 0.42 * room
        words = self.summary.heightForWidth(max(room - (0 if below else wide + theme.px(6) * bool(wide)), 1))
        row = max(words, theme.px(20))
        if below and link is not None:
            tall = link.sizeHint().height()
            if move:
                self.summary.setGeometry(side, top, room, words)
                link.setGeometry(side, top + words, min(wide, room), tall)
            return top + words + tall + theme.px(6)
        if move:
            self.summary.setGeometry(side, top + (row - words) // 2, max(room - wide, 1), words)
            if link is not None:
                tall = link.sizeHint().height()
                link.setGeometry(side + room - wide, top + (row - tall) // 2, wide, tall)
        return top + row + theme.px(7)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line below, which fills while the text is judged."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(look.panel))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(look.line))
            if self.progress < 1:
                tall = theme.px(2)
                painter.fillRect(
                    0, self.height() - tall, round(self.progress * self.width()), tall, QColor(look.primary)
                )
