"""One calm line at the bottom: what is pointed at, how fast it runs, what the history takes."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStatusBar, QWidget

from nnviz import theme
from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.session import Session
from nnviz.session.memory import MEGABYTE
from nnviz.views.controls import ElidedLabel, Label

_INTERVAL = 0.3
"""Seconds between two updates: often enough to be read, rarely enough to cost nothing."""
_MESSAGE = 12.0
"""Seconds a message stays."""


class StatusLine(QStatusBar):
    """Says at the left what is pointed at, or the last message, or which operation has run.

    At the right stand iterations a second while running, memory and seed. It follows the session a few
    times a second and not with every frame.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._message, self._said = "", 0.0
        self._before = (time.perf_counter(), 0)
        self.setSizeGripEnabled(False)
        self.setAccessibleName(self.tr("status"))
        self.words = ElidedLabel("", "label", "muted")
        self.rate = Label("", "label", "ink")
        self.memory = Label("", "label", "muted")
        self.seed = Label("", "label", "muted")
        self.rate.setToolTip(self.tr("Iterations trained per second, including the update of all views"))
        self.memory.setToolTip(
            self.tr(
                "Memory used by the history, and its limit. Change the limit in Edit → Settings (Ctrl+,)."
            )
        )
        self.seed.setToolTip(self.tr("This seed determines the initial weights and the order of the batches"))
        self.addWidget(self.words, 1)
        for label in (self.rate, self.memory, self.seed):
            self.addPermanentWidget(label)
        self.timer = QTimer(self)
        self.timer.setInterval(round(_INTERVAL * 1000))
        self.timer.timeout.connect(self._beat)
        session.frame_changed.connect(self._moved)
        session.running_changed.connect(self._running)
        session.hovered_changed.connect(self._hovered)
        session.message.connect(self._say)
        session.changed.connect(self._moved)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        """Show how items are now."""
        s = self._session
        now, iteration = time.perf_counter(), s.position.iteration
        if self._message and now - self._said > _MESSAGE:
            self._message = ""
        _set(self.words, self._words(), self.tr("status"))
        if s.running:
            passed, trained = now - self._before[0], iteration - self._before[1]
            if passed > 0.2:
                self._before = (now, iteration)
                _set(self.rate, self.tr("{0} iterations/s").format(_grouped(trained / passed)))
        else:
            _set(self.rate, "")
        used = s.memory.used / MEGABYTE
        shown = f"{used:.1f}" if used < 9.95 else f"{used:.0f}"
        _set(self.memory, self.tr("memory {0} of {1} MB").format(shown, s.memory.megabytes))
        _set(self.seed, self.tr("seed {0}").format(s.experiment.seed))

    def _words(self) -> str:
        s = self._session
        if s.hovered is not None:
            return self._selected_text(s.hovered)
        if self._message:
            return self._message
        op = s.frame.operation
        if op is None:
            return self.tr("before the first operation")
        return f"{s.lesson_session.letters.text(op.symbol)} · {op.title}"

    def _selected_text(self, selection: Selection) -> str:
        frame = self._session.frame
        if not selection.exists(frame.experiment):
            return ""
        if selection.kind == "loss":
            value = frame.values.get("C")
        elif selection.parameter is not None:
            matrix = frame.current(selection.parameter)
            value = matrix[selection.unit, 0 if selection.source is None else selection.source]
        else:
            array = frame.values.get(f"a{selection.layer}" if selection.layer else "X")
            column = min(self._session.example, frame.batch - 1)
            value = None if array is None else array[selection.unit, column]
        symbol = self._session.lesson_session.letters.text(selection.symbol)
        return symbol if value is None else f"{symbol} = {format_number(float(value), 4)}"

    def _beat(self) -> None:
        self.refresh()
        if not self._session.running and not self._message:
            self.timer.stop()

    def _moved(self, _frame: object) -> None:
        # Frames may come quickly: the line follows at its own pace.
        if not self.timer.isActive():
            self.timer.start()

    def _running(self, running: bool) -> None:
        if running:
            self._before = (time.perf_counter(), self._session.position.iteration)
        self.refresh()
        self.timer.start()

    def _hovered(self, _selection: object) -> None:
        _set(self.words, self._words(), self.tr("status"))

    def _say(self, text: str) -> None:
        self._message, self._said = text, time.perf_counter()
        self.refresh()
        self.timer.start()

    def _restyle(self) -> None:
        side = theme.px(14)
        self.setFont(theme.font("label"))
        # Qt's own layout leaves two pixels at the left and six at the right.
        self.setContentsMargins(side - 2, 0, side - 6, 0)
        self.setFixedHeight(theme.px(24))
        for label in (self.rate, self.memory, self.seed):
            label.setContentsMargins(theme.px(8), 0, theme.px(4), 0)


def _set(label: Label, text: str, name: str = "") -> None:
    if text != label.text():
        label.setText(text)
        label.setAccessibleName(name or text)
        label.setAccessibleDescription(text)


def _grouped(number: float) -> str:
    return f"{number:,.0f}".replace(",", "\u2009")
