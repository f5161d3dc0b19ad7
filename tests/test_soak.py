"""Somebody restless at the window for a long time: no exception, no warning of Qt, no growth.

The long one is ``python -m pytest -m soak tests/test_soak.py``.
"""

import contextlib
import gc
import os
import sys
import time
import traceback
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.navigation import GRANULARITIES
from nnviz.session import bookmarks
from nnviz.session.edit import Edit, parameter_edit, setting_edit
from nnviz.session.memory import MEGABYTE

BOUND = 64
"""Megabytes the session may keep."""
SLACK = 64
"""Megabytes Qt, NumPy and Python may grow by in caches and in memory they do not give back."""
FURTHEST = 300_000
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


class Painted(QObject):
    """Counts the pictures of a window."""

    count = 0

    def eventFilter(self, watched, event):
        """Count, and let everything pass."""
        self.count += event.type() == QEvent.Type.UpdateRequest
        return False


class Restless:
    """Does whatever comes to mind."""

    def __init__(self, window, seed):
        self.window, self.session = window, window.session
        self.rng = np.random.default_rng(seed)
        self.painted = Painted()
        window.installEventFilter(self.painted)
        self.done, self.failures = {}, []
        self.whims = (
            (self.step, 10), (self.run, 8), (self.scrub, 6), (self.turn_the_wheel, 2),
            (self.change_a_number, 3), (self.edit_the_network, 2), (self.undo, 3), (self.redo, 2),
            (self.bookmark, 2), (self.jump, 2), (self.point, 3), (self.panel, 1), (self.look, 1),
            (self.view, 2), (self.resize, 1), (self.open, 1),
        )  # fmt: skip

    def go_on(self, frames):
        """Act until so many pictures more are painted."""
        acts = [act for act, weight in self.whims for _ in range(weight)]
        until = self.painted.count + frames
        while self.painted.count < until and not self.failures:
            act = acts[self.rng.integers(len(acts))]
            self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
            act()
            self.wait(0)
            if self.session.position.iteration > FURTHEST:
                self.session.pause()
                self.session.open(self.session.experiment)
        self.session.pause()

    def chance(self, share):
        return self.rng.random() < share

    def choice(self, items):
        return items[int(self.rng.integers(len(items)))]

    def wait(self, milliseconds):
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    # -- what comes to mind ------------------------------------------------------------------------

    def step(self):
        for _ in range(self.rng.integers(1, 12)):
            self.session.step(self.choice([1, 1, -1]), self.choice(GRANULARITIES))
            self.wait(0)

    def run(self):
        self.session.runner.set_speed(float(self.choice([0.0, 0.3, 0.5, 0.62, 0.8, 1.0, 1.0])))
        self.session.run()
        self.wait(int(self.rng.integers(5, 250)))
        if self.chance(0.7):
            self.session.pause()

    def scrub(self):
        scrubber = self.window.strip.scrubber
        if not scrubber.isEnabled():
            return
        x = self.rng.integers(0, scrubber.width(), size=int(self.rng.integers(2, 15)))
        for kind, at in zip(["press", *["move"] * (len(x) - 2), "release"], x.tolist(), strict=True):
            event = {
                "press": QEvent.Type.MouseButtonPress, "move": QEvent.Type.MouseMove,
                "release": QEvent.Type.MouseButtonRelease,
            }[kind]  # fmt: skip
            place = QPointF(at, 12)
            buttons = Qt.MouseButton.NoButton if kind == "release" else LEFT
            QApplication.sendEvent(
                scrubber, QMouseEvent(event, place, scrubber.mapToGlobal(place), LEFT, buttons, NONE)
            )
            self.wait(0)

    def turn_the_wheel(self):
        scrubber = self.window.strip.scrubber
        at = QPointF(float(self.rng.integers(0, scrubber.width())), 12)
        keys = self.choice([NONE, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier])
        turned = QPoint(0, 120 * int(self.rng.integers(-3, 4)))
        QApplication.sendEvent(scrubber, QWheelEvent(
            at, scrubber.mapToGlobal(at), QPoint(), turned, Qt.MouseButton.NoButton, keys,
            Qt.ScrollPhase.NoScrollPhase, False,
        ))  # fmt: skip

    def change_a_number(self):
        # Not everything that comes to mind is possible.
        with contextlib.suppress(ExperimentError):
            if self.chance(0.5):
                name = self.choice(["learning_rate", "l1", "l2"])
                self.session.apply(setting_edit(name, float(self.choice([0.001, 0.03, 0.1]))))
            else:
                self.session.apply(parameter_edit(self.item("weight"), float(self.rng.normal())))

    def edit_the_network(self):
        e = self.session.experiment
        hidden = int(self.rng.integers(max(1, edits.output_layer(e))))
        makers = (
            lambda: edits.add_layer(e, edits.output_layer(e)) if len(e.layers) < 6 else e,
            lambda: edits.remove_layer(e, hidden),
            lambda: edits.set_layer(e, hidden, units=int(self.rng.integers(2, 9))),
            lambda: edits.set_layer(e, hidden, activation=self.choice(["tanh", "relu", "sigmoid", "gelu"])),
            lambda: edits.resample_weights(e),
            lambda: edits.resample_data(e),
        )
        with contextlib.suppress(ExperimentError):
            self.session.apply(Edit("Change", self.choice(makers)()))

    def undo(self):
        for _ in range(self.rng.integers(1, 5)):
            self.session.undo_stack.undo()
            self.wait(0)

    def redo(self):
        for _ in range(self.rng.integers(1, 5)):
            self.session.undo_stack.redo()
            self.wait(0)

    def bookmark(self):
        if len(self.session.notes.bookmarks) < 40:
            self.window.bookmarks.toggle()
            if self.chance(0.5):
                self.window.bookmarks.name_field.setText("here")
            self.window.network.setFocus()
            self.window.bookmarks.name_field.hide()

    def jump(self):
        known = [b for b in bookmarks.ordered(self.session) if b.iteration < self.session.timeline.length]
        if known:
            bookmarks.go(self.session, self.choice(known))

    def item(self, kind):
        layer = int(self.rng.integers(1, len(self.session.experiment.layers) + 1))
        widths = self.session.experiment.widths
        unit = int(self.rng.integers(widths[layer]))
        source = int(self.rng.integers(widths[layer - 1])) if kind == "weight" else None
        return Selection(kind, layer, unit, source)

    def point(self):
        selection = self.item(self.choice(["weight", "bias", "unit"]))
        if selection.exists(self.session.experiment):
            self.session.hover(selection)
            if self.chance(0.5):
                self.session.select(self.choice([selection, None]))
        self.session.set_example(int(self.rng.integers(20)))
        self.session.hover(None)

    def panel(self):
        panel = self.choice(list(self.window.panels.values()))
        panel.toggleViewAction().trigger()
        self.wait(0)
        if not self.chance(0.3):
            self.window.restore_layout()

    def look(self):
        self.window.appearance.set_theme(self.choice(["light", "dark"]))
        if self.chance(0.3):
            self.window.appearance.toggle_presenter()

    def view(self):
        self.choice([
            self.window.toggle_quantity,
            lambda: self.window.charts["loss"].set_log(self.chance(0.5)),
            lambda: self.window.panels["values"].raise_(),
            lambda: self.window.panels["explain"].raise_(),
            lambda: self.window.change_speed(self.choice([1, -1])),
        ])()  # fmt: skip

    def resize(self):
        self.window.resize(*self.choice([(1280, 720), (1440, 900), (1100, 760)]))

    def open(self):
        if self.chance(0.3):
            self.session.open(files.example(self.choice(["xor", "iris", "spiral", "mazur", "sine"])))


def soak(make_window, frames, seed, warm):
    """Let somebody restless have the window for so many pictures; return what they did, and the growth."""
    window = make_window()
    window.session.memory.set_megabytes(BOUND)
    restless = Restless(window, seed)
    failures = restless.failures

    def fail(*error):
        failures.append("".join(traceback.format_exception(*error)))

    hook, sys.excepthook = sys.excepthook, fail
    began = time.perf_counter()
    try:
        restless.go_on(warm)
        gc.collect()
        before = resident()
        while restless.painted.count < frames and not failures:
            restless.go_on(min(500, frames - restless.painted.count))
            print(restless.painted.count, f"{resident():.0f} MB", flush=True)
            assert window.session.memory.used <= BOUND * MEGABYTE
    finally:
        sys.excepthook = hook
    assert not failures, failures[0]
    gc.collect()
    plain = window.session.timeline.frame(window.session.position)
    assert plain.flat.tobytes() == window.session.frame.flat.tobytes()
    growth = resident() - before
    print(
        f"\n{restless.painted.count} pictures in {time.perf_counter() - began:.0f} s, "
        f"{before:.0f} MB after {warm}, {growth:+.1f} MB since; {restless.done}"
    )
    return restless, growth


def forget(window):
    window.session.pause()
    window.session.undo_stack.setClean()


@pytest.fixture
def make_window(qtbot, qapp):
    """Return a function that opens a window on XOR."""
    from nnviz import theme
    from nnviz.session import Session
    from nnviz.views.main_window import MainWindow

    made = []

    def make():
        theme.manager().apply(qapp, "light", 1.0)
        window = MainWindow(Session(files.example("xor")))
        qtbot.addWidget(window, before_close_func=forget)
        window.resize(1440, 900)
        window.show()
        qtbot.waitUntil(lambda: window.completed)
        made.append(window)
        return window

    yield make
    for window in made:
        window.session.undo_stack.clear()
    theme.manager().apply(qapp, "light", 1.0)


def test_some_hundred_pictures(make_window):
    restless, growth = soak(make_window, frames=350, seed=1, warm=150)
    assert restless.painted.count >= 350
    assert restless.session.position >= Position(0, 0)
    assert growth < BOUND + SLACK


@pytest.mark.soak
def test_twenty_thousand_pictures(make_window):
    seed = int(os.environ.get("SOAK_SEED", "7"))
    restless, growth = soak(make_window, frames=20_000, seed=seed, warm=2_000)
    assert restless.painted.count >= 20_000
    assert len(restless.done) == len(restless.whims)
    assert growth < BOUND + SLACK
