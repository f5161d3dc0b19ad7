"""Base of the charts over iterations: time axis, cursor, markers, readout, following."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.plotting import painting, time_marks
from nnviz.views.plotting.follow_button import FollowButton
from nnviz.views.plotting.time_input import TimeInput
from nnviz.views.plotting.time_marks import Mark
from nnviz.views.plotting.time_scale import TimeScale

_VEIL = 145


class TimeChart(TimeInput):
    """Base of the charts over iterations. A subclass computes in `compute` and paints in `paint_content`.

    Attributes
    ----------
    marks
        What is marked, by `set_marks`.
    """

    knob = True
    """Whether the cursor has a knob above the plot."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.unit = self.tr("iteration")
        self.marks: tuple[Mark, ...] = ()
        self._exporting = False
        self.follow = FollowButton(self)
        self.follow.toggled.connect(self._switch_following)

    # -- what a subclass gives ---------------------------------------------------------------------

    def plots(self) -> list[QRect]:
        """Return where curves are: one place, or one for each layer."""
        raise NotImplementedError

    def compute(self) -> None:
        """Make ready what is painted for the range that is seen."""

    def paint_content(self, painter: QPainter) -> None:
        """Paint axes and curves, beneath the cursor."""

    def paint_labels(self, painter: QPainter) -> None:
        """Paint what stands over the cursor."""

    def rows(self, iteration: int, at: QPointF) -> list[painting.Row]:
        """Return what the readout says of an iteration, pointed at at a place."""
        return []

    # -- following ---------------------------------------------------------------------------------

    def summary(self) -> str:
        """Return how long the run is, or why nothing is drawn."""
        return self.sentence or self.tr("{0} iterations").format(self.length)

    def refresh(self, length: int, cursor: int) -> None:
        """Show a run of `length` iterations, of which `cursor` is the present one."""
        self.present, self.length = cursor, length
        left, right = self.time_window.left, self.time_window.right
        self.time_window.show(max(length - 1, cursor), cursor)
        self.redraw()
        if (left, right) != (self.time_window.left, self.time_window.right):
            self.window_changed.emit()
        if self.keyed:
            self._describe()

    def redraw(self) -> None:
        """Redraw what depends on the range that is seen."""
        if not self.sentence:
            self.compute()
        blocked = self.follow.blockSignals(True)
        self.follow.show_state(self.time_window.fitted or bool(self.sentence), self.time_window.following)
        self.follow.blockSignals(blocked)
        self.update()

    def set_marks(self, marks: Iterable[tuple[int, str, str]]) -> None:
        """Mark iterations: ``(iteration, text, kind)``, kinds as in `time_marks.KINDS`."""
        self.marks = tuple(Mark(*mark) for mark in marks)
        self.update()

    def _switch_following(self, follow: bool) -> None:
        if follow:
            self.time_window.resume()
            self._window_changed()
        else:
            self.time_window.following = False

    # -- places ------------------------------------------------------------------------------------

    @property
    def plot(self) -> QRect:
        """Where the curves are, the first place if there are several."""
        return self.plots()[0]

    @property
    def x_scale(self) -> TimeScale:
        """From iterations to pixels, in the first place."""
        return self.scale(self.plot)

    def scale(self, plot: QRect) -> TimeScale:
        """Return the time axis of a place."""
        s = self.time_window
        return TimeScale(s.left, s.right, plot.left(), plot.left() + plot.width(), s.log)

    def scale_at(self, at: QPointF) -> TimeScale | None:
        """Return the time axis nearest to a place."""
        plots = self.plots()
        if not plots:
            return None

        def distance(place: QRect) -> float:
            away = QPointF(place.center()) - at
            return abs(away.x()) / place.width() + abs(away.y()) / place.height()

        return self.scale(min(plots, key=distance))

    @property
    def head_room(self) -> int:
        """Room above the plots for words, beside the switch that follows."""
        return self.width() - (self.follow.width() + theme.px(6) if self.follow.isVisible() else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the new size."""
        self.follow.resize(self.follow.sizeHint())
        self.follow.move(self.width() - self.follow.width() - 1, 0)
        self.redraw()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask again for what is only made ready while somebody looks."""
        self.window_changed.emit()

    def restyle(self) -> None:
        """Take on the theme."""
        self.follow.resize(self.follow.sizeHint())
        self.follow.move(self.width() - self.follow.width() - 1, 0)
        self.redraw()

    # -- reading -----------------------------------------------------------------------------------

    def readout(self) -> tuple[str, list[painting.Row]] | None:
        """Return what the plate beside the pointer says, or beside the cursor while the keyboard is here."""
        if self.sentence or self.dragging or not self.length or self._exporting:
            return None
        if self.pointer is None:
            if not self.keyed or not self.time_window.left <= self.present <= self.time_window.right:
                return None
            return self._read(self.present, QPointF(self.plot.center()))
        scale = self.scale_at(self.pointer)
        if scale is None or not scale.start - 9 <= self.pointer.x() <= scale.end + 9:
            return None
        return self._read(self.iteration(self.pointer), self.pointer, scale)

    def _read(
        self, iteration: int, at: QPointF, scale: TimeScale | None = None
    ) -> tuple[str, list[painting.Row]]:
        rows = self.rows(iteration, at)
        for mark in self.marks:
            if scale is not None and time_marks.near(scale.to(mark.iteration) - at.x()):
                rows.append((f"{mark.iteration:,}", mark.text))
        return self.tr("iteration {0}").format(f"{iteration:,}"), rows

    def _describe(self) -> None:
        head, rows = self._read(self.present, QPointF(self.plot.center()))
        self.setAccessibleDescription("; ".join([head, *(f"{name} {value}".strip() for name, value in rows)]))

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart."""
        if self.keyed:
            self._describe()
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.paint(painter)
            if self.keyed:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                painter.setPen(QPen(QColor(theme.current().focus), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def paint_still(self, painter: QPainter) -> None:
        """Paint for a file: without pointer and keyboard."""
        self._exporting = True
        try:
            self.paint(painter)
        finally:
            self._exporting = False

    def paint(self, painter: QPainter) -> None:
        """Paint everything."""
        painter.fillRect(self.rect(), QColor(theme.current().panel))
        if self.sentence:
            painting.message(painter, QRectF(self.rect()), self.sentence)
            return
        self.paint_content(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = self.time_window.left <= self.present <= self.time_window.right
        for place in self.plots():
            scale, plot = self.scale(place), QRectF(place)
            for mark in self.marks:
                if self.time_window.left <= mark.iteration <= self.time_window.right:
                    time_marks.paint(painter, mark, scale.to(mark.iteration), plot)
            if inside:
                self._paint_cursor(painter, plot, scale.to(self.present))
        self.paint_labels(painter)
        self._paint_readout(painter)

    def _paint_cursor(self, painter: QPainter, plot: QRectF, at: float) -> None:
        look = theme.current()
        at = painting.crisp(at)
        if at < plot.right() - 1:
            # What has been run but lies ahead of the cursor is there, yet not now.
            veil = QColor(look.panel)
            veil.setAlpha(_VEIL)
            painter.fillRect(QRectF(at, plot.top() - 2, plot.right() - at + 2, plot.height() + 4), veil)
        painter.setPen(QPen(QColor(look.ink), 1.25))
        painter.drawLine(QPointF(at, plot.top() - theme.px(1)), QPointF(at, plot.bottom()))
        if self.knob:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.ink))
            painter.drawRoundedRect(
                QRectF(at - theme.px(4), plot.top() - theme.px(7), theme.px(8), theme.px(7)), 2.5, 2.5
            )

    def paint_iterations(self, painter: QPainter, place: QRect, right: float) -> None:
        """Write iterations under a plot, the present one at the cursor; the unit ends at `right`."""
        scale, plot, high, gap = self.scale(place), QRectF(place), theme.px(16), theme.px(6)
        top, wide = plot.bottom() + theme.px(4), painting.width(self.unit)
        unit = QRectF(right - wide - 1, top, wide + 1, high)
        painting.text(painter, unit, self.unit, "muted", painting.RIGHT)
        taken = [(right - wide, right)]
        if self.time_window.left <= self.present <= self.time_window.right:
            words = f"{self.present:,}"
            half = painting.width(words) / 2
            at = max(min(scale.to(self.present), right - wide - theme.px(7) - half), half)
            taken.append((at - half, at + half))
            box = QRectF(at - half - 2, top, 2 * half + 4, high)
            painting.text(painter, box, words, "ink", painting.CENTRE)
        for value in scale.marks():
            words = f"{value:,}"
            half = painting.width(words) / 2
            at = max(scale.to(value), plot.left() + half - theme.px(3))
            if all(at + half + gap < left or at - half - gap > end for left, end in taken):
                taken.append((at - half, at + half))
                box = QRectF(at - half - 2, top, 2 * half + 4, high)
                painting.text(painter, box, words, "muted", painting.CENTRE)

    def _paint_readout(self, painter: QPainter) -> None:
        found = self.readout()
        if found is None:
            return
        at = self.pointer or QPointF(self.x_scale.to(self.present), self.plot.center().y())
        scale = self.scale_at(at)
        if scale is None:
            return
        places = [p for p in self.plots() if p.left() == scale.start and p.top() <= at.y() <= p.bottom()]
        place = places[0] if places else self.plot
        x = scale.to(self.iteration(at))
        if scale.start - 1 <= x <= scale.end + 1:
            painting.hairline(painter, "faint")
            line = painting.crisp(x)
            painter.drawLine(QPointF(line, place.top()), QPointF(line, place.bottom()))
            painting.readout(painter, QRectF(self.rect()), QPointF(x, at.y()), *found)
