"""Signals of the operating system (Ctrl+C, the end of a login), handled between two pictures."""

from __future__ import annotations

import contextlib
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""What ends the program; not every system has all of them."""


class Signals(QObject):
    """Turns signals of the operating system into one of Qt's.

    Python would raise KeyboardInterrupt wherever it happens to be, in the middle of an iteration too. Here a
    signal only writes a byte to a socket, which the event loop reads when nothing else is under way.
    If that takes so long that somebody tries again, the next signal ends the program at once.

    Signals
    -------
    received(int)
        The number of the signal.
    """

    received = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._before = {
            number: signal.signal(number, self._pending)
            for name in NAMES
            if (number := getattr(signal, name, None)) is not None
        }
        self._descriptor = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def close(self) -> None:
        """Leave signals to whoever handled them before."""
        if self._reader.fileno() < 0:
            return
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._descriptor)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    @staticmethod
    def _pending(number: int, _frame: FrameType | None) -> None:
        """Let the byte in the socket do the work; should nobody read it, the next signal ends the program."""
        signal.signal(number, signal.SIG_DFL)

    def _read(self) -> None:
        numbers = b""
        with contextlib.suppress(BlockingIOError):
            numbers = self._reader.recv(64)
        for number in numbers:
            if number in self._before:
                self.received.emit(number)
