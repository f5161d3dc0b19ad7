"""Process start to first painted window, beside a bare PySide6 + pyqtgraph window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

_STAMP = """
import sys, time
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(time.time(), flush=True)
            watched.removeEventFilter(self)
            QTimer.singleShot(0, app.quit)
        return False
"""

BARE = (
    _STAMP
    + """
import pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
window.setCentralWidget(plot)
watch = Watch()
plot.viewport().installEventFilter(watch)
window.resize(1440, 900)
window.show()
app.exec()
"""
)

NNVIZ = (
    _STAMP
    + """
from PySide6.QtWidgets import QMainWindow
show = QMainWindow.show
def shown(window):
    global app, watch
    app, watch = QCoreApplication.instance(), Watch()
    window.network.installEventFilter(watch)
    show(window)
QMainWindow.show = shown
from nnviz.cli import main
main(["--theme", "light"])
"""
)
"""The program as its command starts it, with settings and a folder of unsaved work that are empty."""


def _once(code: str, compiled: str) -> float:
    # Modules are compiled once and not at every start, whatever the shell of this machine says.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = compiled
    environment |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), compiled)
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    return float(done.stdout.split()[-1]) - began


def measure(runs: int = 9) -> dict:
    """Return medians in milliseconds and the median ratio, measured in turn; the first round compiles."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as compiled:
        for _ in range(runs + 1):
            bare.append(_once(BARE, compiled))
            ours.append(_once(NNVIZ, compiled))
    ratios = [a / b for a, b in zip(ours[1:], bare[1:], strict=True)]
    return {
        "bare_ms": round(1e3 * statistics.median(bare[1:])),
        "nnviz_ms": round(1e3 * statistics.median(ours[1:])),
        "ratio": round(statistics.median(ratios), 2),
        "bound": 1.5,
    }
