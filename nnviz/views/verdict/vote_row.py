"""Three buttons with which a learner says what a claim is, before the verdict appears."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls.buttons import RevealButton
from nnviz.views.controls.pages import PlacedWidget

VOTES = ("right", "wrong", "depends")


class VoteRow(PlacedWidget):
    """“Right”, “Wrong”, “It depends”; after the vote the chosen one stays, with a mark.

    Attributes
    ----------
    voted : Signal(str)
        One of ``right``, ``wrong``, ``depends``.
    """

    voted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = {
            "right": (self.tr("Right"), self.tr("The claim holds for every network and every batch")),
            "wrong": (self.tr("Wrong"), self.tr("The claim gives other numbers")),
            "depends": (self.tr("It depends"), self.tr("The claim holds only under a condition")),
        }
        self.buttons = {vote: RevealButton(words[vote][1], None, self) for vote in VOTES}
        for vote, button in self.buttons.items():
            button.setText(words[vote][0])
            button.setAccessibleName(words[vote][0])
            button.clicked.connect(lambda _=False, vote=vote: self.voted.emit(vote))
        self._words = {vote: words[vote][0] for vote in VOTES}
        self._said, self._mark = "", ""
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Your vote"))
        theme.manager().changed.connect(self.updateGeometry)

    def show_vote(self, vote: str, right: bool | None) -> None:
        """Show what was said and whether it was right; the buttons go."""
        for button in self.buttons.values():
            button.hide()
        said = self.tr("You said: {0}").format(self._words.get(vote, vote))
        self._said, self._mark = said, ""
        if right is not None:
            self._said += " – " + (self.tr("that is right") if right else self.tr("that is not so"))
            self._mark = "check" if right else "close"
        self.setAccessibleName(self._said)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Return what it says after the vote, empty before."""
        return self._said

    def place_parts(self, width: int, move: bool) -> int:
        """Place the buttons in one row, or below each other where there is no room."""
        if self._said:
            return QFontMetrics(theme.font("label")).height() + theme.px(2)
        left = top = tall = 0
        for button in self.buttons.values():
            size, gap = button.sizeHint(), theme.px(6)
            if left and left + size.width() > width:
                left, top = 0, top + tall + gap
            if move:
                button.setGeometry(left, top, min(size.width(), width), size.height())
            left, tall = left + size.width() + gap, size.height()
        return top + tall

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what was said."""
        if not self._said:
            return
        look, side, left = theme.current(), theme.px(14), 0
        with QPainter(self) as painter:
            if self._mark:
                role = "success" if self._mark == "check" else "danger"
                picture = theme.pixmap(self._mark, role, side, self.devicePixelRatioF())
                painter.drawPixmap(0, (self.height() - side) // 2, picture)
                left = side + theme.px(4)
            painter.setFont(theme.font("label"))
            painter.setPen(look.muted)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(left, 0, self.width() - left, self.height()), flags, self._said)
