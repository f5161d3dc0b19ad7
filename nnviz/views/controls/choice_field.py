"""One of several named choices, folded away until asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from nnviz import theme
from nnviz.theme import fonts
from nnviz.views.controls.menus import round_popup


class ChoiceField(QComboBox):
    """A combo box that looks like the other fields and does not change by accident.

    The wheel scrolls the panel it stands in unless the field has the focus, and after a choice with
    the mouse the keyboard goes back to the window.

    Parameters
    ----------
    name
        What is chosen here; the accessible name.
    options
        ``(key, label)`` pairs, or words that are both.

    Attributes
    ----------
    changed : Signal(str)
        The key the user chose; `set_value` does not emit it.
    """

    changed = Signal(str)

    HEIGHT = 29

    def __init__(
        self,
        name: str,
        options: Sequence[str | tuple[str, str]] = (),
        tooltip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._last: str | None = None
        self.setAccessibleName(name)
        self.setToolTip(tooltip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(16)
        # The combo box's own delegate paints its rows without asking the style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.set_options(options)
        self.activated.connect(self._activated)
        theme.manager().changed.connect(self._restyle)

    def set_options(self, options: Sequence[str | tuple[str, str]]) -> None:
        """Offer other choices; the one taken stays taken if it is still among them."""
        pairs = [(option, option) if isinstance(option, str) else option for option in options]
        kept = self.currentData()
        self.clear()
        for key, label in pairs:
            self.addItem(label, key)
        if kept is not None and self.findData(kept) >= 0:
            self.set_value(kept)
        self._last = self.currentData()

    _by_mouse = False
    """Whether the mouse unfolded the choices; Qt folds them away before a field is wholly made, too."""

    def value(self) -> str:
        """Return the key that is chosen; empty if there is nothing to choose."""
        return self.currentData() or ""

    def set_value(self, key: str) -> None:
        """Choose an option, silently.

        Raises
        ------
        ValueError
            If there is no such key.
        """
        row = self.findData(key)
        if row < 0:
            keys = ", ".join(str(self.itemData(row)) for row in range(self.count()))
            raise ValueError(f"{self.accessibleName()} is one of {keys}, not {key!r}.")
        self._last = key
        self.setCurrentIndex(row)

    def sizeHint(self) -> QSize:
        """Return room for the choice that is taken."""
        text = self.fontMetrics().horizontalAdvance(self.currentText())
        return QSize(text + theme.px(8 + 4 + 14 + 8) + 2, theme.px(self.HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return room for a short word."""
        return QSize(theme.px(60), theme.px(self.HEIGHT))

    def showPopup(self) -> None:
        """Unfold the choices, with round corners."""
        super().showPopup()
        round_popup(self.view().window())

    def hidePopup(self) -> None:
        """Fold away, and give the keyboard back to the window after the mouse was used."""
        super().hidePopup()
        if self._by_mouse:
            self._by_mouse = False
            self.clearFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Unfold."""
        self._by_mouse = True
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Choose with the wheel only while the keyboard is here, too."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame, choice and chevron."""
        look = theme.current()
        side = theme.px(14)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = 2 if self.hasFocus() else 1
            hovered = self.underMouse() and self.isEnabled()
            border = self._border(look, hovered)
            painter.setPen(QPen(QColor(border), width))
            painter.setBrush(QColor(look.panel if self.isEnabled() else look.background))
            frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
            ink, sign = ("ink", "muted") if self.isEnabled() else ("faint", "faint")
            chevron = theme.pixmap("chevron-down", sign, side, self.devicePixelRatioF())
            right = self.width() - theme.px(8) - side
            painter.drawPixmap(right, (self.height() - side) // 2, chevron)
            room = QRect(theme.px(8), 0, right - theme.px(4) - theme.px(8), self.height())
            painter.setPen(QColor(look.colour(ink)))
            text = fonts.shortened(self.currentText(), self.fontMetrics(), room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def _border(self, look: theme.Theme, hovered: bool) -> str:
        """Return the colour of the frame: that of a field which is typed into."""
        if self.hasFocus():
            return look.focus
        if not self.isEnabled():
            return look.line
        return look.muted if hovered else look.faint

    def _activated(self) -> None:
        self.updateGeometry()
        if self.value() != self._last:
            self._last = self.value()
            self.changed.emit(self.value())

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
