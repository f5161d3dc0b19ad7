"""The window while it runs: how fast it trains, and how long a click or a key waits."""

from __future__ import annotations

import itertools
import statistics
import time

from nnviz.core.timeline import Timeline
from tests.benchmarks.core_speed import experiment


def measure(seconds: float = 4.0) -> dict:
    """Run 2-8x6-1 in a 1440×900 window; return rates and latencies in milliseconds."""
    from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    from nnviz import app as start
    from nnviz import theme
    from nnviz.session import Session
    from nnviz.views.main_window import MainWindow

    e = experiment("2-8x6-1")
    app = start.application()
    theme.manager().apply(app, "light")
    session = Session(e)
    window = MainWindow(session)
    window.resize(1440, 900)
    window.show()
    window.complete()
    for _ in range(5):
        app.processEvents()

    def spin(duration: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(int(duration * 1000), loop.quit)
        loop.exec()

    frames: list[float] = []
    session.frame_changed.connect(lambda _frame: frames.append(time.perf_counter()))
    session.run()
    spin(1.0)
    frames.clear()
    before, began = session.position.iteration, time.perf_counter()
    spin(seconds)
    took = time.perf_counter() - began
    trained = session.position.iteration - before
    gaps = sorted(1e3 * (b - a) for a, b in itertools.pairwise(frames))
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
    bare = Timeline(e)
    bare.run(2000)
    began = time.perf_counter()
    bare.run(20000)
    rate = 20000 / (time.perf_counter() - began)
    window.session.undo_stack.setClean()
    window.close()
    return {
        "bare_iterations_per_s": round(rate),
        "window_iterations_per_s": round(trained / took),
        "ratio": round(trained / took / rate, 3),
        "frame_p50_ms": round(statistics.median(gaps), 1),
        "frame_p99_ms": round(gaps[int(0.99 * (len(gaps) - 1))], 1),
        "answer_median_ms": round(statistics.median(waits), 1),
        "answer_worst_ms": round(max(waits), 1),
        "bound_answer_ms": 50,
    }
