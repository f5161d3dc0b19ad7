"""The program strip: every operation of the iteration as a chip, and the history as a scrubber."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.frame import Frame
from nnviz.core.operation import Operation
from nnviz.session import Session
from nnviz.views.controls import SpeedSlider

_DONE, _CURRENT, _COMING = "done", "current", "to come"


class Chip(QAbstractButton):
    """One operation; a click goes there."""

    def __init__(self, number: int, operation: Operation, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.operation, self.state = number, operation, _COMING
        self.setText(operation.symbol)
        self.setToolTip(f"{number}. {operation.title}\n{operation.equation}")
        self.setAccessibleName(f"{number}. {operation.title}, {operation.symbol}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_state(self, state: str) -> None:
        """Show it as done, current or to come."""
        if state != self.state:
            self.state = state
            self.setAccessibleDescription(state)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, underline and symbol."""
        look, phase = theme.current(), self.operation.phase
        area = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(area, theme.px(7), theme.px(7))
        current = self.state == _CURRENT
        ground = look.phase(phase, text=True) if current else look.pressed if self.underMouse() else look.chip
        ink = look.panel if current else look.faint if self.state == _COMING else look.ink
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(shape)
            painter.fillRect(area, QColor(ground))
            if self.state == _DONE:
                thick = max(2, theme.px(2.5))
                painter.fillRect(
                    QRectF(0, area.height() - thick, area.width(), thick), QColor(look.phase(phase))
                )
            font = theme.font("chip")
            if current:
                font.setWeight(font.Weight.DemiBold)
            while (
                font.pixelSize() > 9
                and painter.fontMetrics().horizontalAdvance(self.text()) > area.width() - 4
            ):
                font.setPixelSize(font.pixelSize() - 1)
                painter.setFont(font)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())


class _Row(QWidget):
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

    def show_frame(self, frame: Frame) -> None:
        """Mark what is done and what is current."""
        if frame.operations != self._operations:
            self._rebuild(frame.operations)
        for chip in self.chips:
            here = frame.position.operation
            chip.set_state(_DONE if chip.number < here else _CURRENT if chip.number == here else _COMING)

    def _rebuild(self, operations: tuple[Operation, ...]) -> None:
        self._operations = operations
        for chip in self.chips:
            chip.hide()
            chip.deleteLater()
        self.chips = [Chip(i, op, self) for i, op in enumerate(operations, 1)]
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
            painter.setFont(theme.font("section"))
            for x, name, phase in self._titles:
                painter.setPen(QColor(look.phase(phase, text=True)))
                painter.drawText(QPoint(x, theme.px(18)), name)


class ProgramStrip(QWidget):
    """Chips above, scrubber below; both show the same moment."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._row = _Row(session)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._row)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().installEventFilter(self)
        self.scrubber = SpeedSlider(
            self.tr("history"), 0, 1, self.tr("History: drag to any iteration that has been run (↑ ↓)")
        )
        self.scrubber.valueChanged.connect(self._scrubbed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll)
        self._holder = QWidget()
        self._margins = QVBoxLayout(self._holder)
        self._margins.addWidget(self.scrubber)
        column.addWidget(self._holder)
        self.setAccessibleName(self.tr("program"))
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    @property
    def chips(self) -> list[Chip]:
        """The chips in order."""
        return self._row.chips

    def show_frame(self, frame: Frame) -> None:
        """Show where the frame is, in the iteration and in the history."""
        self._row.show_frame(frame)
        here = max(frame.position.operation, 1)
        if here <= len(self.chips) and self._row.width() > self._scroll.viewport().width():
            chip = self.chips[here - 1]
            self._scroll.ensureVisible(
                chip.geometry().center().x(), 0, self._scroll.viewport().width() // 3, 0
            )
        self.setAccessibleDescription(
            self.tr("operation {0} of {1}, iteration {2}").format(
                frame.position.operation, len(frame.operations), frame.position.iteration
            )
        )
        self.scrubber.blockSignals(True)
        last = max(self._session.timeline.length - 1, frame.position.iteration, 1)
        self.scrubber.setRange(0, last)
        self.scrubber.setValue(frame.position.iteration)
        self.scrubber.blockSignals(False)
        self.scrubber.setEnabled(self._session.timeline.length > 1)

    def _scrubbed(self, iteration: int) -> None:
        self._session.pause()
        self._session.go_to_iteration(iteration)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width, and let the wheel scroll sideways."""
        if event.type() == QEvent.Type.Resize:
            self._row.arrange()
        elif isinstance(event, QWheelEvent):
            bar, delta = self._scroll.horizontalScrollBar(), event.angleDelta()
            bar.setValue(bar.value() - (delta.x() or delta.y()))
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line below."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().panel))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.current().line))

    def sizeHint(self) -> QSize:
        """Return the height of both rows."""
        return QSize(theme.px(900), theme.px(86))

    def _restyle(self) -> None:
        self._row.arrange()
        self._scroll.setFixedHeight(theme.px(62))
        side = theme.px(14)
        self._margins.setContentsMargins(side - theme.px(6), 0, side - theme.px(6), theme.px(2))
        self.setFixedHeight(theme.px(62) + self._holder.sizeHint().height())
        self.update()
