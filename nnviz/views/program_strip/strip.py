"""Chips above, scrubber below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.session import Session
from nnviz.views.program_strip.chip import Chip
from nnviz.views.program_strip.chip_row import ChipRow
from nnviz.views.program_strip.scroll_end import ScrollEnd
from nnviz.views.program_strip.scrubber import Scrubber


class ProgramStrip(QWidget):
    """Chips above, scrubber below; both show the same position."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._session, self._low = session, False
        self._row = ChipRow(session)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._row)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().installEventFilter(self)
        self.ends = [ScrollEnd(self._scroll, side) for side in (-1, 1)]
        self.scrubber = Scrubber(session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll)
        self._holder = QWidget()
        self._margins = QVBoxLayout(self._holder)
        self._margins.addWidget(self.scrubber)
        column.addWidget(self._holder)
        self.setAccessibleName(self.tr("program"))
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    @property
    def chips(self) -> list[Chip]:
        """The chips in order."""
        return self._row.chips

    def set_scrubber_shown(self, shown: bool) -> None:
        """Show the history under the program, or leave its height to what is below."""
        if shown == self._low:
            self._low = not shown
            self._holder.setVisible(shown)
            self._restyle()

    def show_frame(self, frame: Frame) -> None:
        """Show where the frame is, in the iteration and in the history."""
        self._row.show_frame(frame)
        here = max(frame.position.operation, 1)
        if here <= len(self.chips) and self._row.width() > self._scroll.viewport().width():
            chip = self.chips[here - 1]
            self._scroll.ensureVisible(
                chip.geometry().center().x(), 0, self._scroll.viewport().width() // 3, 0
            )
        self.setAccessibleDescription(
            self.tr("operation {0} of {1}, iteration {2}").format(
                frame.position.operation, len(frame.operations), frame.position.iteration
            )
        )
        self.scrubber.show_frame(frame)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width, and let the wheel scroll sideways."""
        if event.type() == QEvent.Type.Resize:
            self._row.arrange()
            for end in self.ends:
                end.place()
        elif isinstance(event, QWheelEvent):
            bar, delta = self._scroll.horizontalScrollBar(), event.angleDelta()
            bar.setValue(bar.value() - (delta.x() or delta.y()))
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the line below."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().panel))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.current().line))

    def sizeHint(self) -> QSize:
        """Return the height of both rows."""
        return QSize(theme.px(900), theme.px(86))

    def _restyle(self) -> None:
        self._row.arrange()
        self._scroll.setFixedHeight(theme.px(62))
        side = theme.px(14)
        self._margins.setContentsMargins(side - theme.px(6), 0, side - theme.px(6), theme.px(2))
        self.setFixedHeight(theme.px(62) + (0 if self._low else self._holder.sizeHint().height()))
        self.update()
