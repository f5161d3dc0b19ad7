"""The claims that have been judged, newest first."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz import theme
from nnviz.core.judge.claim import Claim
from nnviz.views.verdict.wording import ROLES, SIGNS, verdict_word

_ROW = 30
_KEYS = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Enter,
    Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace,
)  # fmt: skip


class ClaimList(QWidget):
    """Rows of one line each: the sign of the verdict if it is known, the claim, a cross to remove it.

    Attributes
    ----------
    chosen : Signal(object)
        The user wants to see this claim again.
    removed : Signal(int)
        The user wants to remove a claim, by its place in the order in which they were made.
    """

    chosen = Signal(object)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._claims: tuple[Claim, ...] = ()
        self._verdicts: Mapping[Claim, str] = {}
        self._row, self._under = 0, -1
        self.setAccessibleName(self.tr("Previously judged claims"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.updateGeometry)

    def show_claims(self, claims: tuple[Claim, ...], verdicts: Mapping[Claim, str]) -> None:
        """Show claims, in the order in which they were made, with the verdicts that are known."""
        self._claims, self._verdicts = claims, verdicts
        self._row = min(self._row, max(len(claims) - 1, 0))
        self._describe()
        self.updateGeometry()
        self.update()

    def rows(self) -> tuple[Claim, ...]:
        """Return the claims from top to bottom."""
        return tuple(reversed(self._claims))

    def place_of(self, row: int, remove: bool = False) -> QPointF:
        """Return a point in a row: on the claim, or on its cross."""
        x = self.width() - theme.px(14) if remove else theme.px(60)
        return QPointF(x, (row + 0.5) * theme.px(_ROW))

    def sizeHint(self) -> QSize:
        """Return room for all rows."""
        return QSize(theme.px(200), len(self._claims) * theme.px(_ROW))

    def _describe(self) -> None:
        rows = self.rows()
        if rows:
            claim = rows[self._row]
            word = verdict_word(self._verdicts[claim]) if claim in self._verdicts else ""
            self.setAccessibleDescription(f"{claim.target} = {claim.text} {word}".rstrip())

    # -- hands -------------------------------------------------------------------------------------

    def _at(self, at: QPointF) -> int:
        row = int(at.y() // theme.px(_ROW))
        return row if 0 <= row < len(self._claims) else -1

    def _on_cross(self, at: QPointF) -> bool:
        return at.x() >= self.width() - theme.px(26)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a row."""
        self._under = self._at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._under = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show a claim again, or remove it."""
        row = self._at(event.position())
        if row >= 0:
            self._row = row
            self._remove() if self._on_cross(event.position()) else self._choose()

    def _choose(self) -> None:
        if self._claims:
            self.chosen.emit(self.rows()[self._row])

    def _remove(self) -> None:
        if self._claims:
            self.removed.emit(len(self._claims) - 1 - self._row)

    def event(self, event: QEvent) -> bool:
        """Tell the whole claim under the mouse; keep the keys of a list from the window."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._at(QPointF(event.pos()))
            if row >= 0:
                claim = self.rows()[row]
                remove = self._on_cross(QPointF(event.pos()))
                words = self.tr("Remove this claim (Delete)") if remove else f"{claim.target} = {claim.text}"
                QToolTip.showText(event.globalPos(), words, self)
            return True
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS and not event.modifiers():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the rows, choose one, remove one."""
        last = len(self._claims) - 1
        moves = {
            Qt.Key.Key_Up: self._row - 1, Qt.Key.Key_Down: self._row + 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: last,
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in moves:
            self._row = min(max(moves[key], 0), max(last, 0))
            self._describe()
            self.update()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        elif key in _KEYS:
            self._choose()
        else:
            event.ignore()

    # -- picture -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        tall = theme.px(_ROW)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rows = self.rows()
            for row in range(event.rect().top() // tall, min(event.rect().bottom() // tall + 1, len(rows))):
                self._paint_row(painter, QRect(0, row * tall, self.width(), tall), rows[row], row)

    def _paint_row(self, painter: QPainter, area: QRect, claim: Claim, row: int) -> None:
        look, side = theme.current(), theme.px(16)
        current = self.hasFocus() and row == self._row
        if row == self._under or current:
            painter.setPen(QPen(QColor(look.focus), 1) if current else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.chip))
            painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        middle = area.top() + (area.height() - side) // 2
        verdict = self._verdicts.get(claim)
        sign, role = ("dot", "faint") if verdict is None else (SIGNS[verdict], ROLES[verdict])
        painter.drawPixmap(theme.px(4), middle, theme.pixmap(sign, role, side, self.devicePixelRatioF()))
        painter.setFont(theme.font("code"))
        painter.setPen(QColor(look.ink))
        room = area.adjusted(theme.px(26), 0, -theme.px(28), 0)
        text = painter.fontMetrics().elidedText(
            f"{claim.target} = {claim.text}", Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if row == self._under or current:
            cross = theme.pixmap("close", "muted", side, self.devicePixelRatioF())
            painter.drawPixmap(area.right() - theme.px(22), middle, cross)
