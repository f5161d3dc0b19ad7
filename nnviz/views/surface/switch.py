"""Small switches for the title of the panel, each a picture of what it chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz import theme
from nnviz.views.plotting import painting
from nnviz.views.plotting.picture import BOTH, TEST, TRAIN

Glyph = Callable[[QPainter, QRectF, str, bool], None]
"""Paints what a switch stands at, in a square; the last argument says whether it can be used."""


class Switch(QAbstractButton):
    """A button that goes through a few choices.

    Parameters
    ----------
    name
        What is chosen here; the accessible name.
    choices
        ``(key, words)``: words say what is shown then, for the tooltip and for screen readers.
    glyph
        Paints the choice that is taken.
    shortcut
        The keys that do the same, for the tooltip.

    Attributes
    ----------
    changed : Signal(str)
        The key the user chose; `set_value` does not emit it.
    usable
        Whether there is anything to choose; otherwise the switch takes no room.
    """

    changed = Signal(str)

    def __init__(
        self,
        name: str,
        choices: Sequence[tuple[str, str]],
        glyph: Glyph,
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices, self._glyph, self._shortcut = dict(choices), glyph, shortcut
        self._value = next(iter(self._choices))
        self.usable = True
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.go_on)
        theme.manager().changed.connect(self.updateGeometry)
        self._describe()

    def value(self) -> str:
        """Return the key that is taken."""
        return self._value

    def set_value(self, key: str) -> None:
        """Take a choice, silently; an unknown one is left alone."""
        if key in self._choices:
            self._value = key
            self._describe()
            self.update()

    def set_usable(self, usable: bool) -> None:
        """Say whether there is anything to choose."""
        self.usable = usable
        self.setEnabled(usable)
        self.updateGeometry()

    def go_on(self) -> None:
        """Take the next choice."""
        keys = list(self._choices)
        self.set_value(keys[(keys.index(self._value) + 1) % len(keys)])
        self.changed.emit(self._value)

    def _describe(self) -> None:
        keys = f"  ({self._shortcut})" if self._shortcut else ""
        self.setToolTip(f"{self.accessibleName()}: {self._choices[self._value]}{keys}")
        self.setAccessibleDescription(self._choices[self._value])

    def sizeHint(self) -> QSize:
        """Return a small square, or no room at all."""
        return QSize(theme.px(22) if self.usable else 0, theme.px(22))

    def minimumSizeHint(self) -> QSize:
        """Return the same: it is never squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the choice, on a background while the pointer is here."""
        look = theme.current()
        if not self.usable:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            body = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            if self.isEnabled() and (self.underMouse() or self.isDown()):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(look.pressed if self.isDown() else look.chip))
                painter.drawRoundedRect(body, theme.px(5), theme.px(5))
            side = theme.px(14)
            square = QRectF(0, 0, side, side)
            square.moveCenter(body.center())
            self._glyph(painter, square, self._value, self.isEnabled())


def paint_points(painter: QPainter, square: QRectF, value: str, enabled: bool) -> None:
    """Paint a disc for training examples and a hollow diamond for test examples; dark is shown."""
    middle, radius, away = square.center(), square.width() * 0.2, square.width() * 0.25
    ink = "ink" if enabled else "faint"
    disc, diamond = (ink if value in (name, BOTH) else "handle" for name in (TRAIN, TEST))
    painting.disc(painter, middle - QPointF(away, 0), radius, disc)
    painting.diamond(painter, middle + QPointF(away, 0), radius, diamond)


def paint_smooth(painter: QPainter, square: QRectF, value: str, enabled: bool) -> None:
    """Paint a square whose two colours flow into one another, or meet at an edge."""
    look = theme.current()
    shades = theme.diverging()
    if value == "decision":
        shades = np.repeat(shades[[19, 236]], 128)
    shades = np.ascontiguousarray(shades)
    box = square.adjusted(1, 1, -1, -1)
    if enabled:
        painter.drawImage(box, QImage(shades.data, len(shades), 1, QImage.Format.Format_RGB32))
    painter.setPen(QPen(QColor(look.muted if enabled else look.handle), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 2, 2)


def paint_subject(painter: QPainter, square: QRectF, value: str, enabled: bool) -> None:
    """Paint a small network, filled where what is shown stands: at its output, or at a unit within."""
    look = theme.current()
    ink, radius = QColor(look.ink if enabled else look.handle), square.width() * 0.17
    unit = [
        QPointF(square.left() + radius, square.top() + radius),
        QPointF(square.left() + radius, square.bottom() - radius),
    ]
    output = QPointF(square.right() - radius, square.center().y())
    painter.setPen(QPen(ink, 1.1))
    for at in unit:
        painter.drawLine(at, output)
    filled = output if value == "output" else unit[0]
    for at in (*unit, output):
        painter.setBrush(ink if at == filled and enabled else QColor(look.panel))
        painter.drawEllipse(at, radius, radius)
