"""Place of one column: squares, ports for edges, and room for words."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from nnviz.views.network.structure import LayerColumn


class Detail(Enum):
    """How much of a unit is written beside its square."""

    STACK = "above and below"
    SIDE = "at the right"
    BARE = "nothing"


NAME, VALUE, BIAS, PILL, HEADER = 20.0, 18.0, 16.0, 21.0, 16.0
"""Heights of the rows of words at scale 1."""


@dataclass
class Place:
    """A column on the canvas.

    Attributes
    ----------
    x, y
        Centre of the column.
    side, pitch
        Side of a square and distance between the centres of two.
    width, header_width
        Room for words, no wider than what edges leave free, and between the neighbours of a header.
    detail, header, name_row, bias_row, pill_row
        Which words there is room for.
    caption
        Width of the words at the right of a square, at scale 1.
    shown
        The units drawn, in order; the others are folded where `mark` is.
    scale
        Factor on all sizes of words.
    """

    column: LayerColumn
    x: float
    y: float = 0.0
    side: float = 58.0
    pitch: float = 0.0
    width: float = 80.0
    header_width: float = 80.0
    detail: Detail = Detail.STACK
    header: bool = False
    caption: float = 46.0
    name_row: bool = True
    bias_row: bool = False
    pill_row: bool = False
    shown: tuple[int, ...] = ()
    mark: QRectF | None = None
    picture: tuple[int, int] | None = None
    scale: float = 1.0
    _slots: dict[int, float] = field(default_factory=dict)

    def settle(self) -> None:
        """Spread the units around the centre; to be called when everything else is known."""
        rows = len(self.shown) + (self.hidden > 0)
        top = self.y - (rows - 1) / 2 * self.pitch
        self._slots = {}
        for slot, unit in enumerate(self.shown):
            # The mark of a fold stands before the last unit.
            self._slots[unit] = top + (slot + (self.hidden > 0 and slot == len(self.shown) - 1)) * self.pitch
        if self.hidden:
            height = min(self.pitch, 22 * self.scale)
            self.mark = QRectF(0, 0, max(self.width, 70 * self.scale), height)
            self.mark.moveCenter(QPointF(self.x, top + (rows - 2) * self.pitch))

    @property
    def hidden(self) -> int:
        """Number of units that are folded."""
        return 0 if self.picture else self.column.units - len(self.shown)

    @property
    def above(self) -> float:
        """Height of the words above a square."""
        words = NAME if self.detail is Detail.STACK and self.name_row else 0.0
        return words * self.scale

    @property
    def below(self) -> float:
        """Height of the words below a square."""
        if self.detail is not Detail.STACK:
            return 0.0
        return (VALUE + BIAS * self.bias_row + PILL * self.pill_row) * self.scale

    @property
    def top(self) -> float:
        """Height of the header."""
        return HEADER * self.scale if self.header else 0.0

    @property
    def one_line(self) -> bool:
        """Whether there is but one line of words at the right of a square."""
        return self.detail is Detail.SIDE and self.side < 24 * self.scale

    def shows(self, unit: int) -> bool:
        """Whether `unit` is drawn and not folded."""
        return unit in self._slots or self.picture is not None

    def square(self, unit: int) -> QRectF:
        """Return the square of a unit, or the mark of the fold it is in."""
        if self.picture is not None:
            return self._pixel(unit)
        if unit not in self._slots:
            return QRectF(self.mark) if self.mark is not None else QRectF()
        # On whole pixels, so that a picture of as many pixels is copied as it is.
        side = round(self.side)
        return QRectF(round(self.x - side / 2), round(self._slots[unit] - side / 2), side, side)

    @property
    def frame(self) -> QRectF:
        """The whole picture that the inputs are pixels of."""
        return QRectF(self.x - self.side / 2, self.y - self.side / 2, self.side, self.side)

    def _pixel(self, unit: int) -> QRectF:
        assert self.picture is not None
        rows, columns = self.picture
        row, column = divmod(unit, columns)
        frame, width, height = self.frame, self.side / columns, self.side / rows
        return QRectF(frame.left() + column * width, frame.top() + row * height, width, height)

    def way_out(self, unit: int) -> QPointF:
        """Return where the edges to the next layer begin."""
        square = self.square(unit)
        if self.picture is not None:
            return QPointF(self.frame.right(), square.center().y())
        caption = (self.caption + 6) * self.scale if self.detail is Detail.SIDE else 0.0
        return QPointF(square.right() + caption, square.center().y())

    def way_in(self, unit: int) -> QPointF:
        """Return where the edges from the layer before end."""
        square = self.square(unit)
        return QPointF(square.left(), square.center().y())

    def bias(self, unit: int) -> QPointF:
        """Return the centre of the disc of a unit's bias, where it has no row of its own."""
        square = self.square(unit)
        return QPointF(square.left(), square.bottom() - self.bias_radius * 0.6)

    @property
    def bias_radius(self) -> float:
        """Radius of the disc of a bias."""
        return min(5.5 * self.scale, self.side * 0.2)

    def row(self, unit: int, name: str) -> QRectF:
        """Return room for the words ``name``, ``value``, ``bias`` or ``pill`` of a unit."""
        square, s = self.square(unit), self.scale
        if self.detail is Detail.SIDE:
            if self.one_line:
                return QRectF(square.right() + 5 * s, square.top(), self.caption * s, square.height())
            half = min(square.height() / 2, 15 * s)
            y = square.center().y() - (half if name in ("name", "pill") else 0)
            return QRectF(square.right() + 5 * s, y, self.caption * s, half)
        left = self.x - self.width / 2
        if name == "name":
            return QRectF(left, square.top() - NAME * s, self.width, (NAME - 5) * s)
        if name == "value":
            return QRectF(left, square.bottom() + 4 * s, self.width, (VALUE - 4) * s)
        y = square.bottom() + VALUE * s
        if name == "bias":
            return QRectF(left, y, self.width, BIAS * s)
        return QRectF(left, y + BIAS * s * self.bias_row + 2 * s, self.width, (PILL - 3) * s)

    @property
    def extent(self) -> QRectF:
        """Everything that belongs to the column."""
        if self.picture is not None:
            return self.frame.adjusted(0, -self.above, 0, self.below)
        first, last = min(self._slots.values()), max(self._slots.values())
        top, bottom = first - self.side / 2 - self.above - self.top, last + self.side / 2 + self.below
        half = max(self.width, self.side) / 2
        right = self.side / 2 + (self.caption + 6) * self.scale if self.detail is Detail.SIDE else half
        return QRectF(self.x - half, top, half + right, bottom - top)
