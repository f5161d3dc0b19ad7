"""A window in the hands of a test: press, type, pick, judge, look."""

from __future__ import annotations

import difflib
import time
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from nnviz import app, theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.judge.verdict import Verdict
from nnviz.core.lessons.catalogue import built_in
from nnviz.core.network.operation import Operation
from nnviz.session import Session
from nnviz.testing.dialogs import Dialogs
from nnviz.views.control_names import controls, name_controls
from nnviz.views.main_window import MainWindow

_PARTS = ("network", "header", "strip")
"""Parts of the window that `control` finds by their names."""
_QUIET = 3
"""Rounds of the event loop without anything to do after which a window is idle."""


class Window:
    """A window for one test.

    Attributes
    ----------
    window
        The main window, a QMainWindow.
    session
        What it shows: experiment, frame, undo.
    messages
        Sentences it has told the user.
    dialogs
        Texts of the dialogs that would have been shown.
    """

    def __init__(
        self,
        dialogs: Dialogs,
        folder: Path,
        example: str | None,
        experiment: Experiment | None,
        size: tuple[int, int],
        look: str,
    ) -> None:
        if example is not None and experiment is not None:
            raise ValueError("example: give either an example or an experiment")
        self.dialogs, self.messages = dialogs.shown, list[str]()
        theme.manager().apply(app.application(), look, 1.0)
        settings = QSettings(str(folder / "nnviz.ini"), QSettings.Format.IniFormat)
        name = example or ("" if experiment is not None else "xor")
        self.session = Session(files.example(name) if experiment is None else experiment)
        self.session.name = name
        self.session.message.connect(self.messages.append)
        self.window = MainWindow(self.session, settings)
        self.window.network.set_animated(False)
        self.window.resize(*size)
        self.window.show()
        self.wait_idle()

    # -- looking -----------------------------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """The experiment as it would be saved."""
        return self.session.experiment

    @property
    def position(self) -> tuple[int, int]:
        """Iteration, from 0, and how many of its operations have run."""
        return self.session.position.iteration, self.session.position.operation

    @property
    def operation(self) -> Operation | None:
        """The operation that has run last: `symbol`, `title`, `equation`, `why`, `reads`, `writes`.

        None before the first.
        """
        return self.session.frame.operation

    def value(self, name: str) -> NDArray[np.float64]:
        """Return a value at the current position, such as ``dW2`` (units, inputs) or ``a1`` (units, batch).

        Fails if the value is not computed yet at this position.
        """
        __tracebackhide__ = True
        values = self.session.frame.values
        if name not in values:
            self._fail(f"{name} is not known {self._not_known(name)}; known are {', '.join(values)}")
        return values[name].copy()

    def picture(self, name: str | None = None) -> QImage:
        """Return a picture of the window, or of the part of it with an object name."""
        widget = self.window if name is None else self.control(name)
        self.wait_idle()
        return widget.grab().toImage()

    def controls(self) -> dict[str, QWidget]:
        """Return everything that can be pressed, chosen in or typed into, by its object name."""
        name_controls(self.window)
        return {widget.objectName(): widget for widget in controls(self.window)}

    def control(self, name: str) -> QWidget:
        """Return the widget with an object name, such as ``judge.entry.claim``.

        Panels have names, too, such as ``judge`` or ``loss``; so have ``network``, ``header`` and ``strip``.
        """
        __tracebackhide__ = True
        name_controls(self.window)
        found = getattr(self.window, name, None) if name in _PARTS else None
        found = found or self.window.findChild(QWidget, name)
        if not isinstance(found, QWidget):
            close = [one for one in self.controls() if name.partition(".")[0] in one]
            self._fail(f"no control is called {name!r}; there are {', '.join(close or self.controls())}")
        return found

    # -- doing -------------------------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Press a button or give a command, by its text as on screen or by its object name.

        Fails if there is none, or if it is disabled.
        """
        __tracebackhide__ = True
        found = self._action(name) or self._button(name)
        if found is None:
            self._fail(f"nothing to press is called {name!r}{self._alike(name)}")
        if not found.isEnabled():
            self._fail(f"{name!r} is disabled now")
        if isinstance(found, QAction):
            found.trigger()
        else:
            found.click()
        self._turn()

    def set_control(self, name: str, value: str | float | bool) -> None:
        """Type into a field, choose in a list, check a box or move a slider, by its object name.

        An entry of a list is named as on screen. Fails if there is no such control or no such entry.
        """
        __tracebackhide__ = True
        control = self.control(name)
        if not control.isEnabled():
            self._fail(f"{name!r} is disabled now")
        if isinstance(control, QComboBox):
            entries = [control.itemText(i) for i in range(control.count())]
            shown = ", ".join(filter(None, entries))
            place = next((i for i, entry in enumerate(entries) if _same(entry, str(value))), None)
            if place is None:
                self._fail(f"{name!r} has no entry {str(value)!r}; there are {shown}")
            control.setCurrentIndex(place)
            control.activated.emit(place)
        elif isinstance(control, QLineEdit):
            control.selectAll()
            QTest.keyClicks(control, f"{value:.17g}" if isinstance(value, float) else str(value))
            QTest.keyClick(control, Qt.Key.Key_Return)
        elif isinstance(control, QPlainTextEdit | QTextEdit):
            control.setPlainText(str(value))
        elif isinstance(control, QAbstractSlider):
            control.setValue(int(value))
        elif isinstance(control, QAbstractButton) and control.isCheckable():
            if control.isChecked() != bool(value):
                control.click()
        else:
            self._fail(f"{name!r} takes no value; press it instead")
        self._turn()

    def set_value(self, name: str, row: int, column: int, value: float) -> None:
        """Set one number, as if it were typed: ``W1``, ``b1``, ``X`` or ``Y``; rows and columns from 0.

        Fails if the window refuses.
        """
        __tracebackhide__ = True
        before = len(self.messages)
        if not self.session.number_editing.set(name, row, column, value):
            why = " ".join(self.messages[before:]) or "it cannot be set"
            self._fail(f"{name}[{row}, {column}]: {why}")
        self._turn()

    def select(self, what: str) -> None:
        """Select one item of the network, counted from 1: ``W2[1,3]``, ``b1[2]``, ``a1[2]``, ``X[1]``."""
        __tracebackhide__ = True
        selection = Selection.read(what.strip(), self.experiment)
        if selection is None:
            self._fail(
                f"the network has no {what!r}; select W2[1,3] (to unit 1 from unit 3), b1[2], a1[2], X[1]"
            )
        self.session.select(selection)
        self._turn()

    def judge(self, target: str, claim: str) -> Verdict:
        """Judge a claim in the Judge panel and return the verdict."""
        found: list[Verdict] = []
        self.window.complete()
        self.window.judge.judged.connect(found.append)
        try:
            self.window.judge_claim(target, claim)
        finally:
            self.window.judge.judged.disconnect(found.append)
        self._turn()
        if not found:
            self._fail(f"the claim about {target!r} was not judged")
        return found[-1]

    def go_to(self, iteration: int, operation: int = 0) -> None:
        """Go to the position at which `operation` operations of `iteration` have run."""
        self.session.seek(Position(iteration, operation))
        self._turn()

    def run(self, iterations: int, timeout: float = 60.0) -> None:
        """Train on by a number of iterations and wait until it is done.

        Fails after `timeout` seconds, or where a breakpoint stops the run before.
        """
        __tracebackhide__ = True
        target = self.position[0] + iterations
        self.session.breakpoints.run_until(Breakpoint(event="iteration", value=target))
        self.wait_idle(timeout)
        if self.position[0] < target:
            why = " ".join(self.messages[-1:])
            self._fail(f"the run stopped at iteration {self.position[0]}, not {target}: {why}")

    def open_lesson(self, name: str) -> None:
        """Open a built-in lesson, such as ``one-neuron``; `nnviz.ExperimentError` if there is none."""
        self.session.lesson_session.open(built_in(name))
        self._turn()

    def undo(self) -> None:
        """Take the last edit back."""
        self.session.undo_stack.undo()
        self._turn()

    def wait_idle(self, timeout: float = 20.0) -> None:
        """Wait until a run has ended and everything that is visible has been drawn.

        Fails after `timeout` seconds.
        """
        __tracebackhide__ = True
        end, quiet = time.monotonic() + timeout, 0
        while quiet < _QUIET:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            busy = not self.window.completed or self.session.running
            quiet = 0 if busy else quiet + 1
            if time.monotonic() > end:
                running = "a run goes on; train with run(200), which ends"
                why = running if self.session.running else "the window is not complete"
                self._fail(f"the window is not idle after {timeout:g} s: {why}")
        self.window.refresh_scheduler.refresh()
        self.window.explain.checker.finish()
        QCoreApplication.processEvents()

    def close(self) -> None:
        """Close the window without a question, whatever was edited."""
        self.session.pause()
        # Emptied, too: collected as garbage together with its commands, a stack may delete them twice.
        self.session.undo_stack.clear()
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()

    # -- inside ------------------------------------------------------------------------------------

    def _turn(self) -> None:
        for _ in range(2):
            QApplication.processEvents()

    def _not_known(self, name: str) -> str:
        """Return where the window is, and where a value is computed."""
        iteration, operation = self.position
        operations = self.session.frame.operations
        number = next((k for k, op in enumerate(operations, 1) if name in op.writes), None)
        if number is None:
            return f"at {iteration}.{operation}, and no operation computes it"
        return f"at {iteration}.{operation}: go_to({iteration}, {number}) is where it is computed"

    def _alike(self, name: str) -> str:
        """Return what can be pressed and is called nearly so."""
        buttons = [one for one in self.window.findChildren(QAbstractButton) if one.objectName()[:3] != "qt_"]
        names = {one.objectName() for one in buttons} | {one.text() for one in buttons}
        for key, action in self.window.actions_by_name.items():
            names |= {key, action.text().replace("&", "").rstrip("…")}
        close = difflib.get_close_matches(name, filter(None, names), 5, 0.5)
        return f"; close are {', '.join(map(repr, close))}" if close else ""

    def _action(self, name: str) -> QAction | None:
        actions = self.window.actions_by_name
        if name in actions:
            return actions[name]
        return next((action for action in actions.values() if _same(action.text(), name)), None)

    def _button(self, name: str) -> QAbstractButton | None:
        name_controls(self.window)
        buttons = [one for one in self.window.findChildren(QAbstractButton) if one.objectName()[:3] != "qt_"]
        exact = [one for one in buttons if one.objectName() == name]
        named = [one for one in buttons if _same(one.text(), name) or _same(one.accessibleName(), name)]
        # Of several with one text the one that can be seen is meant.
        named.sort(key=lambda one: not one.isVisible())
        return next(iter(exact + named), None)

    def _fail(self, message: str) -> NoReturn:
        __tracebackhide__ = True
        raise AssertionError(message)


def _same(text: str, name: str) -> bool:
    plain = text.replace("&", "").rstrip("…").strip()
    return bool(plain) and plain.casefold() == name.replace("&", "").rstrip("…").strip().casefold()
