"""Time travel: how long a far seek takes, what a long run weighs, whether age makes anything slower."""

from __future__ import annotations

import gc
import os
import statistics
import time
from pathlib import Path

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline
from tests.benchmarks.core_speed import experiment

ITERATIONS = 100_000
OLD, YOUNG = 1_000_000, 1_000


def measure() -> dict:
    """Return seeks in 2-8×6-1 after 100,000 iterations, and memory and frame times at 1,000,000."""
    return {**_core(), **_window(), **_age()}


def resident() -> int:
    """Return the memory of this process in bytes, as the system counts it."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _times(values: list[float], name: str) -> dict:
    ordered = sorted(1e3 * value for value in values)
    return {
        f"{name}_p50_ms": round(statistics.median(ordered), 2),
        f"{name}_p99_ms": round(ordered[int(0.99 * (len(ordered) - 1))], 2),
    }


def _core(seeks: int = 1000) -> dict:
    timeline = Timeline(experiment("2-8x6-1"))
    timeline.run(ITERATIONS)
    count = len(timeline.trainer.operations)
    rng, found, worked = np.random.default_rng(1), [], []
    for number in range(seeks):
        position = Position(int(rng.integers(0, ITERATIONS)), int(rng.integers(0, count + 1)))
        began, cpu = time.perf_counter(), time.process_time()
        timeline.frame(position)
        if number >= 20:
            found.append(time.perf_counter() - began)
            worked.append(time.process_time() - cpu)
    return {**_times(found, "core_seek"), **_times(worked, "core_seek_cpu"), "bound_core_seek_p99_ms": 5}


def _open(e: Experiment):
    """Return application, session and a window of 1440×900 on `e`, complete and still."""
    from nnviz import app as start
    from nnviz import theme
    from nnviz.session import Session
    from nnviz.views.main_window import MainWindow

    app = start.application()
    theme.manager().apply(app, "light")
    session = Session(e)
    window = MainWindow(session)
    window.network.set_animated(False)
    window.resize(1440, 900)
    window.show()
    window.complete()
    _settle(app)
    return app, session, window


def _settle(app, turns: int = 40) -> None:
    for _ in range(turns):
        app.processEvents()


def _window(seeks: int = 200) -> dict:
    """Drag the scrubber to random places: from the mouse to the first picture."""
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
    from PySide6.QtTest import QTest

    class Painted(QObject):
        """Notes when the window has painted what was dirty."""

        at = cpu = 0.0

        def eventFilter(self, watched, event):
            """Handle the repaint here, to know when it has ended."""
            if event.type() != QEvent.Type.UpdateRequest or self.at:
                return False
            watched.removeEventFilter(self)
            QCoreApplication.sendEvent(watched, event)
            self.at, self.cpu = time.perf_counter(), time.process_time()
            return True

    app, session, window = _open(experiment("2-8x6-1"))
    session.seek(Position(ITERATIONS, 5))
    session.timeline.update_scores()
    _settle(app)
    scrubber, rng, found, worked = window.strip.scrubber, np.random.default_rng(2), [], []
    middle = scrubber.height() // 2
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(scrubber.width() // 2, middle))
    for number in range(seeks):
        _settle(app)
        painted = Painted()
        window.installEventFilter(painted)
        x = int(rng.integers(10, scrubber.width() - 10))
        began, cpu = time.perf_counter(), time.process_time()
        QTest.mouseMove(scrubber, QPoint(x, middle))
        while not painted.at and time.perf_counter() - began < 2:
            app.sendPostedEvents()
            app.processEvents()
        if number >= 10:
            found.append(painted.at - began)
            worked.append(painted.cpu - cpu)
    QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=QPoint(10, middle))
    session.undo_stack.setClean()
    window.close()
    times = {**_times(found, "first_paint"), **_times(worked, "first_paint_cpu")}
    return {**times, "bound_first_paint_p99_ms": 33}


def _age(rounds: int = 60) -> dict:
    """Weigh a run of 1,000,000 iterations, and compare frames at its end with those of a run of 1,000.

    A frame is the next iteration, and everything visible painted; the two windows take turns.
    """
    tiny = Experiment.from_dict(
        {
            "data": {"name": "xor", "examples": 200},
            "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
            "loss": "binary_cross_entropy",
            "optimizer": {"learning_rate": 0.05},
        }
    )
    app, old, old_window = _open(tiny)
    _, young, young_window = _open(tiny)
    gc.collect()
    before = resident()
    for session, until in ((young, YOUNG), (old, OLD)):
        while session.position.iteration < until:
            session.seek(Position(min(session.position.iteration + 20_000, until), 1))
        session.timeline.update_scores()
    gc.collect()
    after, used = resident(), old.memory.used
    for _ in range(3):
        _settle(app)

    def frame(session, window) -> float:
        began = time.process_time()
        session.seek(Position(session.position.iteration + 1, 1))
        window.refresh_scheduler.refresh()
        window.repaint()
        app.processEvents()
        return time.process_time() - began

    pairs = []
    for number in range(rounds + 10):
        both = [(old, old_window), (young, young_window)]
        times = {}
        for session, window in both if number % 2 else reversed(both):
            times[session] = frame(session, window)
        if number >= 10:
            pairs.append((times[old], times[young]))
    for session, window in ((old, old_window), (young, young_window)):
        session.undo_stack.setClean()
        window.close()
    megabyte = 2**20
    return {
        "memory_mb": round(used / megabyte, 1),
        "bound_memory_mb": old.memory.megabytes,
        "rss_growth_mb": round((after - before) / megabyte, 1),
        "frame_old_ms": round(1e3 * statistics.median(a for a, _ in pairs), 2),
        "frame_young_ms": round(1e3 * statistics.median(b for _, b in pairs), 2),
        "frame_ratio": round(statistics.median(a / b for a, b in pairs), 3),
        "bound_frame_ratio": 1.1,
    }
