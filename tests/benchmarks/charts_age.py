"""Charts of a long run beside those of a short one: what a frame costs, from new values to paint."""

from __future__ import annotations

import statistics
import time

YOUNG, OLD = 1_000, 1_000_000
SIZE = {"loss": (358, 164), "gradients": (358, 164), "activations": (316, 164)}
"""What the panels leave to each in a window of 1440 × 900."""


def measure(old: int = OLD, rounds: int = 150) -> list[dict]:
    """Draw every chart over iterations at two ages, in turn; return CPU times and their ratios.

    Before each frame the run goes on by 64 iterations, so that there is something new to show; training
    and measuring of past positions are not counted, cutting, choosing axes and painting are.
    """
    from PySide6.QtWidgets import QApplication

    from nnviz import app as start
    from nnviz import theme
    from nnviz.core.experiment.experiment import Experiment
    from nnviz.session import Session
    from nnviz.views.activations.view import ActivationsView
    from nnviz.views.gradients_view import GradientsView
    from nnviz.views.loss_view import LossView

    app = QApplication.instance() or start.application()
    theme.manager().apply(app, "light")
    e = Experiment.from_dict({
        "data": {"name": "xor", "examples": 40, "noise": 0.2},
        "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
    })  # fmt: skip
    sessions = {YOUNG: Session(e), old: Session(e)}
    for length, session in sessions.items():
        session.timeline.run(length)
        session.timeline.update_scores()
    modes = {
        "loss": (LossView, "loss", lambda view: None),
        "accuracy": (LossView, "loss", lambda view: view.set_quantity("accuracy")),
        "gradient lines": (GradientsView, "gradients", lambda view: None),
        "gradient map": (GradientsView, "gradients", lambda view: view.set_mode("map")),
        "update ratio": (GradientsView, "gradients", lambda view: view.set_mode("ratio")),
        "activations now": (ActivationsView, "activations", lambda view: None),
        "activations over time": (ActivationsView, "activations", lambda view: view.set_mode("time")),
        "loss, iterations log": (LossView, "loss", lambda view: view.set_time_log(True)),
    }
    results = []
    for name, (kind, size, prepare) in modes.items():
        views = {}
        for length, session in sessions.items():
            view = views[length] = kind(session)
            view.resize(*SIZE[size])
            prepare(view)
            view.show()
        app.processEvents()
        times: dict[int, list[float]] = {length: [] for length in sessions}
        for _ in range(rounds):
            for length, session in sessions.items():
                times[length].append(_frame(views[length], session))
        young, aged = (statistics.median(times[length]) for length in (YOUNG, old))
        ratio = statistics.median(b / a for a, b in zip(times[YOUNG], times[old], strict=True))
        results.append({
            "chart": name,
            f"ms_at_{YOUNG}": round(1e3 * young, 3),
            f"ms_at_{old}": round(1e3 * aged, 3),
            "ratio": round(ratio, 3),
            "bound_ratio": 1.1,
        })  # fmt: skip
        for view in views.values():
            view.hide()
            view.deleteLater()
    return results


def _frame(view, session) -> float:
    """Return the CPU seconds of one frame; the run goes on by a little first."""
    from nnviz.core.arrays.frame import Position
    from nnviz.views.plotting.sources import MEASURED

    timeline = session.timeline
    if session.position.iteration < timeline.length:
        timeline.seek(Position(timeline.length, 0))
    timeline.run(64)
    session.seek(Position(timeline.length - 1, len(session.frame.operations)))
    timeline.update_scores()
    front = view.layout().currentWidget()
    if hasattr(front, "time_window"):
        s = front.time_window
        timeline.layer_statistics.update(0, timeline.length, MEASURED, log=s.log)
    began = time.process_time()
    view.show_frame(session.frame)
    front.repaint()
    return time.process_time() - began
