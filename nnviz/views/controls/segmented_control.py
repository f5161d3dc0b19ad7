"""A few choices side by side, one of them taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from nnviz import theme


class SegmentedControl(QWidget):
    """Exclusive segments in one rounded frame.

    Parameters
    ----------
    options
        ``(key, label)`` pairs, or words that are both.
    name
        What is chosen here; the accessible name.
    tooltip
        Tooltip of the segments; a mapping of keys gives each its own.
    focusable
        Whether Tab stops here; then the arrow keys, Home and End choose.
    compact
        Whether it is small enough for the title of a panel.

    Attributes
    ----------
    changed : Signal(str)
        The key the user chose; `set_value` does not emit it.
    """

    changed = Signal(str)

    HEIGHT = 36

    def __init__(
        self,
        options: Sequence[str | tuple[str, str]],
        name: str,
        tooltip: str | dict[str, str] = "",
        focusable: bool = False,
        parent: QWidget | None = None,
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        self.compact = compact
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        self._segments: dict[str, _Segment] = {}
        for option in options:
            key, label = (option, option) if isinstance(option, str) else option
            segment = _Segment(key, label, self)
            segment.setToolTip(tooltip.get(key, "") if isinstance(tooltip, dict) else tooltip)
            segment.clicked.connect(self._clicked)
            row.addWidget(segment)
            self._segments[key] = segment
        self._value = next(iter(self._segments))
        self._segments[self._value].setChecked(True)
        theme.manager().changed.connect(self._restyle)

    def value(self) -> str:
        """Return the key that is chosen."""
        return self._value

    def set_value(self, key: str) -> None:
        """Choose a segment, silently.

        Raises
        ------
        ValueError
            If there is no such key.
        """
        if key not in self._segments:
            raise ValueError(f"{self.accessibleName()} is one of {', '.join(self._segments)}, not {key!r}.")
        self._value = key
        self._segments[key].setChecked(True)

    def go_on(self) -> None:
        """Choose the next segment, after the last the first, as a click on it would."""
        keys = list(self._segments)
        key = keys[(keys.index(self._value) + 1) % len(keys)]
        self.set_value(key)
        self.changed.emit(key)

    def segment(self, key: str) -> QAbstractButton:
        """Return the button of one segment, for example to disable it."""
        return self._segments[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a neighbour, the first or the last."""
        keys = [key for key, segment in self._segments.items() if segment.isEnabled()]
        at = keys.index(self.value()) if self.value() in keys else 0
        moves = {
            Qt.Key.Key_Left: at - 1,
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Right: at + 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(keys) - 1,
        }
        target = moves.get(Qt.Key(event.key()))
        if target is None or not keys or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        key = keys[min(max(target, 0), len(keys) - 1)]
        if key != self.value():
            self.set_value(key)
            self.changed.emit(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, and the ring while the keyboard is here."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width, edge = (2, look.focus) if self.hasFocus() else (1, look.line)
            frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.setPen(QPen(QColor(edge), width))
            painter.setBrush(QColor(look.panel))
            painter.drawRoundedRect(frame, self.radius(), self.radius())

    def radius(self) -> int:
        """Return how round the frame is."""
        return theme.px(6 if self.compact else 9)

    def inner_shape(self) -> QPainterPath:
        """Return the area inside the frame."""
        path = QPainterPath()
        inset = 2 if self.hasFocus() else 1
        radius = self.radius() - inset
        path.addRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        return path

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, _Segment) and sender.key != self._value:
            self._value = sender.key
            self.changed.emit(self._value)

    def _restyle(self) -> None:
        for segment in self._segments.values():
            segment.updateGeometry()
        self.update()


class _Segment(QAbstractButton):
    """One choice."""

    def __init__(self, key: str, label: str, parent: SegmentedControl) -> None:
        super().__init__(parent)
        self.key = key
        self._roles = ("section", "label") if parent.compact else ("heading", "body")
        self._size = (7, 22) if parent.compact else (12, SegmentedControl.HEIGHT)
        self.setText(label)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return room for the word as it looks when chosen, so that nothing moves."""
        width = QFontMetrics(theme.font(self._roles[0])).horizontalAdvance(self.text())
        return QSize(width + 2 * theme.px(self._size[0]), theme.px(self._size[1]) - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word, and the background if chosen or hovered."""
        look = theme.current()
        frame = self.parentWidget()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            hovered = self.underMouse() and self.isEnabled()
            if isinstance(frame, SegmentedControl) and (self.isChecked() or self.isDown() or hovered):
                mine = QPainterPath()
                mine.addRect(QRectF(self.rect()))
                shape = frame.inner_shape().translated(-self.x(), -self.y()).intersected(mine)
                fill = look.pressed if self.isDown() else look.chip if self.isChecked() else look.hover
                painter.fillPath(shape, QColor(fill))
            painter.setFont(theme.font(self._roles[0] if self.isChecked() else self._roles[1]))
            ink = look.ink if self.isChecked() or hovered else look.muted
            painter.setPen(QColor(ink if self.isEnabled() else look.faint))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
