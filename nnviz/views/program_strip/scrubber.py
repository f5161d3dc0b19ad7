"""The history as one line: where the run stands, what its loss did, what was marked."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.session import Session
from nnviz.views.plotting import painting, time_marks
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.time_marks import Mark
from nnviz.views.plotting.time_window import TimeWindow
from nnviz.views.program_strip.profile import Profile

_ZOOM = 0.8
_NOTCH = 120
_MOST = 2**31 - 1
"""Largest value a slider of Qt can have; moving does not depend on it."""


class Scrubber(QSlider):
    """Drags through the history like through a video.

    The wheel and, once Tab has come here, ← and → move by one iteration, Page Up and Page Down by a twentieth
    of what is seen. Ctrl with the wheel, + and − zoom into a part of the history, Shift with the wheel moves
    that part, a double click or 0 shows everything.

    Parameters
    ----------
    session
        Whose history this is.

    Attributes
    ----------
    range : TimeWindow
        Which iterations are seen.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session = session
        # What is painted belongs to one frame, whatever the session shows meanwhile.
        self._timeline, self._history = session.timeline, session.history
        self._here = session.position.iteration
        self.time_window = TimeWindow()
        self._profile = Profile()
        self.marks: tuple[Mark, ...] = ()
        self._pointer: float | None = None
        self._turned = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("history"))
        self.setToolTip(
            self.tr(
                "History: drag to any iteration that has been run.\n"
                "Wheel: one iteration. Ctrl+wheel: zoom. Shift+wheel: move. Double click: the whole run."
            )
        )
        self.valueChanged.connect(self._valued)
        session.changed.connect(self._another)
        # With a background of its own, what lies behind need not be painted with every frame of a run.
        self.setAutoFillBackground(True)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    # -- what is shown -----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Show where the frame is."""
        here = self._here = frame.position.iteration
        self._timeline, self._history = self._session.timeline, self._session.history
        self.time_window.show(self.last, here)
        self.blockSignals(True)
        self.setRange(0, min(self.last, _MOST))
        self.setValue(min(here, _MOST))
        self.blockSignals(False)
        self.setEnabled(self._timeline.length > 1)
        self.setAccessibleDescription(self.tr("iteration {0} of {1}").format(here, self.last))
        self.update()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show marks, each a flag that says what it is and can be clicked."""
        self.marks = tuple(marks)
        self.update()

    @property
    def last(self) -> int:
        """The last iteration there is."""
        return max(self._timeline.length - 1, self._here, 1)

    @property
    def scale(self) -> Scale:
        """Iterations to pixels."""
        margin = theme.px(8)
        window = self.time_window
        high = max(window.right if not window.fitted else self.last, window.left + 1)
        return Scale(window.left, high, margin, max(self.width() - margin, margin + 1))

    def iteration(self, x: float) -> int:
        """Return the iteration at a pixel, one that has been run."""
        scale = self.scale
        return round(min(max(scale.back(x), scale.low), scale.high, self.last))

    def readout(self) -> str:
        """Return what is under the pointer in words; empty if it is not here."""
        if self._pointer is None or not self.isEnabled():
            return ""
        mark = self._mark_at(self._pointer)
        if mark is not None:
            return mark.text
        i = self.iteration(self._pointer)
        epoch = i / self._timeline.batches_per_epoch
        loss = self._history.losses.at(i)
        words = self.tr("iteration {0} · epoch {1}").format(f"{i:,}".replace(",", "\u2009"), f"{epoch:.1f}")
        return words if loss is None else self.tr("{0} · loss {1}").format(words, painting.number(loss))

    def _mark_at(self, x: float) -> Mark | None:
        scale = self.scale
        near = [m for m in self.marks if time_marks.near(scale.to(m.iteration) - x)]
        return min(near, key=lambda m: abs(scale.to(m.iteration) - x), default=None)

    def _another(self, _experiment: object) -> None:
        self.time_window.fit()

    # -- the mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place clicked, to the very position if it is a mark, and hold the history from there."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._session.seek_throttle.begin()
        self._point(event.position().x())
        mark = self._mark_at(event.position().x())
        self._session.seek_throttle.to(
            self.iteration(event.position().x()) if mark is None else mark.iteration
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or say what is here."""
        self._point(event.position().x())
        if self.isSliderDown():
            self._session.seek_throttle.to(self.iteration(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release."""
        if self.isSliderDown():
            self.setSliderDown(False)
            self._session.seek_throttle.end()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole run."""
        self.time_window.fit()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        self._pointer = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Move by an iteration; with Ctrl zoom, with Shift or sideways move what is seen."""
        event.accept()
        delta, keys = event.angleDelta(), event.modifiers()
        if keys & Qt.KeyboardModifier.ControlModifier:
            factor = _ZOOM ** (delta.y() / _NOTCH)
            self._zoom(factor, self.scale.back(event.position().x()))
        elif keys & Qt.KeyboardModifier.ShiftModifier or abs(delta.x()) > abs(delta.y()):
            self.time_window.pan(-0.1 * (delta.y() + delta.x()) / _NOTCH)
        else:
            # Touch pads turn in small parts.
            self._turned += delta.y()
            notches = int(self._turned / _NOTCH)
            self._turned -= notches * _NOTCH
            self._move(notches)
        self.update()

    # -- the keyboard ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move here from the window's shortcuts, once Tab has come here."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            and event.key() in self._keys()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by an iteration or a twentieth of what is seen; zoom."""
        act = self._keys().get(event.key())
        if act is None:
            event.ignore()
            return
        what, amount = act
        if what == "move":
            self._move(round(amount))
        elif what == "page":
            self._move(round(amount * max(1.0, (self.scale.high - self.scale.low) / 20)))
        elif what == "zoom":
            self._zoom(amount, self._session.position.iteration)
        else:
            self.time_window.fit()
        self.update()

    @staticmethod
    def _keys() -> dict[int, tuple[str, float]]:
        key = Qt.Key
        return {
            key.Key_Left: ("move", -1), key.Key_Right: ("move", 1),
            key.Key_PageUp: ("page", -1), key.Key_PageDown: ("page", 1),
            key.Key_Plus: ("zoom", _ZOOM), key.Key_Minus: ("zoom", 1 / _ZOOM), key.Key_0: ("fit", 0),
        }  # fmt: skip

    def _move(self, iterations: int) -> None:
        if iterations:
            wanted = min(max(self._session.seek_throttle.aim + iterations, 0), self.last)
            self._session.seek_throttle.to(wanted)

    def _zoom(self, factor: float, about: float) -> None:
        self.time_window.zoom(factor, about)

    def _valued(self, value: int) -> None:
        """Follow whoever sets the value from outside, such as a screen reader."""
        self._session.seek_throttle.to(value)

    # -- painting ----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return any width and the height of landscape and groove."""
        return QSize(theme.px(400), theme.px(34))

    def minimumSizeHint(self) -> QSize:
        """Return the least that can be used."""
        return QSize(theme.px(80), theme.px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint landscape, groove, marks, handle and readout."""
        look, scale = theme.current(), self.scale
        groove = self.height() - theme.px(9) + 0.5
        area = QRectF(scale.start, theme.px(10), scale.end - scale.start, groove - theme.px(10))
        at = scale.to(self._here)
        inside = scale.start - 0.5 <= at <= scale.end + 0.5
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.isEnabled():
                now = min(max(at, scale.start), scale.end)
                self._profile.paint(painter, self._history.losses, scale, area, now)
            self._paint_groove(painter, scale, groove)
            for mark in self.marks:
                if scale.low <= mark.iteration <= scale.high:
                    time_marks.paint(painter, mark, scale.to(mark.iteration), area)
            if inside:
                self._paint_handle(painter, at, area.top(), groove)
            if not self.time_window.fitted:
                self._paint_ends(painter, scale, area)
            words = self.readout()
            if words and self._pointer is not None:
                self._paint_readout(painter, words, self._pointer, at)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))

    def _paint_groove(self, painter: QPainter, scale: Scale, middle: float) -> None:
        look, thick = theme.current(), theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.groove))
        line = QRectF(scale.start - thick, middle - thick / 2, scale.end - scale.start + 2 * thick, thick)
        painter.drawRoundedRect(line, thick / 2, thick / 2)
        if not self.time_window.fitted:
            # Which part of the whole is seen.
            share = (scale.end - scale.start) / max(self.last, 1)
            left, right = scale.start + scale.low * share, scale.start + scale.high * share
            painter.setBrush(QColor(look.handle))
            painter.drawRect(QRectF(left, self.height() - theme.px(2), max(right - left, 4), theme.px(2)))

    def _paint_handle(self, painter: QPainter, at: float, top: float, middle: float) -> None:
        look, radius = theme.current(), theme.px(7)
        ink = QColor(look.ink if self.isEnabled() else look.faint)
        if self.isEnabled():
            painter.setPen(QPen(ink, 1.25))
            painter.drawLine(QPointF(at, top), QPointF(at, middle))
            radius += int(self._pointer is not None or self.isSliderDown())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(at, middle), radius, radius)

    def _paint_ends(self, painter: QPainter, scale: Scale, area: QRectF) -> None:
        """Write which iterations are seen, where nobody could guess it."""
        for value, align in ((math.ceil(scale.low), painting.LEFT), (math.floor(scale.high), painting.RIGHT)):
            words = f"{value:,}".replace(",", "\u2009")
            wide = painting.width(words) + theme.px(6)
            left = area.left() if align is painting.LEFT else area.right() - wide
            box = QRectF(left, area.top() - theme.px(8), wide, theme.px(15))
            painter.fillRect(box, QColor(theme.current().panel))
            painting.text(painter, box, words, "muted", align)

    def _paint_readout(self, painter: QPainter, words: str, x: float, handle: float) -> None:
        look, pad, gap = theme.current(), theme.px(6), theme.px(11)
        wide, high = painting.width(words) + 2 * pad, theme.px(18)
        left, right = x - gap - wide, x + gap
        # At the right, unless there is no room or the handle would lie under it.
        hides = right - theme.px(8) < handle < right + wide + theme.px(8)
        left = left if right + wide > self.width() or (hides and left >= 0) else right
        plate = QRectF(round(left) + 0.5, theme.px(3) + 0.5, round(wide), high)
        painting.hairline(painter, "faint")
        at = painting.crisp(x)
        painter.drawLine(QPointF(at, theme.px(4)), QPointF(at, self.height() - theme.px(9)))
        painter.setPen(QPen(QColor(look.handle), 1))
        painter.setBrush(QColor(look.panel))
        painter.drawRoundedRect(plate, theme.px(5), theme.px(5))
        painting.text(painter, plate, words, "ink", painting.CENTRE)

    def _point(self, x: float) -> None:
        self._pointer = x
        self.update()

    def _restyle(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(theme.current().panel))
        self.setPalette(palette)
        self.updateGeometry()
        self.update()
