"""Round corners for windows that pop up: menus and lists."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QPainterPath, QRegion
from PySide6.QtWidgets import QWidget

from nnviz import theme


def round_popup(window: QWidget, radius: int = 9) -> None:
    """Cut the corners off a popup; translucency would need a compositor, a mask needs only a display."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        return
    path = QPainterPath()
    path.addRoundedRect(QRectF(window.rect()), theme.px(radius), theme.px(radius))
    window.setMask(QRegion(path.toFillPolygon().toPolygon()))
