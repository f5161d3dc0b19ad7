"""A list of rows that are as tall as their words need."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme

_LEFT, _RIGHT, _TITLE, _PAD = 28, 28, 18, 5
_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Enter,
    Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
)  # fmt: skip


@dataclass(frozen=True)
class ListRow:
    """What a row says.

    Attributes
    ----------
    title, note
        A line, and smaller words under it that wrap.
    sign, colour
        The icon in front, and its colour role; without one there is a box to check.
    checked
        Whether the box is checked.
    removable
        Whether there is a cross to remove it.
    """

    title: str
    note: str = ""
    sign: str = ""
    colour: str = "muted"
    checked: bool = True
    removable: bool = False


class RowList(QWidget):
    """Rows that can be chosen, switched and removed, with the mouse or the keyboard.

    Up and Down go through them, Return chooses, Space switches (or chooses where there is nothing to
    switch), Delete removes.

    Attributes
    ----------
    chosen, switched, removed : Signal(int)
        What the user wants, by the number of the row.
    """

    chosen = Signal(int)
    switched = Signal(int)
    removed = Signal(int)

    BLEED = 4
    """Pixels by which a highlighted row reaches beyond its words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ListRow, ...] = ()
        self._current, self._under = 0, -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self.updateGeometry)

    def set_rows(self, rows: tuple[ListRow, ...]) -> None:
        """Show other rows."""
        if rows == self.rows:
            return
        self.rows = rows
        self._current = min(self._current, max(len(rows) - 1, 0))
        self._describe()
        self.updateGeometry()
        self.update()

    def _describe(self) -> None:
        """Say the current row to those who cannot see it."""
        row = self.rows[self._current] if self.rows else ListRow("")
        state = "" if row.sign or not self.rows else self.tr("on") if row.checked else self.tr("off")
        words = ". ".join(part for part in (row.title, state, row.note) if part)
        self.setAccessibleDescription(words)

    # -- where rows are ------------------------------------------------------------------------------

    def _heights(self, width: int) -> list[int]:
        metrics, wrapped = QFontMetrics(theme.font("label")), int(Qt.TextFlag.TextWordWrap)
        room = QRect(0, 0, max(width - theme.px(_LEFT + _RIGHT), 40), 10_000)
        tall = []
        for row in self.rows:
            note = 0
            if row.note:
                note = metrics.boundingRect(room, wrapped, row.note).height() + 1
            tall.append(theme.px(_TITLE) + note + 2 * theme.px(_PAD))
        return tall

    def hasHeightForWidth(self) -> bool:
        """Return that words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return room for all rows."""
        return sum(self._heights(width))

    def sizeHint(self) -> QSize:
        """Return room for all rows at the width there is."""
        return QSize(theme.px(200), self.heightForWidth(max(self.width(), theme.px(200))))

    def area(self, number: int) -> QRect:
        """Return where a row is."""
        heights = self._heights(self.width())
        return QRect(0, sum(heights[:number]), self.width(), heights[number])

    def sign_of(self, number: int) -> QRect:
        """Return where the sign or the box of a row is."""
        area, side = self.area(number), theme.px(16)
        return QRect(area.left() + theme.px(6), area.top() + theme.px(_PAD) + theme.px(1), side, side)

    def cross_of(self, number: int) -> QRect:
        """Return where the cross of a row is."""
        sign = self.sign_of(number)
        return sign.translated(self.width() - theme.px(6) - sign.right(), 0)

    def _at(self, point: QPointF) -> int:
        for number in range(len(self.rows)):
            if self.area(number).contains(point.toPoint()):
                return number
        return -1

    # -- hands ---------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a row, and say what a click does."""
        self._under = self._at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose, switch or remove."""
        number = self._at(event.position())
        if number < 0 or event.button() != Qt.MouseButton.LeftButton:
            return
        self._current = number
        self._describe()
        margin = theme.px(5)
        reach, row = event.position().toPoint(), self.rows[number]
        if row.removable and self.cross_of(number).adjusted(-margin, -margin, margin, margin).contains(reach):
            self.removed.emit(number)
        elif not row.sign and self.sign_of(number).adjusted(-margin, -margin, margin, margin).contains(reach):
            self.switched.emit(number)
        else:
            self.chosen.emit(number)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of a list from the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the rows, choose one, switch it, remove it."""
        last, key = len(self.rows) - 1, Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Up: self._current - 1, Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }  # fmt: skip
        if key not in _KEYS or not self.rows:
            event.ignore()
            return
        row = self.rows[self._current]
        if key in moves:
            self._current = min(max(moves[key], 0), last)
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if row.removable:
                self.removed.emit(self._current)
        elif key == Qt.Key.Key_Space and not row.sign:
            self.switched.emit(self._current)
        else:
            self.chosen.emit(self._current)

    # -- picture -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            top = 0
            for number, tall in enumerate(self._heights(self.width())):
                self._paint_row(painter, QRect(0, top, self.width(), tall), number)
                top += tall

    def _paint_row(self, painter: QPainter, area: QRect, number: int) -> None:
        look, row = theme.current(), self.rows[number]
        current = self.hasFocus() and number == self._current
        highlighted = number == self._under or current
        if highlighted:
            painter.setPen(QPen(QColor(look.focus), 1) if current else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.chip))
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))
        sign, ratio = self.sign_of(number), self.devicePixelRatioF()
        if row.sign:
            icon = theme.pixmap(row.sign, look.colour(row.colour), sign.width(), ratio)
            painter.drawPixmap(sign.topLeft(), icon)
        else:
            self._paint_box(painter, sign, row.checked)
        left, right = area.left() + theme.px(_LEFT), area.right() - theme.px(_RIGHT)
        line = QRect(left, area.top() + theme.px(_PAD), right - left, theme.px(_TITLE))
        painter.setFont(theme.font("body"))
        painter.setPen(QColor(look.ink if row.checked else look.muted))
        words = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if row.note:
            painter.setFont(theme.font("label"))
            painter.setPen(QColor(look.muted))
            rest = QRect(left, line.bottom() + 1, right - left, area.bottom() - line.bottom())
            painter.drawText(rest, Qt.TextFlag.TextWordWrap, row.note)
        if row.removable and highlighted:
            cross = self.cross_of(number)
            icon = theme.pixmap("close", look.muted, cross.width(), ratio)
            painter.drawPixmap(cross.topLeft(), icon)

    def _paint_box(self, painter: QPainter, sign: QRect, checked: bool) -> None:
        look = theme.current()
        box = QRectF(sign).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(look.primary if checked else look.faint), 1))
        painter.setBrush(QColor(look.primary if checked else look.panel))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        if checked:
            icon = theme.pixmap("check", look.on_primary, sign.width(), self.devicePixelRatioF())
            painter.drawPixmap(sign.topLeft(), icon)
