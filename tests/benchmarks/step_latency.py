"""Stepping: from the key to the painted equation and network, and what each view has in it."""

from __future__ import annotations

import statistics
import time

from tests.benchmarks.core_speed import experiment


def measure(iterations: int = 4, network: str = "2-8-8-3") -> dict:
    """Step through whole iterations in a 1440×900 window; return latencies in milliseconds.

    Once with nothing selected, and once with a weight whose own sum is explained too. A step is done
    when the window has painted what the step made dirty: network, strip, transport and
    Explain. The charts follow in the next turns of the event loop; they are waited for between two steps.
    """
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
    from PySide6.QtTest import QTest

    from nnviz import app as start
    from nnviz import theme
    from nnviz.core.arrays.frame import Position
    from nnviz.core.experiment.selection import Selection
    from nnviz.session import Session
    from nnviz.views.main_window import MainWindow

    class Painted(QObject):
        """Notes when the window has painted what was dirty."""

        at = 0.0

        def eventFilter(self, watched, event):
            """Handle the repaint here, to know when it has ended."""
            if event.type() != QEvent.Type.UpdateRequest or self.at:
                return False
            watched.removeEventFilter(self)
            QCoreApplication.sendEvent(watched, event)
            self.at = time.perf_counter()
            return True

    app = start.application()
    theme.manager().apply(app, "light")
    session = Session(experiment(network, "chain_rule"))
    window = MainWindow(session)
    window.network.set_animated(False)
    window.resize(1440, 900)
    window.show()
    window.complete()
    session.seek(Position(20, 0))

    def settle() -> None:
        for _ in range(20):
            app.processEvents()

    def step() -> float:
        painted = Painted()
        window.installEventFilter(painted)
        began = time.perf_counter()
        QTest.keyClick(window.network, Qt.Key.Key_Right)
        while not painted.at and time.perf_counter() - began < 1:
            app.sendPostedEvents()
            app.processEvents()
        settle()
        return 1e3 * (painted.at - began)

    def steps(count: int) -> list[tuple[float, str]]:
        found = []
        for _ in range(count):
            wait = step()
            operation = session.frame.operation
            found.append((wait, operation.symbol if operation else "start"))
        return found

    settle()
    count = len(session.frame.operations) + 1
    result = {"network": network, "steps": iterations * count}
    for key, selection in (("", None), ("picked_", Selection("weight", 2, 1, 2))):
        session.select(selection)
        steps(count)
        waits = steps(iterations * count)
        latencies = sorted(wait for wait, _ in waits)
        slowest, symbol = max(waits)
        result |= {
            f"{key}median_ms": round(statistics.median(latencies), 1),
            f"{key}p95_ms": round(latencies[int(0.95 * (len(latencies) - 1))], 1),
            f"{key}slowest": f"{slowest:.1f} {symbol}",
        }
    result |= {"bound_median_ms": 16, "bound_p95_ms": 33, **_layouts(session)}
    session.undo_stack.setClean()
    window.close()
    return result


def _layouts(session) -> dict:
    """Return how long it takes to lay out the numbers of an operation as large as they are in this window."""
    from nnviz.core.arrays.frame import Position
    from nnviz.core.explain.operations import explain
    from nnviz.typeset.breaking import lines
    from nnviz.typeset.layout import passing

    times = []
    for number in range(1, len(session.frame.operations) + 1):
        frame = session.timeline.frame(Position(30, number))
        texts = lines(explain(frame, rows=5, columns=4).numeric.tagged)
        passing.cache_clear()
        began = time.perf_counter()
        for text in texts:
            passing(text)
        times.append(1e3 * (time.perf_counter() - began))
    return {
        "layout_median_ms": round(statistics.median(times), 2),
        "layout_worst_ms": round(max(times), 2),
        "bound_layout_ms": 3,
    }
