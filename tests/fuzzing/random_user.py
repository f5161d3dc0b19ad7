"""A user who does anything at all: commands, keys, mouse, panels, themes, sizes, lessons, files, runs."""

import contextlib
from pathlib import Path
from string import ascii_uppercase, digits

import numpy as np
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QGuiApplication, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QFileDialog, QLineEdit, QWidget

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.experiment.specs import LayerSpec
from nnviz.session.edit import Edit, parameter_edit, setting_edit
from nnviz.views.go_to import GoTo

NONE = Qt.KeyboardModifier.NoModifier
MODIFIERS = (
    NONE, NONE, NONE, NONE, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier,
)  # fmt: skip
KEY_NAMES = (
    "Tab", "Backtab", "Return", "Enter", "Escape", "Space", "Left", "Right", "Up", "Down", "Home",
    "End", "PageUp", "PageDown", "Delete", "Backspace", "F2", "F6", "F10", "F11", "Menu", "Insert",
    "Plus", "Minus", "Period", "Comma", "Slash", "Equal", "BracketLeft", "BracketRight", "Question",
    *ascii_uppercase, *digits,
)  # fmt: skip
KEYS = [getattr(Qt.Key, f"Key_{name}") for name in KEY_NAMES]
BUTTONS = (Qt.MouseButton.LeftButton,) * 6 + (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
SIZES = (
    (1280, 720), (1440, 900), (1920, 1080), (2560, 1440), (1019, 640), (1100, 760), (640, 480), (300, 200),
    (60, 40), (1, 1), (1600, 300), (400, 1200),
)  # fmt: skip
TEXTS = (
    "", "0", "1", "-1", "0.5", "1e3", "1e-9", "nan", "inf", "abc", "W2", "dz2", "a1 * dz2.T / m",
    "W1.T @ dz2", "½", "−3", "1\t2\n3\t4", "1,2\n3,4\n", "x,y,label\n1,2,a\n2,3,b\n3,1,a\n",
    "[[1, 2], [3, 4]]", "🙂" * 20, "p" * 500, "1/3", "9" * 40,
)  # fmt: skip
PLACES = ("0", "37", "37.5", "epoch 3", "12.999", "-1", "1e9", "1000000000000", "٣", "epoch", "3.3.3", "")
CLAIMS = (
    ("dW2", "dz2 * a1.T / m"), ("dz1", "W2.T @ dz2 * a1 * (1 - a1)"), ("dz2", "a2 - Y"), ("db1", "dz1 / m"),
    ("dW1", "dz1 @ X.T"), ("dW9", "dz9 @ a8.T"), ("dz1", "W2 @ dz2"), ("C", "sum(a2)"), ("dW2", "("),
    ("", "x"),
)  # fmt: skip
LAYERS = (
    {"activation": "tanh", "units": 3}, {"activation": "relu", "units": 5, "bias": False},
    {"activation": "sigmoid", "units": 2, "bias": "shared"}, {"activation": "softmax", "units": 3},
    {"activation": "gelu"}, {"layer": "dropout", "rate": 0.4}, {"layer": "dropout"}, {"layer": "layer_norm"},
    {"activation": "identity", "units": 12},
)  # fmt: skip
DERIVATIONS = (
    "Let $z = wx + b$, $a = \\sigma(z)$, $C = \\frac12 (a - y)^2$. Then\n\n"
    "$$\\frac{\\partial C}{\\partial w} = (a - y) a (1 - a) x$$\n"
    "$$\\frac{\\partial C}{\\partial b} = (a - y)$$",
    "h = np.maximum(0, X.dot(W1) + b1)\nout = h.dot(W2) + b2\nloss = np.sum((out - y) ** 2)\n"
    "dout = 2 * (out - y)\ndW2 = h.T.dot(dout)\ndh = dout.dot(W2)\ndh[h <= 0] = 0\ndW1 = X.T.dot(dh)\n",
    "δ² = (a² − y) ⊙ σ′(z²)\n\n∂C/∂W² = δ² (a¹)ᵀ\n\n∂C/∂b¹ = W² δ²",
    "$\\def\\x{\\x\\x}\\x = 1$ and $\\frac{a}{$",
    "no formula here",
    "",
    "x = " + "(" * 300,
)
PREDICTING = (
    "predict",
    "predict_guess",
    "predict_reveal",
    "predict_reveal_all",
    "predict_next",
    "predict_options",
    "forward",
    "layer_forward",
    "back",
    "run",
)
COMPARING = ("compare", "pin", "swap_pinned", "name_pinned", "sweep", "run", "iteration_forward", "start")
WORDS = ("", "37", "5", "run", "theme", "dw", "epoch 2", "1e5", "x", "zoom")
SPEEDS = (0.0, 0.3, 0.5, 0.62, 0.8, 1.0, 1.0, 1.0)
FURTHEST = 4000
"""Iterations after which a run is left: a fresh one to compare with takes as long."""
FROM_MENU = ("quit",)
"""Commands that end the window; that is an act of its own."""


def inside(handle, place):
    """Return a place moved into its window: Qt warns of mouse events that no screen would send."""
    size = handle.size()
    return QPoint(min(max(place.x(), 0), size.width() - 1), min(max(place.y(), 0), size.height() - 1))


def visible_in(widget):
    """Return the widgets in another that can be seen."""
    try:
        found = widget.findChildren(QWidget)
    except RuntimeError:
        # A popup of Qt's own dialog for files has just gone, and Python has its name still.
        return []
    return [w for w in found if shiboken6.isValid(w) and w.isVisible()]


class RandomUser:
    """Does one item after another in a window, the same ones for the same seed.

    Attributes
    ----------
    say : Callable
        Told what is done next, so that the last word before a crash is known.
    """

    def __init__(self, host, seed, folder, say):
        self.host, self.folder, self.say = host, Path(folder), say
        self.rng = np.random.default_rng(seed)
        self.done = {}
        # Held until the next choice: PySide forgets a widget of Qt's own together with its parent's name.
        self.seen = []
        self.acts = [act for act, weight in (
            (self.command, 26), (self.key, 22), (self.text, 6), (self.click, 26), (self.drag, 10),
            (self.wheel, 6), (self.context_menu, 4), (self.hover, 6), (self.panel, 9), (self.float_panel, 4),
            (self.move_panel, 2), (self.only_panel, 2), (self.theme, 6), (self.presenter, 3),
            (self.resize, 5), (self.state, 2),
            (self.run, 12), (self.scrub, 6), (self.seek, 5), (self.example, 8), (self.lesson, 5),
            (self.lesson_step, 5), (self.select, 8), (self.example_of_batch, 3),
            (self.undo, 6), (self.redo, 4), (self.layers, 6), (self.zoom, 3), (self.stage, 3),
            (self.go_to, 4), (self.claim, 4), (self.often, 4),
            (self.drop, 4), (self.paste, 3), (self.setting, 4), (self.parameter, 4), (self.mode, 8),
            (self.derivation, 5), (self.predict, 5), (self.compare, 5), (self.write_lesson, 2),
            (self.chain, 3), (self.direction, 1),
            (self.save, 2), (self.reopen, 2), (self.focus, 3), (self.speed, 2), (self.reopen_window, 1),
        ) for _ in range(weight)]  # fmt: skip

    @property
    def window(self):
        return self.host.window

    @property
    def session(self):
        return self.window.session

    def choice(self, items):
        return items[int(self.rng.integers(len(items)))]

    def chance(self, share):
        return self.rng.random() < share

    def act(self):
        """Do something."""
        act = self.choice(self.acts)
        name = act.__name__
        self.done[name] = self.done.get(name, 0) + 1
        self.say(name)
        act()
        if self.session.position.iteration > FURTHEST or self.session.timeline.length > 2 * FURTHEST:
            self.session.pause()
            self.session.open(files.example("xor"), None, "xor")

    # -- keys and mouse ----------------------------------------------------------------------------

    def widgets(self):
        """Return what can be seen in some window of the application."""
        tops = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowHandle() is not None]
        top = self.choice(tops) if tops and self.chance(0.3) else self.window
        self.seen = visible_in(top)
        return self.seen or [self.window]

    def target(self):
        """Return a widget: the network, something in a panel, or anything."""
        if self.chance(0.3) and self.window.network.isVisible():
            return self.window.network
        shown = [p.view for p in self.window.panels.values() if p.view is not None and p.view.isVisible()]
        if shown and self.chance(0.7):
            view = self.choice(shown)
            self.seen = [view, *visible_in(view)]
            return self.choice(self.seen)
        return self.choice(self.widgets())

    def point_in(self, widget):
        size = widget.size().expandedTo(QSize(1, 1))
        return QPoint(int(self.rng.integers(size.width())), int(self.rng.integers(size.height())))

    def handle_and_point(self, widget, at):
        top = widget.window()
        handle = top.windowHandle() or self.window.windowHandle()
        return handle, inside(handle, widget.mapTo(top, at))

    def handle_button_point(self, widget):
        handle, place = self.handle_and_point(widget, self.point_in(widget))
        return handle, Qt.MouseButton.LeftButton, NONE, place

    def key(self):
        for _ in range(int(self.rng.integers(1, 5))):
            widget = QApplication.focusWidget() or self.window
            key, keys = self.choice(KEYS), self.choice(MODIFIERS)
            if key == Qt.Key.Key_Q and keys:
                continue
            self.say(f"key {key.name} {keys} {type(widget).__name__}")
            QTest.keyClick(widget, key, keys)

    def text(self):
        widget = QApplication.focusWidget() or self.window
        edits = [w for w in self.widgets() if isinstance(w, QLineEdit) and w.isEnabled()]
        if edits and self.chance(0.7):
            widget = self.choice(edits)
            widget.setFocus()
        text = self.choice(TEXTS)[:30]
        self.say(f"text {text!r} {type(widget).__name__}")
        for letter in text:
            widget = QApplication.focusWidget() or self.window
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, NONE, letter))
        if self.chance(0.7):
            widget = QApplication.focusWidget() or self.window
            QTest.keyClick(widget, self.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape]))

    def click(self):
        widget = self.target()
        at = self.point_in(widget)
        handle, place = self.handle_and_point(widget, at)
        button, keys = self.choice(BUTTONS), self.choice(MODIFIERS)
        self.say(f"click {type(widget).__name__} {at.toTuple()} {button.name}")
        if self.chance(0.15):
            QTest.mouseDClick(handle, button, keys, place)
        else:
            QTest.mouseClick(handle, button, keys, place)

    def drag(self):
        widget = self.target()
        handle, place = self.handle_and_point(widget, self.point_in(widget))
        button, keys = self.choice(BUTTONS), self.choice(MODIFIERS)
        self.say(f"drag {type(widget).__name__} {place.toTuple()} {button.name}")
        QTest.mousePress(handle, button, keys, place)
        for _ in range(int(self.rng.integers(1, 6))):
            place = inside(handle, place + QPoint(*(int(v) for v in self.rng.integers(-60, 61, size=2))))
            QTest.mouseMove(handle, place)
            if self.chance(0.1):
                self.interrupt()
            if not shiboken6.isValid(handle):
                # What floated was docked, or its window has closed.
                return
        QTest.mouseRelease(handle, button, keys, inside(handle, place))

    def interrupt(self):
        """Do something else while a button is held."""
        self.choice([self.key, self.seek, self.undo, self.theme, self.example, self.resize])()

    def hover(self):
        for _ in range(int(self.rng.integers(1, 6))):
            widget = self.target()
            handle, place = self.handle_and_point(widget, self.point_in(widget))
            QTest.mouseMove(handle, place)

    def wheel(self):
        widget = self.target()
        at = QPointF(self.point_in(widget))
        turn = QPoint(0, 120 * int(self.rng.integers(-3, 4)))
        self.say(f"wheel {type(widget).__name__}")
        QApplication.sendEvent(widget, QWheelEvent(
            at, widget.mapToGlobal(at), QPoint(), turn, Qt.MouseButton.NoButton, self.choice(MODIFIERS),
            Qt.ScrollPhase.NoScrollPhase, False,
        ))  # fmt: skip

    def context_menu(self):
        widget = self.target()
        at = self.point_in(widget)
        reason = self.choice([QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
        self.say(f"context menu {type(widget).__name__}")
        QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))

    def focus(self):
        self.target().setFocus()

    # -- commands and panels -----------------------------------------------------------------------

    def command(self):
        names = [name for name in self.window.actions_by_name if name not in FROM_MENU]
        self.trigger(self.choice(names))

    def any_panel(self):
        return self.choice(list(self.window.panels.values()))

    def panel(self):
        panel = self.any_panel()
        self.say(f"panel {panel.objectName()}")
        if self.chance(0.3):
            panel.raise_()
        elif self.chance(0.2):
            self.window.panels.bring(panel.objectName())
        else:
            panel.toggleViewAction().trigger()

    def only_panel(self):
        """Hide every panel, or all but one."""
        keep = self.any_panel() if self.chance(0.7) else None
        for panel in self.window.panels.values():
            panel.setVisible(panel is keep)

    def float_panel(self):
        panel = self.any_panel()
        self.say(f"float {panel.objectName()}")
        panel.setFloating(not panel.isFloating())
        if panel.isFloating():
            panel.resize(*self.choice(SIZES))

    def move_panel(self):
        panel, areas = self.any_panel(), Qt.DockWidgetArea
        if self.chance(0.5):
            places = [areas.LeftDockWidgetArea, areas.RightDockWidgetArea, areas.BottomDockWidgetArea]
            self.window.addDockWidget(self.choice(places), panel)
        else:
            other = self.any_panel()
            if other is not panel and not other.isFloating() and not panel.isFloating():
                self.window.tabifyDockWidget(other, panel)

    def theme(self):
        self.window.appearance.set_theme(self.choice(["light", "dark", "system"]))

    def presenter(self):
        self.window.appearance.toggle_presenter()

    def zoom(self):
        self.window.appearance.zoom(self.choice([1, 1, -1, 0]))

    def stage(self):
        self.window.action("stage").trigger()

    def go_to(self):
        """Type where to go."""
        self.window.go_to()
        typed = self.choice(PLACES)
        self.say(f"go to {typed}")
        self.window.findChild(GoTo).field.setText(typed)
        QTest.keyClick(self.window.findChild(GoTo).field, Qt.Key.Key_Return)

    def often(self):
        """Do what opens windows of its own."""
        self.trigger(
            self.choice(["palette", "manual", "copy_picture", "run_until", "judge", "export_worksheet"])
        )

    def claim(self):
        """Have a claim judged, right or wrong or about layers there are not."""
        self.say("claim")
        self.window.judge_claim(*self.choice(CLAIMS))

    def derivation(self):
        """Paste a derivation, or do something with the one that is there."""
        if self.chance(0.5):
            QGuiApplication.clipboard().setText(self.choice(DERIVATIONS))
            self.trigger("derivation_paste")
        else:
            self.trigger(self.choice(["derivation", "derivation_first_wrong", "derivation_export"]))
        self.host.wait(int(self.rng.integers(1, 300)))

    def predict(self):
        """Hide results, guess, reveal."""
        for _ in range(int(self.rng.integers(1, 6))):
            self.trigger(self.choice(PREDICTING))
            if self.chance(0.3):
                QTest.keyClicks(QApplication.focusWidget() or self.window, self.choice(WORDS[:3]))
                QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key.Key_Return)

    def compare(self):
        """Pin a run, train another beside it, or many."""
        for _ in range(int(self.rng.integers(1, 4))):
            self.trigger(self.choice(COMPARING))
            self.host.wait(int(self.rng.integers(1, 40)))

    def write_lesson(self):
        self.trigger(self.choice(["lesson_write", "lesson_open", "change_shortcuts", "settings"]))

    def chain(self):
        """Show the chain back to a weight."""
        self.session.select(self.item())
        self.trigger("chain")

    def direction(self):
        """Mirror the window, as a language that runs from right to left does."""
        directions = Qt.LayoutDirection
        application = QApplication.instance()
        left = application.layoutDirection() == directions.LeftToRight
        application.setLayoutDirection(directions.RightToLeft if left else directions.LeftToRight)

    def trigger(self, name):
        self.say(f"command {name}")
        self.window.action(name).trigger()

    def resize(self):
        size = self.choice(SIZES)
        self.say(f"resize {size}")
        self.window.resize(*size)

    def state(self):
        states = Qt.WindowState
        self.choice([
            lambda: self.window.setWindowState(states.WindowMinimized),
            lambda: self.window.setWindowState(states.WindowMaximized),
            lambda: (self.window.hide(), self.window.show()),
        ])()  # fmt: skip
        if self.chance(0.8):
            self.window.showNormal()
            self.window.activateWindow()

    def mode(self):
        """Choose how a chart shows items, seen or not."""
        charts = self.window.charts
        if not list(charts.items()):
            return
        key = self.choice(["loss", "gradients", "activations", "surface", "values"])
        view = charts[key]
        self.say(f"mode {key}")
        if key == "values":
            name = self.choice(["X", "W1", "b1", "a1", "W2", "dW2", "z2", "C", "a3", "W4", ""])
            with contextlib.suppress(ValueError):
                view.choose(name)
            if view.matrix.rowCount():
                row, column = view.matrix.rowCount() - 1, view.matrix.columnCount() - 1
                view.table.setCurrentIndex(view.matrix.index(row, column))
        elif view.controls:
            self.choice(view.controls).go_on()

    # -- time --------------------------------------------------------------------------------------

    def run(self):
        self.session.runner.set_speed(float(self.choice(SPEEDS)))
        self.session.toggle_run()
        self.host.wait(int(self.rng.integers(1, 60)))
        if self.chance(0.6):
            self.session.pause()

    def speed(self):
        self.window.change_speed(self.choice([1, -1]))

    def seek(self):
        length = self.session.timeline.length
        iteration = int(self.rng.integers(0, length + 4))
        self.session.seek(Position(iteration, int(self.rng.integers(len(self.session.frame.operations) + 1))))

    def scrub(self):
        scrubber = self.window.strip.scrubber
        if not scrubber.isVisible():
            return
        handle, place = self.handle_and_point(scrubber, self.point_in(scrubber))
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, NONE, place)
        for _ in range(int(self.rng.integers(1, 6))):
            place.setX(int(self.rng.integers(max(handle.width(), 1))))
            QTest.mouseMove(handle, place)
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, NONE, inside(handle, place))

    # -- what is open ------------------------------------------------------------------------------

    def example(self):
        name = self.choice(list(files.examples()))
        self.say(f"example {name}")
        if self.chance(0.5):
            self.session.open_example(name)
        else:
            self.window.documents.open_example(name)

    def lesson(self):
        from nnviz.core.lessons.catalogue import catalogue

        name = self.choice(catalogue()).name
        self.say(f"lesson {name}")
        self.window.lessons.open(name)

    def lesson_step(self):
        lab = self.session.lesson_session
        self.choice([lab.next, lab.next, lab.back, lab.restore_step, lab.close])()

    def drop(self):
        path = self.choice(self.host.droppable)
        self.say(f"drop {path.name}")
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE)
        QApplication.sendEvent(self.window, event)

    def paste(self):
        QGuiApplication.clipboard().setText(self.choice(TEXTS))
        self.window.action(self.choice(["paste_data", "paste_matrix", "copy_matrix"])).trigger()

    def save(self):
        path = self.folder / f"saved{int(self.rng.integers(3))}{files.SUFFIX}"
        self.session.save(path)
        self.host.check_file(path)

    def reopen(self):
        path = self.folder / f"saved{int(self.rng.integers(3))}{files.SUFFIX}"
        if path.exists():
            self.session.open_file(path)

    def reopen_window(self):
        """Close the window, and open another where it closes."""
        self.host.reopen()

    # -- items and numbers ------------------------------------------------------------------------

    def item(self):
        e = self.session.experiment
        kind = self.choice(["unit", "weight", "bias", "loss", "unit"])
        layer = int(self.rng.integers(1, len(e.layers) + 1))
        unit = int(self.rng.integers(e.widths[layer]))
        source = int(self.rng.integers(e.widths[layer - 1])) if kind == "weight" else None
        selection = Selection(kind, layer, unit, source) if kind != "loss" else Selection("loss")
        return selection if selection.exists(e) else None

    def select(self):
        selection = self.item()
        self.choice([self.session.select, self.session.select, self.session.hover])(selection)

    def example_of_batch(self):
        self.session.set_example(int(self.rng.integers(30)))

    def layers(self):
        """Replace a hidden layer by one of another kind, or put one in."""
        e = self.session.experiment
        layers = list(e.layers)
        at = int(self.rng.integers(len(layers)))
        new = LayerSpec(**self.choice(LAYERS))
        if self.chance(0.5) and len(layers) < 8:
            layers.insert(at, new)
        else:
            layers[at] = new
        with contextlib.suppress(ExperimentError):
            changed = e.replace(layers=tuple(layers), changes=())
            self.session.apply(Edit("Layers", changed, self.choice(["start", "network"])))

    def undo(self):
        for _ in range(int(self.rng.integers(1, 5))):
            self.session.undo_stack.undo()

    def redo(self):
        for _ in range(int(self.rng.integers(1, 5))):
            self.session.undo_stack.redo()

    def setting(self):
        name = self.choice(["learning_rate", "l1", "l2"])
        values = [1.0 if name == "learning_rate" else 0.0, 0.001, 0.1, 30.0]
        self.session.apply(setting_edit(name, float(self.choice(values))))

    def parameter(self):
        selection = self.item()
        if selection is not None and selection.kind in ("weight", "bias"):
            with contextlib.suppress(ExperimentError):
                self.session.apply(parameter_edit(selection, float(self.rng.normal())))

    # -- dialogs and popups ------------------------------------------------------------------------

    def answer(self, dialog, tries):
        """Do something in a dialog or a popup, and close it in the end."""
        if tries > 5:
            self.close_dialog(dialog)
            return
        self.say(f"answer {type(dialog).__name__}")
        inner = [w for w in visible_in(dialog) if w.isEnabled()]
        if isinstance(dialog, QFileDialog) and self.chance(0.5):
            names = [self.folder / "typed", self.folder / f"saved0{files.SUFFIX}", *self.host.droppable]
            dialog.selectFile(str(self.choice(names)))
            dialog.accept() if self.chance(0.8) else dialog.reject()
        elif self.chance(0.3) and isinstance(widget := QApplication.focusWidget(), QLineEdit):
            QTest.keyClicks(widget, self.choice(WORDS))
            QTest.keyClick(widget, self.choice([Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Tab]))
        elif self.chance(0.5) and inner:
            widget = self.choice(inner)
            if isinstance(widget, QAbstractButton):
                widget.click()
            else:
                QTest.mouseClick(*self.handle_button_point(widget))
        else:
            widget = QApplication.focusWidget() or dialog
            QTest.keyClick(widget, self.choice(KEYS), self.choice(MODIFIERS[:6]))

    @staticmethod
    def close_dialog(dialog):
        """Close a dialog or a popup."""
        if isinstance(dialog, QDialog):
            dialog.reject()
        else:
            dialog.close()
