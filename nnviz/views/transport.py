"""The transport: start, back, step, by what, run, speed, and the counters."""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.run.navigation import GRANULARITIES
from nnviz.core.text.hidden_number import is_hidden, is_lost
from nnviz.core.text.number_format import format_number
from nnviz.session import Session
from nnviz.session.runner import rate
from nnviz.views.controls import IconButton, Label, SegmentedControl, SpeedSlider, TransportButton
from nnviz.views.controls.speed_slider import speed_words


class Counter(QWidget):
    """A number with its name above it, right-aligned.

    Attributes
    ----------
    clicked : Signal()
        The user clicked it.
    """

    clicked = Signal()

    def __init__(self, name: str, tooltip: str, widest: str) -> None:
        super().__init__()
        self._name = Label(name, "label", "muted")
        self._value = Label("–", "counter")
        self._widest = widest
        self.setToolTip(tooltip)
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        for label in (self._name, self._value):
            column.addWidget(label, alignment=Qt.AlignmentFlag.AlignRight)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def offer(self) -> None:
        """Look like something to click."""
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click."""
        event.accept()

    def set_value(self, text: str) -> None:
        """Show `text`."""
        if text != self._value.text():
            self._value.setText(text)
            self.setAccessibleDescription(text)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._value.text()

    def _restyle(self) -> None:
        # Room for the widest number keeps the others where they are while numbers change.
        self._value.setMinimumWidth(0)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight)
        width = self._value.fontMetrics().horizontalAdvance(self._widest)
        self._value.setMinimumWidth(width)


class Transport(QWidget):
    """Buttons and counters in one row."""

    def __init__(
        self, session: Session, actions: Mapping[str, QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.start = TransportButton(self.tr("Start"), "start")
        self.back = TransportButton(self.tr("Back"), "back")
        self.step = TransportButton(self.tr("Step"), "step", variant="primary")
        self.run = TransportButton(self.tr("Run"), "run")
        self.run.reserve(self.tr("Run"), self.tr("Pause"))
        self.until = IconButton("chevron-down", self.tr("Run until"))
        self.until.follow(actions["run_until"])
        for button, name in (
            (self.start, "start"),
            (self.back, "back"),
            (self.step, "forward"),
            (self.run, "run"),
        ):
            button.follow(actions[name])
            button.setAccessibleName(button.text())
        labels = (
            self.tr("operation"),
            self.tr("layer"),
            self.tr("phase"),
            self.tr("iteration"),
            self.tr("epoch"),
        )
        self.granularity = SegmentedControl(
            list(zip(GRANULARITIES, labels, strict=True)),
            self.tr("step by"),
            {name: actions[f"by_{name}"].toolTip() for name in GRANULARITIES},
        )
        self.speed = SpeedSlider(self.tr("speed"), 0, 100)
        self.speed.setValue(100)
        self._operation = self.tr("op", "the number of the operation in its iteration")
        self.iteration = Counter(
            self.tr("iteration"),
            self.tr("Current iteration and operation. Click to go to another (Ctrl+G)"),
            self._place("99 999", 17, 17),
        )
        self.epoch = Counter(self.tr("epoch"), self.tr("Passes over the training set"), "999.9")
        self.train_loss = Counter(
            self.tr("train loss"), self.tr("Loss over the whole training set"), "0.0·10⁻⁸"
        )
        self.test_loss = Counter(self.tr("test loss"), self.tr("Loss over the whole test set"), "0.0·10⁻⁸")
        for counter in (self.iteration, self.epoch):
            counter.offer()
            counter.clicked.connect(actions["go_to"].trigger)
        self._counters = (self.iteration, self.epoch, self.train_loss, self.test_loss)
        self._lengths: list[int] = []
        self._row = QHBoxLayout(self)
        self._layout()
        self.granularity.changed.connect(session.set_granularity)
        session.granularity_changed.connect(self.granularity.set_value)
        session.running_changed.connect(self._running_changed)
        session.changed.connect(self._say_speed)
        self.speed.valueChanged.connect(self._speed_changed)
        theme.manager().changed.connect(self._restyle)
        self._speed_changed(self.speed.value())
        self._restyle()

    def _layout(self) -> None:
        for widget in (self.start, self.back, self.step):
            self._row.addWidget(widget)
        self._row.addSpacing(8)
        self._row.addWidget(self.granularity)
        self._row.addSpacing(8)
        self._row.addWidget(self.run)
        self._row.addWidget(self.until)
        self._row.addSpacing(4)
        self._speed_label = Label(self.tr("speed"), "body", "muted")
        self._row.addWidget(self._speed_label)
        self._row.addWidget(self.speed)
        self._row.addStretch(1)
        for counter in self._counters:
            self._row.addWidget(counter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what matters least where there is no room, rather than squeeze everything."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Widen the fields to their numbers."""
        stages: tuple[tuple[QWidget, ...], ...] = (
            (self._speed_label,),
            (self.until,),
            (self.speed,),
            (self.epoch, self.test_loss),
            (self.granularity,),
            (self.train_loss,),
        )
        hidden: list[QWidget] = []
        for stage in ((), *stages):
            hidden += stage
            if self._needed(hidden) <= self.width():
                break
        for widget in (widget for stage in stages for widget in stage):
            widget.setVisible(widget not in hidden)

    def _needed(self, hidden: list[QWidget]) -> int:
        """Return the width that everything but `hidden` takes."""
        margins, total = self._row.contentsMargins(), 0
        for i in range(self._row.count()):
            item = self._row.itemAt(i)
            widget = item.widget() if item is not None else None
            if item is not None and widget not in hidden:
                least = item.sizeHint() if widget is None else widget.minimumSizeHint()
                total += least.width() + (self._row.spacing() if widget is not None else 0)
        return total + margins.left() + margins.right()

    def minimumSizeHint(self) -> QSize:
        """Fit any window: what has no room is left out."""
        return QSize(0, super().minimumSizeHint().height())

    def _place(self, iteration: str, operation: int, count: int) -> str:
        return f"{iteration} · {self._operation} {operation}/{count}"

    def show_frame(self, frame: Frame) -> None:
        """Show where the run is."""
        iteration, operation = frame.position
        self.iteration.set_value(
            self._place(f"{iteration:,}".replace(",", "\u2009"), operation, len(frame.operations))
        )
        self.epoch.set_value(f"{frame.epoch:.1f}")
        for counter, loss in zip((self.train_loss, self.test_loss), self._session.scores[:2], strict=True):
            counter.set_value(
                "–" if is_lost(float(loss)) and not self._diverged(frame) else format_number(float(loss))
            )
        lengths = [len(counter.text) for counter in self._counters]
        if lengths != self._lengths:
            # Longer numbers may need the room of something else.
            self._lengths = lengths
            self.fit()

    def _diverged(self, frame: Frame) -> bool:
        loss = float(frame.values["C"]) if "C" in frame.values else 0.0
        return not math.isfinite(loss) and not is_hidden(loss)

    def _running_changed(self, running: bool) -> None:
        self.run.set_icon("pause" if running else "run")
        self.run.setText(self.tr("Pause") if running else self.tr("Run"))
        self.run.setAccessibleName(self.run.text())

    def _speed_changed(self, value: int) -> None:
        self._session.runner.set_speed(value / 100)
        self._say_speed()

    def _say_speed(self, _change: object = None) -> None:
        words = speed_words(rate(self.speed.value() / 100), len(self._session.frame.operations))
        self.speed.setToolTip(self.tr("Speed: {0}  ([ slower, ] faster)").format(words))
        self.speed.setAccessibleDescription(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the line below."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().panel))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.current().line))

    def _restyle(self) -> None:
        side = theme.px(14)
        self._row.setContentsMargins(side, theme.px(8), side, theme.px(9))
        self._row.setSpacing(theme.px(8))
        self.fit()
        self.update()
