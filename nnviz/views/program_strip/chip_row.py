"""Every operation of the iteration, grouped by phase."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.letters import Letters
from nnviz.core.network.operation import Operation
from nnviz.session import Session
from nnviz.views.program_strip.chip import COMING, CURRENT, DONE, Chip


class ChipRow(QWidget):
    """The chips, grouped by phase under the phases' names."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.chips: list[Chip] = []
        self._titles: list[tuple[int, str, str]] = []
        self._names = {
            "forward": self.tr("Forward"),
            "loss": self.tr("Loss"),
            "backward": self.tr("Backward"),
            "update": self.tr("Update"),
        }
        self._operations: tuple[Operation, ...] = ()
        self._letters = Letters()
        session.lesson_session.lesson_changed.connect(self._renamed)

    def show_frame(self, frame: Frame) -> None:
        """Mark what is done and what is current."""
        letters = self._session.lesson_session.letters
        if frame.operations != self._operations or letters != self._letters:
            self._letters = letters
            self._rebuild(frame.operations)
        for chip in self.chips:
            here = frame.position.operation
            chip.set_state(DONE if chip.number < here else CURRENT if chip.number == here else COMING)

    def _renamed(self, _lesson: object) -> None:
        """Take the letters of a lesson, or those of the window again."""
        if self._operations:
            self.show_frame(self._session.frame)

    def _rebuild(self, operations: tuple[Operation, ...]) -> None:
        self._operations = operations
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [Chip(i, op, self._letters, self) for i, op in enumerate(operations, 1)]
        for chip in self.chips:
            chip.clicked.connect(self._clicked)
            chip.show()
        self.arrange()

    def _clicked(self) -> None:
        chip = self.sender()
        if isinstance(chip, Chip):
            self._session.go_to_operation(chip.number)

    def arrange(self) -> None:
        """Place the chips: as wide as there is room for, but never too narrow to read."""
        if not self.chips:
            return
        viewport = self.parentWidget()
        room = (viewport.width() if viewport is not None else 1400) - 2 * theme.px(14)
        gap, between, height = theme.px(5), theme.px(20), theme.px(34)
        groups = len({chip.operation.phase for chip in self.chips})
        free = room - gap * (len(self.chips) - groups) - between * (groups - 1)
        width = max(theme.px(31), min(theme.px(40), free // len(self.chips)))
        if width < theme.px(36):
            between, gap = theme.px(14), theme.px(3)
        x, top, phase = theme.px(14), theme.px(26), None
        self._titles = []
        for chip in self.chips:
            if chip.operation.phase != phase:
                x += between - gap if phase is not None else 0
                phase = chip.operation.phase
                self._titles.append((x, self._names[phase], phase))
            chip.setGeometry(x, top, width, height)
            x += width + gap
        self.setFixedSize(max(x - gap + theme.px(14), room), top + height + theme.px(2))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names of the phases."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setFont(theme.font("section"))
            for x, name, phase in self._titles:
                painter.setPen(QColor(look.phase(phase, text=True)))
                painter.drawText(QPoint(x, theme.px(18)), name)
