"""The heads of the columns: name, what it holds, and what it is for, to be clicked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from nnviz import theme
from nnviz.guard import saved_state
from nnviz.views.csv_import.model import ImportTableModel
from nnviz.views.plotting import painting

_NAME, _KIND, _ROLE = 20, 17, 22
_PAD = 9


class RoleHeader(QHeaderView):
    """Three lines a column; the second switches between numbers and classes, the others the role.

    Signals
    -------
    role_clicked(int), kind_clicked(int)
        The column.
    """

    role_clicked = Signal(int)
    kind_clicked = Signal(int)

    HEIGHT = _NAME + _KIND + _ROLE + 13

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hovered = -1

    def sizeHint(self) -> QSize:
        """Return room for the three lines."""
        return QSize(super().sizeHint().width(), theme.px(self.HEIGHT))

    def role_place(self, section: int) -> QPoint:
        """Return where a click changes the role of a column."""
        left = self.sectionViewportPosition(section) + self.sectionSize(section) // 2
        return QPoint(left, theme.px(6 + _NAME + _KIND + 2 + _ROLE // 2))

    def kind_place(self, section: int) -> QPoint:
        """Return where a click switches between numbers and classes."""
        return QPoint(self.role_place(section).x(), theme.px(6 + _NAME + _KIND // 2))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one head."""
        model = self.model()
        if not isinstance(model, ImportTableModel) or model.table is None or section >= model.columnCount():
            return
        look, role = theme.current(), model.choices.roles[section]
        with saved_state(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(rect, QColor(look.panel))
            room = QRectF(rect).adjusted(theme.px(_PAD), theme.px(6), -theme.px(_PAD), 0)
            room.setHeight(theme.px(_NAME))
            ink = "muted" if role == "ignore" else "ink"
            name = painting.elided(model.table.columns[section].name, room.width(), "heading")
            # Heads stand over their cells: to the right over numbers.
            right = model.table.columns[section].kind == "number"
            align = painting.RIGHT if right else painting.LEFT
            painting.text(painter, room, name, ink, align, "heading")
            room.moveTop(room.bottom())
            room.setHeight(theme.px(_KIND))
            kind = painting.elided(model.kind_words(section), room.width())
            painting.text(painter, room, kind, "muted", align)
            self._paint_role(painter, room, role, model.role_words(section), section == self._hovered, right)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _paint_role(
        self, painter: QPainter, above: QRectF, role: str, words: str, hovered: bool, right: bool
    ) -> None:
        look = theme.current()
        wide = min(painting.width(words, "section") + theme.px(18), above.width())
        left = above.right() - wide if right else above.left()
        chip = QRectF(round(left) + 0.5, round(above.bottom() + theme.px(2)) + 0.5, round(wide), 0)
        chip.setHeight(theme.px(_ROLE - 3))
        fills = {"input": look.chip, "target": look.primary, "split": look.panel, "ignore": look.panel}
        edges = {"input": look.handle, "target": look.primary, "split": look.ink, "ignore": look.line}
        inks = {"input": "ink", "target": look.on_primary, "split": "ink", "ignore": "muted"}
        painter.setBrush(QColor(fills[role]))
        painter.setPen(QPen(QColor(look.focus if hovered else edges[role]), 1))
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        words = painting.elided(words, wide - theme.px(8), "section")
        painting.text(painter, chip, words, inks[role], painting.CENTRE, "section")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up the column under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.logicalIndexAt(event.position().toPoint()))

    def leaveEvent(self, event: object) -> None:
        """Light up none."""
        self._hover(-1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Switch what was clicked."""
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        section = self.logicalIndexAt(at)
        if section < 0 or resizing or event.button() != Qt.MouseButton.LeftButton:
            return
        top = theme.px(6 + _NAME)
        on_kind = top <= at.y() < top + theme.px(_KIND)
        (self.kind_clicked if on_kind else self.role_clicked).emit(section)

    def _hover(self, section: int) -> None:
        if section != self._hovered:
            self._hovered = section
            self.viewport().update()
