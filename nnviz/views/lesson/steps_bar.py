"""The steps of a lesson as a row of dots: where one is, and a click to go elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz import theme

_WIDEST, _NARROWEST = 16.0, 5.0
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class StepsBar(QWidget):
    """Dots: dark where everything is answered, large at the present step.

    Attributes
    ----------
    chosen : Signal(int)
        The user wants to go to this step, from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._index = 0
        self._done: list[bool] = []
        self._under = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.update)

    def show_steps(self, titles: tuple[str, ...], index: int) -> None:
        """Show so many pages, the last one that after the steps, and which one is the present."""
        self._titles, self._index = titles, index
        self.setToolTip(self.tr("Go to a step (← and →)"))
        steps = len(titles) - 1
        where = self.tr("step {0} of {1}").format(index + 1, steps)
        if index == steps:
            where = self.tr("after step {0}").format(steps)
        self.setAccessibleName(f"{where}: {titles[index]}" if titles else where)
        self.update()

    def show_done(self, done: list[bool]) -> None:
        """Mark the steps whose questions are all answered."""
        self._done = done
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the dots."""
        return QSize(theme.px(80), theme.px(29))

    def at(self, x: float) -> int:
        """Return the step whose dot is at `x`, −1 if none is."""
        gap, left = self._spread()
        number = round((x - left) / gap) if self._titles else -1
        near = abs(x - left - number * gap) <= max(gap / 2, theme.px(4))
        return number if near and 0 <= number < len(self._titles) else -1

    def place_of(self, step: int) -> QPointF:
        """Return the middle of a dot."""
        gap, left = self._spread()
        return QPointF(left + step * gap, self.height() / 2)

    def _spread(self) -> tuple[float, float]:
        count = max(len(self._titles), 1)
        gap = min(max((self.width() - theme.px(14)) / count, theme.px(_NARROWEST)), theme.px(_WIDEST))
        return gap, (self.width() - (count - 1) * gap) / 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a dot."""
        under = self.at(event.position().x())
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.ArrowCursor if under < 0 else Qt.CursorShape.PointingHandCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step that is clicked."""
        step = self.at(event.position().x())
        if step >= 0:
            self.chosen.emit(step)

    def event(self, event: QEvent) -> bool:
        """Say what the step under the mouse is called; keep the arrows from the window."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            step = self.at(event.pos().x())
            if step >= 0:
                QToolTip.showText(event.globalPos(), f"{step + 1}. {self._titles[step]}", self)
                return True
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the step beside the present one."""
        way = _KEYS.get(Qt.Key(event.key()))
        if way is None:
            event.ignore()
        elif 0 <= self._index + way < len(self._titles):
            self.chosen.emit(self._index + way)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            small = min(theme.px(3), 0.3 * self._spread()[0])
            for step in range(len(self._titles)):
                here = step == self._index
                done = step < len(self._done) and self._done[step]
                ink = look.ink if here else look.muted if done else look.handle
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.ink if step == self._under else ink))
                radius = 1.7 * small if here else small
                painter.drawEllipse(self.place_of(step), radius, radius)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
