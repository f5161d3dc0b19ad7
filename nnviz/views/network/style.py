"""Fonts, colours and pens of the network, made once per theme."""

from __future__ import annotations

from functools import lru_cache, partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen, QStaticText, QTransform

from nnviz import theme
from nnviz.core.text.hidden_number import is_lost
from nnviz.theme import PHASES, fonts

LEVELS = 14
FADED, IDLE, HIGHLIGHTED = range(3)
HIDDEN_SIGN = 3
"""Stands for the sign of a hidden number: its edge is dotted."""
_STRENGTH = (0.3, 0.62, 1.0)


class Face:
    """A font and the widths of the texts written in it."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.width = lru_cache(maxsize=4096)(partial(_width, metrics))
        self.shaped = lru_cache(maxsize=1024)(self._shape)
        """Text → its glyphs, found once: most words stay the same from one step to the next."""
        self.elided = lru_cache(maxsize=1024)(partial(_elided, metrics))
        """Text and room → the text, shortened to the room."""
        self.ascent = metrics.ascent()
        self.height = metrics.height()
        self.middle = (metrics.ascent() - metrics.descent()) / 2
        """From the middle of a line down to its baseline."""

    def _shape(self, text: str) -> QStaticText:
        shaped = QStaticText(text)
        shaped.setTextFormat(Qt.TextFormat.PlainText)
        shaped.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        shaped.prepare(QTransform(), self.font)
        return shaped


def _width(metrics: QFontMetricsF, text: str) -> float:
    # A cache of Qt's own method would ask it for its documentation, which takes PySide 30 ms.
    return metrics.horizontalAdvance(text)


def _elided(metrics: QFontMetricsF, text: str, room: float) -> str:
    return fonts.shortened(text, metrics, room)


class Style:
    """Everything the painting needs of the theme that is on.

    Colours are opaque, mixed with the background where something is to look faint: translucent strokes
    are several times slower.
    """

    def __init__(self) -> None:
        look = theme.current()
        self.look = look
        self.scale = theme.manager().scale
        self.name = Face(theme.font("heading"))
        self.word = Face(theme.font("body"))
        self.value = Face(theme.font("value"))
        self.label = Face(theme.font("label"))
        self.section = Face(theme.font("section"))
        self.background = QColor(look.background)
        self.panel, self.line, self.chip = QColor(look.panel), QColor(look.line), QColor(look.chip)
        self.ink, self.muted, self.faint = QColor(look.ink), QColor(look.muted), QColor(look.faint)
        self.danger = QColor(look.danger)
        self.table = look.diverging()
        self.border = QPen(QColor(look.blend("background", "ink", 0.45)), 1.0 * self.scale)
        self.hairline = QPen(self.line, 1.0)
        self.ring = QPen(self.ink, 2.2 * self.scale)
        self.phase = {name: QColor(look.phase(name)) for name in PHASES}
        self.pill = {name: QColor(look.phase(name, text=True)) for name in PHASES}
        self.on_pill = {name: QColor(look.on(look.phase(name, text=True))) for name in PHASES}
        self.veil = QBrush(QColor(look.blend("background", "muted", 0.5)), Qt.BrushStyle.FDiagPattern)
        self.hatch = QBrush(QColor(look.blend("background", "danger", 0.55)), Qt.BrushStyle.BDiagPattern)

    def sign(self, value: float, *, text: bool = False) -> QColor:
        """Return the colour of a number's sign; that of trouble if it is not a number, none if hidden."""
        if value != value:
            return self.danger if is_lost(value) else self.faint
        return QColor(self.look.sign(value, text=text))

    def outline(self, phase: str, writes: bool) -> QPen:
        """Return the outline of what an operation reads (thin) or writes (thick)."""
        return QPen(self.phase[phase], (3.0 if writes else 1.7) * self.scale)


class Pens:
    """Pens of the edges: by sign, strength and level of width.

    Parameters
    ----------
    style
        The theme.
    factor
        What widths are multiplied with: thinner where edges are many.
    """

    def __init__(self, style: Style, factor: float = 1.0) -> None:
        look, s = style.look, style.scale
        self.widths = [(0.9 + 0.45 * level) * factor * s for level in range(LEVELS)]
        self._pens: dict[tuple[int, int, int], QPen] = {}
        colours = {1: look.positive, -1: look.negative, 0: look.muted, 2: look.danger}
        colours[HIDDEN_SIGN] = look.muted
        for sign, colour in colours.items():
            for strength, t in enumerate(_STRENGTH):
                mixed = QColor(look.blend("background", colour, t))
                for level, width in enumerate(self.widths):
                    pen = self._pens[sign, strength, level] = _flat(mixed, width)
                    if sign == HIDDEN_SIGN:
                        pen.setStyle(Qt.PenStyle.DotLine)
        self.neutral = [_flat(QColor(look.blend("background", "ink", t)), 1.0 * s) for t in (0.14, 0.22, 0.5)]
        self._written = {name: QColor(look.blend("background", look.phase(name), 0.42)) for name in PHASES}
        self._style = style
        self.factor = factor

    def pen(self, sign: int, strength: int, level: int) -> QPen:
        """Return a pen; `sign` is −1, 0, 1, 2 for what is not a number, or `HIDDEN_SIGN`."""
        return self._pens[sign, strength, level]

    def written(self, phase: str, level: int, many: bool) -> QPen:
        """Return the pen that goes under an edge that is written, thinner where many are."""
        extra = 2.2 if many else 5.0 * self.factor
        return QPen(self._written[phase], self.widths[level] + extra * self._style.scale)

    def ringed(self, level: int) -> tuple[QPen, QPen]:
        """Return the pens that go under an edge that is selected: ink, then background."""
        width, s = self.widths[level], self._style.scale
        return QPen(self._style.ink, width + 6.5 * s), QPen(self._style.background, width + 3.2 * s)


def _flat(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
