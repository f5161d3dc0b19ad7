"""The window while it runs: how fast it trains, and how long a click or a key waits."""

from __future__ import annotations

import itertools
import statistics
import time

from nnviz.core.run.timeline import Timeline
from tests.benchmarks.core_speed import experiment


def measure(rounds: int = 8) -> dict:
    """Run 2-8x6-1 in a 1440×900 window; return rates and latencies in milliseconds."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    from nnviz import app as start
    from nnviz import theme
    from nnviz.session import Session
    from nnviz.views.main_window import MainWindow

    class Painted(QObject):
        """Counts the frames in which a view, or a part of it, was painted."""

        def __init__(self, view):
            super().__init__(view)
            self.frames = set()
            for widget in (view, *view.findChildren(QWidget)):
                widget.installEventFilter(self)

        def eventFilter(self, watched, event):
            """Note the frame."""
            if event.type() == QEvent.Type.Paint:
                self.frames.add(len(frames))
            return False

    e = experiment("2-8x6-1")
    app = start.application()
    theme.manager().apply(app, "light")
    session = Session(e)
    window = MainWindow(session)
    window.resize(1440, 900)
    window.show()
    window.complete()
    # Without a window manager nobody else gives it the keyboard.
    window.activateWindow()
    window.raise_()
    for _ in range(50):
        app.processEvents()

    def spin(duration: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(duration * 1000), loop.quit)
        loop.exec()

    frames: list[float] = []
    session.frame_changed.connect(lambda _frame: frames.append(time.perf_counter()))
    shown = {"network": window.network, **{k: v for k, v in window.charts.items() if v.isVisible()}}
    painted = {key: Painted(view) for key, view in shown.items()}
    session.run()
    spin(1.0)
    bare = Timeline(e)
    bare.run(2000)
    frames.clear()
    for counter in painted.values():
        counter.frames.clear()
    gaps, rates, ratios, elapsed = [], [], [], 0.0
    # In turn, so that both have the same machine.
    for _ in range(rounds):
        first, began, before = len(frames), time.perf_counter(), session.position.iteration
        spin(1.0)
        span = time.perf_counter() - began
        rates.append(((session.position.iteration - before) / span, _bare(bare)))
        ratios.append(rates[-1][0] / rates[-1][1])
        gaps += [1e3 * (b - a) for a, b in itertools.pairwise(frames[first:])]
        elapsed += span
    redrawn = {key: len(counter.frames) / elapsed for key, counter in painted.items()}
    gaps.sort()
    # A key is answered when the run has stopped and the paused frame is painted.
    waits = []
    for number in range(20):
        if not session.running:
            session.run()
        spin(0.05 + 0.003 * number)
        posted = time.perf_counter()
        answered: list[float] = []
        connection = session.running_changed.connect(lambda _on, a=answered: a.append(time.perf_counter()))
        if number % 2:
            QTimer.singleShot(0, lambda: QTest.keyClick(window.network, Qt.Key.Key_R))
        else:
            button = window.transport.run
            QTimer.singleShot(
                0, lambda b=button: QTest.mouseClick(b, Qt.MouseButton.LeftButton, pos=QPoint(9, 9))
            )
        while not answered and time.perf_counter() - posted < 2:
            app.processEvents()
        app.processEvents()
        waits.append(1e3 * (time.perf_counter() - posted))
        session.running_changed.disconnect(connection)
    session.pause()
    window.session.undo_stack.setClean()
    window.close()
    return {
        "bare_iterations_per_s": round(statistics.median(rate for _, rate in rates)),
        "window_iterations_per_s": round(statistics.median(rate for rate, _ in rates)),
        "ratio": round(statistics.median(ratios), 3),
        "bound_ratio": 0.5,
        "frame_p50_ms": round(statistics.median(gaps), 1),
        "bound_p50_ms": 17,
        "frame_p99_ms": round(gaps[int(0.99 * (len(gaps) - 1))], 1),
        "bound_p99_ms": 25,
        **{f"{key}_per_s": round(rate, 1) for key, rate in redrawn.items()},
        "bound_network_per_s": 20,
        "bound_charts_per_s": 10,
        "answer_median_ms": round(statistics.median(waits), 1),
        "answer_worst_ms": round(max(waits), 1),
        "bound_answer_ms": 50,
    }


def _bare(timeline: Timeline, seconds: float = 0.3) -> float:
    """Return the iterations a second of a run without a window."""
    began, done = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < seconds:
        timeline.run(500)
        done += 500
    return done / elapsed
