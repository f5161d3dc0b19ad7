"""The rounded panel a chart stands in."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls.elided_label import ElidedLabel
from nnviz.views.controls.label import Label


class Card(QWidget):
    """A panel with a hairline round it, and at its top left a title and what is shown, in words.

    Attributes
    ----------
    body : QVBoxLayout
        Where the content goes.
    """

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, "heading")
        self._subtitle = ElidedLabel(subtitle, "value", "muted")
        self._header = QHBoxLayout()
        self._header.addWidget(self._title)
        self._header.addWidget(self._subtitle, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._header)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self.body, 1)
        self.setAccessibleName(title)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_title(self, title: str) -> None:
        """Give the card another title, also its accessible name."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_subtitle(self, subtitle: str) -> None:
        """Say in words what is shown, and in which unit."""
        self._subtitle.setText(subtitle)

    def add_tool(self, widget: QWidget) -> None:
        """Put a small control at the right of the title."""
        self._header.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.setBrush(QColor(look.panel))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(9), theme.px(9)
            )

    def _restyle(self) -> None:
        side = theme.px(10)
        self._column.setContentsMargins(side, theme.px(8), side, side)
        self._column.setSpacing(theme.px(4))
        self._header.setSpacing(theme.px(8))
        self.update()
