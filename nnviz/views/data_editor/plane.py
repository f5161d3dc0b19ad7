"""Plane of examples: what is where on it, and the strokes made on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.data.features import title
from nnviz.core.data_editing.draft import DatasetDraft, drawable
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.buffers import Array
from nnviz.session.sentences import refusal
from nnviz.views.data_editor import viewport
from nnviz.views.data_editor.backdrop import Backdrop
from nnviz.views.data_editor.brush import MOVE, POINT, Brush
from nnviz.views.data_editor.draft import DraftEditor
from nnviz.views.data_editor.stroke import Stroke
from nnviz.views.data_editor.viewport import PlaneViewport
from nnviz.views.plotting.axes import Axes
from nnviz.views.plotting.painting import number


class DrawingPlane(QWidget):
    """A plane with examples, as mouse, keys and painter see it.

    Signals
    -------
    said(str)
        What has just been done, in words.
    rename_wanted()
        The class that is drawn is to be called something else.
    """

    said = Signal(str)
    rename_wanted = Signal()

    def __init__(self, draft_editor: DraftEditor, brush: Brush, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.draft_editor, self.brush = draft_editor, brush
        self.viewport: PlaneViewport = viewport.fitting(draft_editor.drawn)
        self.backdrop = Backdrop()
        self.still: tuple[DatasetDraft, object, QPixmap] | None = None
        self.hand: Stroke | None = None
        self.cross: Array | None = None
        self.pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Drawing plane"))
        self.setToolTip("")
        draft_editor.changed.connect(self._follow)
        draft_editor.replaced.connect(self._refit)
        draft_editor.selected_changed.connect(self.update)
        brush.changed.connect(self._follow_brush)
        theme.manager().changed.connect(self.update)

    # -- where items are --------------------------------------------------------------------------

    @property
    def drawn(self) -> DatasetDraft:
        """What is to be seen: the stroke that is being made with it."""
        return self.draft_editor.drawn if self.hand is None else self.hand.drawn

    @property
    def usable(self) -> bool:
        """Whether the data have a place on a plane."""
        return drawable(self.draft_editor.drawn)

    @property
    def one_input(self) -> bool:
        """Whether the upright coordinate is no input."""
        return bool(self.draft_editor.drawn.inputs.shape[1] == 1)

    def names(self) -> tuple[str, str]:
        """Return what the two axes are called."""
        drawn = self.drawn
        inputs = [title(name) for name in drawn.inputs_named]
        return inputs[0], inputs[1] if len(inputs) > 1 else drawn.targets_named[0]

    def axes(self) -> Axes:
        """Return the axes, as large as there is room."""
        side = theme.px(6)
        area = QRectF(self.rect()).adjusted(side, 0, -side, -theme.px(2))
        return Axes(area, self.viewport.x, self.viewport.y, square=not self.one_input)

    def place(self, at: QPointF) -> Array:
        """Return the place on the plane of a pixel; beyond the edge, the edge."""
        axes = self.axes()
        x, y = axes.x.back(at.x()), axes.y.back(at.y())
        return np.array(
            [
                min(max(x, self.viewport.x[0]), self.viewport.x[1]),
                min(max(y, self.viewport.y[0]), self.viewport.y[1]),
            ]
        )

    def pixel(self, place: Array) -> QPointF:
        """Return the pixel of a place."""
        axes = self.axes()
        return QPointF(axes.x.to(float(place[0])), axes.y.to(float(place[1])))

    def unit(self) -> Array:
        """Return what a pixel at scale 1 is on the plane, ``(across, up)``."""
        plot, scale = self.axes().plot, theme.px(100) / 100
        across = (self.viewport.x[1] - self.viewport.x[0]) / max(plot.width(), 1.0)
        up = (self.viewport.y[1] - self.viewport.y[0]) / max(plot.height(), 1.0)
        # The classes of one input lie in lanes: how high one points tells nothing.
        return np.array([across, up]) * scale

    def set_viewport(self, new: PlaneViewport) -> None:
        """Show another part of the plane."""
        if new != self.viewport:
            self.viewport, self.cross = new, None
            self.show_frame(self.draft_editor.session.frame)

    # -- following ---------------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Show what the network answers over the plane."""
        drawn = self.draft_editor.drawn
        if self.draft_editor.waiting or not self.usable:
            self.backdrop.clear()
        else:
            self.backdrop.show(frame, self.viewport, self.one_input and not drawn.classes)
        self.update()

    def _follow(self) -> None:
        self.hand = None
        drawn = self.draft_editor.drawn
        if not drawable(drawn):
            self.update()
            return
        if not self.viewport.holds(drawn):
            self._refit()
        elif self.one_input and drawn.classes:
            self.set_viewport(PlaneViewport(self.viewport.x, viewport.lanes(drawn)))
        self.show_frame(self.draft_editor.session.frame)

    def _refit(self) -> None:
        self.set_viewport(viewport.fitting(self.draft_editor.drawn))

    def _follow_brush(self) -> None:
        self.release()
        shape = Qt.CursorShape
        self.setCursor(shape.OpenHandCursor if self.brush.tool == MOVE else shape.CrossCursor)
        self.update()

    # -- strokes -----------------------------------------------------------------------------------

    def take(self, tool: str, at: Array) -> None:
        """Begin a stroke with a tool at a place."""
        grid = self.viewport.grid if self.brush.snapping else self.viewport.finest
        if self.one_input and self.draft_editor.drawn.classes:
            grid = (grid[0], 0.0)
        self.hand = Stroke(self.draft_editor.drawn, tool, self.brush, self.unit(), grid)
        self.guarded(self.hand.press, at)
        if self.hand is not None and self.hand.row is not None and tool == MOVE:
            self.draft_editor.select(self.hand.row)

    def guarded(self, act: Callable[[Array], None], at: Array) -> None:
        """Go on with the stroke, or end it and say why it cannot be."""
        try:
            act(at)
        except ExperimentError as error:
            self.hand = None
            self.say(refusal(error))
        self.update()

    def finish(self) -> None:
        """Make the stroke one edit."""
        hand, self.hand = self.hand, None
        if hand is None:
            return
        before = self.draft_editor.drawn
        if hand.drawn is not before and self.draft_editor.commit(hand.text, hand.drawn):
            if hand.tool == POINT:
                self.draft_editor.select(len(self.draft_editor.drawn) - 1)
            self.say(self._told(hand))
        self.update()

    def _told(self, hand: Stroke) -> str:
        drawn = self.draft_editor.drawn
        if hand.tool in (POINT, MOVE) and hand.row is not None and hand.row < len(drawn):
            return f"{hand.text}: {self.describe(hand.row)}"
        count = self.tr("1 example") if len(drawn) == 1 else self.tr("{0} examples").format(f"{len(drawn):,}")
        return f"{hand.text} · {count}"

    def release(self) -> None:
        """Leave the stroke undone."""
        if self.hand is not None:
            self.hand = None
            self.update()

    def describe(self, row: int) -> str:
        """Return an example in words: its place, class, set."""
        drawn = self.drawn
        values = [
            f"{title(name)} {number(value, 2)}"
            for name, value in zip(drawn.inputs_named, drawn.inputs[row].tolist(), strict=True)
        ]
        if drawn.classes:
            target = self.tr("class {0}").format(drawn.classes[int(drawn.targets[row, 0])])
        else:
            target = f"{drawn.targets_named[0]} {number(float(drawn.targets[row, 0]), 2)}"
        sets = self.tr("test") if drawn.test[row] else self.tr("training")
        return ", ".join([*values, target, sets])

    def say(self, words: str) -> None:
        """Announce what was done."""
        self.setAccessibleDescription(words)
        self.said.emit(words)

    def choose(self, label: int) -> None:
        """Choose the class that is drawn; the one after the last is a new one."""
        drawn = self.draft_editor.drawn
        if drawn.classes:
            label = min(label, len(drawn.classes))
            self.brush.set(label=label)
            new = label == len(drawn.classes)
            self.say(
                self.tr("New points are of a new class.")
                if new
                else self.tr("New points are of class {0}.").format(drawn.classes[label])
            )

    def here(self) -> Array:
        """Return where the cross is, in the middle before it was ever moved."""
        if self.cross is None:
            found = self.place(self.pointer) if self.pointer is not None else None
            middle = np.array([sum(self.viewport.x) / 2, sum(self.viewport.y) / 2])
            self.cross = middle if found is None else found
        return self.cross
