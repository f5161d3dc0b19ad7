"""Tools, their size, and where new points go."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSlider, QWidget

from nnviz import theme
from nnviz.views.controls import SegmentedControl
from nnviz.views.data_editor.brush import (
    CHANCE,
    ERASER,
    LEAST,
    MOST,
    MOVE,
    POINT,
    SPRAY,
    TEST,
    TOOLS,
    TRAINING,
    Brush,
    tool_name,
)


class ToolChoice(SegmentedControl):
    """Point, spray, eraser or move."""

    def __init__(self, brush: Brush, parent: QWidget | None = None) -> None:
        tips = {
            POINT: self.tr("Click to draw a point (P)"),
            SPRAY: self.tr("Drag to draw a cloud of points (S)"),
            ERASER: self.tr("Drag to erase points; the right mouse button always erases (E)"),
            MOVE: self.tr("Drag to move a point, click to select it, Delete erases it (M)"),
        }
        words = [(tool, tool_name(tool)) for tool in TOOLS]
        super().__init__(words, self.tr("Tool"), tips, parent=parent, compact=True)
        self._brush = brush
        self.changed.connect(self._choose)
        brush.changed.connect(self._sync)
        self._sync()

    def _choose(self, tool: str) -> None:
        self._brush.set(tool=tool)

    def _sync(self) -> None:
        self.set_value(self._brush.tool)


class SetChoice(SegmentedControl):
    """Whether new points are for training, for the test, or either random."""

    def __init__(self, brush: Brush, parent: QWidget | None = None) -> None:
        percent = round(100 * brush.share)
        tips = {
            TRAINING: self.tr("New points are training examples: discs (T)"),
            TEST: self.tr("New points are test examples: diamonds (T)"),
            CHANCE: self.tr("Each new point is a test example with a probability of {0} %").format(percent),
        }
        words = [(TRAINING, self.tr("training")), (TEST, self.tr("test")), (CHANCE, self.tr("random"))]
        super().__init__(words, self.tr("New points are for"), tips, parent=parent, compact=True)
        self._brush = brush
        self.changed.connect(self._choose)
        brush.changed.connect(self._sync)

    def _choose(self, sets: str) -> None:
        self._brush.set(sets=sets)

    def _sync(self) -> None:
        self.set_value(self._brush.sets)


class Extent(QSlider):
    """The size of spray and eraser; it is there while one of them is the tool."""

    def __init__(self, brush: Brush, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._brush = brush
        self.setRange(LEAST, MOST)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("size of spray and eraser"))
        self.setToolTip(self.tr("Size of spray and eraser"))
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Fixed)
        self.setSizePolicy(policy)
        self.valueChanged.connect(self._choose)
        brush.changed.connect(self._sync)
        self._sync()

    def sizeHint(self) -> QSize:
        """Return a short one."""
        return QSize(theme.px(64), theme.px(22))

    def _choose(self, size: int) -> None:
        self._brush.set(size=size)

    def _sync(self) -> None:
        self.setValue(self._brush.size)
        self.setVisible(self._brush.tool in (SPRAY, ERASER))
