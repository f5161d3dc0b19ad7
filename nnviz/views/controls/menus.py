"""Menus with round corners and quiet shortcuts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QStyleOptionMenuItem, QWidget

from nnviz import theme


def round_popup(window: QWidget, radius: int = 9) -> None:
    """Cut the corners off a popup; translucency would need a compositor, a mask needs only a display."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return
    path = QPainterPath()
    path.addRoundedRect(QRectF(window.rect()), theme.px(radius), theme.px(radius))
    window.setMask(QRegion(path.toFillPolygon().toPolygon()))


class Menu(QMenu):
    """A menu in the theme's style; tooltips of its actions are shown, shortcuts are muted."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setToolTipsVisible(True)

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        """Leave the shortcut to `paintEvent`: the style would paint it as black as the text."""
        super().initStyleOption(option, action)
        option.text = option.text.split("\t")[0]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the shortcuts over the items."""
        super().paintEvent(event)
        look = theme.current()
        with QPainter(self) as painter:
            painter.setFont(theme.font("value"))
            for action in self.actions():
                text = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                if not text or not action.isVisible() or not action.isShortcutVisibleInContextMenu():
                    continue
                painter.setPen(QColor(look.muted if action.isEnabled() else look.faint))
                place = self.actionGeometry(action).adjusted(0, 0, -theme.px(12), 0)
                painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Round the corners of the new size."""
        super().resizeEvent(event)
        round_popup(self)
