"""Everything a user can command, one row each: menu, shortcut, button, tooltip and cheat sheet come from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from nnviz.core import edits
from nnviz.core.navigation import GRANULARITIES
from nnviz.core.record import ExperimentError
from nnviz.session import Session

MENUS = (
    QT_TRANSLATE_NOOP("actions", "File"),
    QT_TRANSLATE_NOOP("actions", "Edit"),
    QT_TRANSLATE_NOOP("actions", "Run"),
    QT_TRANSLATE_NOOP("actions", "Step"),
    QT_TRANSLATE_NOOP("actions", "Build"),
    QT_TRANSLATE_NOOP("actions", "View"),
    QT_TRANSLATE_NOOP("actions", "Help"),
)


class Commanded(Protocol):
    """What commands act on: the window."""

    session: Session

    def new(self) -> None:
        """Start anew."""

    def open(self) -> None:
        """Choose a file and open it."""

    def save(self) -> None:
        """Save."""

    def save_as(self) -> None:
        """Save under another name."""

    def save_picture(self) -> None:
        """Save the window as a picture."""

    def close(self) -> bool:
        """Close the window."""

    def edit_picked(self) -> None:
        """Type a new value for the picked number."""

    def change_speed(self, direction: int) -> None:
        """Run faster or slower."""

    def toggle_quantity(self) -> None:
        """Show weights or gradients."""

    def set_theme(self, name: str) -> None:
        """Choose the theme."""

    def toggle_presenter(self) -> None:
        """Switch presenter size."""

    def toggle_animation(self) -> None:
        """Switch movement."""

    def toggle_full_screen(self) -> None:
        """Switch full screen."""

    def restore_layout(self) -> None:
        """Put the panels back."""

    def show_cheat_sheet(self) -> None:
        """Show all shortcuts."""

    def show_about(self) -> None:
        """Say what this is."""


Run = Callable[[Any], None]


@dataclass(frozen=True)
class Command:
    """A row: what it is called, where it stands, which keys do it and what it does with the window.

    ``keys`` are portable key sequences; the first is shown in the menu. A row starts a new group of its
    menu where `group` differs from the row before.
    """

    name: str
    menu: str
    text: str
    run: Run
    keys: tuple[str, ...] = ()
    tip: str = ""
    group: int = 0
    checkable: bool = False
    icon: str = ""


def _step(direction: int, granularity: str | None = None) -> Run:
    return lambda w: w.session.step(direction, granularity)


def _granularity(name: str) -> Run:
    return lambda w: w.session.set_granularity(name)


def _undo(w: Commanded) -> None:
    w.session.undo_stack.undo()


def _redo(w: Commanded) -> None:
    w.session.undo_stack.redo()


def _add_layer(w: Commanded) -> None:
    e = w.session.experiment
    _edit(
        w,
        QCoreApplication.translate("actions", "Add layer"),
        lambda: edits.add_layer(e, edits.output_layer(e)),
    )


def _remove_layer(w: Commanded) -> None:
    e = w.session.experiment
    index = max(edits.output_layer(e) - 1, 0)
    _edit(w, QCoreApplication.translate("actions", "Remove layer"), lambda: edits.remove_layer(e, index))


def _redraw(kind: str, text: str) -> Run:
    def run(w: Commanded) -> None:
        e = w.session.experiment
        change = edits.redraw_weights if kind == "weights" else edits.redraw_data
        _edit(w, QCoreApplication.translate("actions", text), lambda: change(e))

    return run


def _edit(w: Commanded, text: str, make: Callable[[], Any]) -> None:
    try:
        w.session.edit(text, make())
    except ExperimentError as error:
        w.session.message.emit(str(error))


def _example(offset: int) -> Run:
    return lambda w: w.session.set_example(w.session.example + offset)


_T = QT_TRANSLATE_NOOP
COMMANDS: tuple[Command, ...] = (
    Command(
        "new",
        "File",
        _T("actions", "New"),
        lambda w: w.new(),
        ("Ctrl+N",),
        _T("actions", "Start with a small network on XOR"),
        icon="new",
    ),
    Command("open", "File", _T("actions", "Open…"), lambda w: w.open(), ("Ctrl+O",), icon="open"),
    Command("save", "File", _T("actions", "Save"), lambda w: w.save(), ("Ctrl+S",), group=1, icon="save"),
    Command("save_as", "File", _T("actions", "Save as…"), lambda w: w.save_as(), ("Ctrl+Shift+S",), group=1),
    Command(
        "save_picture",
        "File",
        _T("actions", "Save picture of the window…"),
        lambda w: w.save_picture(),
        ("Ctrl+Shift+E",),
        group=2,
        icon="camera",
    ),
    Command("quit", "File", _T("actions", "Quit"), lambda w: w.close(), ("Ctrl+Q",), group=3),
    Command("undo", "Edit", _T("actions", "Undo"), _undo, ("Ctrl+Z",), icon="undo"),
    Command("redo", "Edit", _T("actions", "Redo"), _redo, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Command(
        "edit_picked",
        "Edit",
        _T("actions", "Edit the picked number"),
        lambda w: w.edit_picked(),
        ("F2",),
        _T("actions", "Type a new value for the picked weight or bias"),
        group=1,
    ),
    Command(
        "run",
        "Run",
        _T("actions", "Run"),
        lambda w: w.session.toggle_run(),
        ("Ctrl+Return", "F5", "R"),
        _T("actions", "Train until paused"),
        icon="run",
    ),
    Command("slower", "Run", _T("actions", "Slower"), lambda w: w.change_speed(-1), ("[",), group=1),
    Command("faster", "Run", _T("actions", "Faster"), lambda w: w.change_speed(1), ("]",), group=1),
    Command(
        "start",
        "Run",
        _T("actions", "Start"),
        lambda w: w.session.start(),
        ("Home",),
        _T("actions", "Back to the start, before the first operation"),
        group=2,
        icon="start",
    ),
    Command(
        "latest",
        "Run",
        _T("actions", "Latest"),
        lambda w: w.session.latest(),
        ("End",),
        _T("actions", "To the furthest iteration that has been run"),
        group=2,
    ),
    Command(
        "forward",
        "Step",
        _T("actions", "Step"),
        _step(1),
        ("Right", "Space", "PgDown"),
        _T("actions", "One step forward"),
        icon="step",
    ),
    Command(
        "back",
        "Step",
        _T("actions", "Back"),
        _step(-1),
        ("Left", "Backspace", "PgUp"),
        _T("actions", "One step back, exact to the bit"),
        icon="back",
    ),
    Command(
        "layer_forward", "Step", _T("actions", "Layer forward"), _step(1, "layer"), ("Shift+Right",), group=1
    ),
    Command("layer_back", "Step", _T("actions", "Layer back"), _step(-1, "layer"), ("Shift+Left",), group=1),
    Command(
        "phase_forward", "Step", _T("actions", "Phase forward"), _step(1, "phase"), ("Alt+Right",), group=1
    ),
    Command("phase_back", "Step", _T("actions", "Phase back"), _step(-1, "phase"), ("Alt+Left",), group=1),
    Command(
        "iteration_forward",
        "Step",
        _T("actions", "Iteration forward"),
        _step(1, "iteration"),
        ("Down",),
        group=1,
    ),
    Command(
        "iteration_back", "Step", _T("actions", "Iteration back"), _step(-1, "iteration"), ("Up",), group=1
    ),
    Command(
        "epoch_forward", "Step", _T("actions", "Epoch forward"), _step(1, "epoch"), ("Shift+Down",), group=1
    ),
    Command("epoch_back", "Step", _T("actions", "Epoch back"), _step(-1, "epoch"), ("Shift+Up",), group=1),
    *(
        Command(f"by_{name}", "Step", text, _granularity(name), (str(i),), group=2, checkable=True)
        for i, (name, text) in enumerate(
            zip(
                GRANULARITIES,
                (
                    _T("actions", "Step by operation"),
                    _T("actions", "Step by layer"),
                    _T("actions", "Step by phase"),
                    _T("actions", "Step by iteration"),
                    _T("actions", "Step by epoch"),
                ),
                strict=True,
            ),
            1,
        )
    ),
    Command("next_example", "Step", _T("actions", "Next example of the batch"), _example(1), (".",), group=3),
    Command(
        "previous_example",
        "Step",
        _T("actions", "Previous example of the batch"),
        _example(-1),
        (",",),
        group=3,
    ),
    Command(
        "add_layer",
        "Build",
        _T("actions", "Add a layer"),
        _add_layer,
        ("Ctrl+L",),
        _T("actions", "A hidden layer before the last one"),
        icon="plus",
    ),
    Command(
        "remove_layer",
        "Build",
        _T("actions", "Remove a layer"),
        _remove_layer,
        ("Ctrl+Shift+L",),
        _T("actions", "The hidden layer before the last one"),
        icon="minus",
    ),
    Command(
        "redraw_weights",
        "Build",
        _T("actions", "Draw the weights anew"),
        _redraw("weights", _T("actions", "Draw the weights anew")),
        ("Ctrl+R",),
        _T("actions", "Another seed for the weights; the data stay"),
        group=1,
        icon="dice",
    ),
    Command(
        "redraw_data",
        "Build",
        _T("actions", "Draw the data anew"),
        _redraw("data", _T("actions", "Draw the data anew")),
        ("Ctrl+Shift+R",),
        _T("actions", "Another seed for the data; the weights stay"),
        group=1,
    ),
    Command(
        "quantity",
        "View",
        _T("actions", "Weights or gradients"),
        lambda w: w.toggle_quantity(),
        ("G",),
        _T("actions", "What the edges of the network show"),
    ),
    Command("light", "View", _T("actions", "Light"), lambda w: w.set_theme("light"), group=2, checkable=True),
    Command("dark", "View", _T("actions", "Dark"), lambda w: w.set_theme("dark"), group=2, checkable=True),
    Command(
        "system",
        "View",
        _T("actions", "Like the desktop"),
        lambda w: w.set_theme("system"),
        group=2,
        checkable=True,
    ),
    Command(
        "presenter",
        "View",
        _T("actions", "Presenter size"),
        lambda w: w.toggle_presenter(),
        ("Ctrl+Shift+P",),
        _T("actions", "Everything half as large again, for a projector"),
        group=3,
        checkable=True,
    ),
    Command(
        "animation",
        "View",
        _T("actions", "Show movement"),
        lambda w: w.toggle_animation(),
        ("Ctrl+M",),
        _T("actions", "Pulses along the edges when stepping"),
        group=3,
        checkable=True,
    ),
    Command(
        "full_screen",
        "View",
        _T("actions", "Full screen"),
        lambda w: w.toggle_full_screen(),
        ("F11",),
        group=3,
        checkable=True,
    ),
    Command(
        "restore_layout",
        "View",
        _T("actions", "Restore the layout"),
        lambda w: w.restore_layout(),
        ("Ctrl+0",),
        _T("actions", "All panels back to their places"),
        group=4,
    ),
    Command(
        "cheat_sheet",
        "Help",
        _T("actions", "Shortcuts"),
        lambda w: w.show_cheat_sheet(),
        ("F1", "?"),
        icon="help",
    ),
    Command("about", "Help", _T("actions", "About nnviz"), lambda w: w.show_about(), group=1),
)


def translated(text: str) -> str:
    """Return a text of the table in the user's language."""
    return QCoreApplication.translate("actions", text) if text else ""


def build(window: QWidget, commands: Sequence[Command] = COMMANDS) -> dict[str, QAction]:
    """Make the action of every command, alive in the whole window."""
    actions: dict[str, QAction] = {}
    for command in commands:
        action = QAction(translated(command.text), window)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(command.checkable)
        action.setToolTip(tooltip(command))
        action.setStatusTip(translated(command.tip))
        action.triggered.connect(_Caller(command.run, window))
        window.addAction(action)
        actions[command.name] = action
    return actions


def tooltip(command: Command) -> str:
    """Return what a button for `command` says: what it does and the key that does it."""
    words = translated(command.tip) or translated(command.text).rstrip("…")
    if not command.keys:
        return words
    return f"{words} ({key_text(command.keys[0])})"


def key_text(key: str) -> str:
    """Return a key sequence as people write it: arrows as arrows."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    for word, sign in (("Right", "→"), ("Left", "←"), ("Up", "↑"), ("Down", "↓")):
        if text == word or text.endswith(f"+{word}"):
            text = text.removesuffix(word) + sign
    return text


class _Caller:
    """Runs a command with the window, whatever Qt passes along."""

    def __init__(self, run: Run, window: QWidget) -> None:
        self._run, self._window = run, window

    def __call__(self, _checked: bool = False) -> None:
        self._run(self._window)
