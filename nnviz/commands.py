"""Everything a user can command, one row each; menu, shortcut, button and cheat sheet come from the row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication

from nnviz.core import edits
from nnviz.core.navigation import GRANULARITIES
from nnviz.core.record import ExperimentError
from nnviz.session import Session


def _(text: str) -> str:
    """Mark a text for translation (context "actions"); it is translated where it is shown."""
    return text


MENUS = (
    _("File"),
    _("Edit"),
    _("Run"),
    _("Step"),
    _("Build"),
    _("View"),
    _("Help"),
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


# fmt: off  (a row is a row)
COMMANDS: tuple[Command, ...] = (
    Command(
        "new", "File", _("New"), lambda w: w.new(), ("Ctrl+N",), _("Start with a small network on XOR"),
        icon="new"
    ),
    Command("open", "File", _("Open…"), lambda w: w.open(), ("Ctrl+O",), icon="open"),
    Command("save", "File", _("Save"), lambda w: w.save(), ("Ctrl+S",), group=1, icon="save"),
    Command("save_as", "File", _("Save as…"), lambda w: w.save_as(), ("Ctrl+Shift+S",), group=1),
    Command(
        "save_picture", "File", _("Save picture of the window…"), lambda w: w.save_picture(),
        ("Ctrl+Shift+E",), group=2, icon="camera"
    ),
    Command("quit", "File", _("Quit"), lambda w: w.close(), ("Ctrl+Q",), group=3),
    Command("undo", "Edit", _("Undo"), _undo, ("Ctrl+Z",), icon="undo"),
    Command("redo", "Edit", _("Redo"), _redo, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"),
    Command(
        "edit_picked", "Edit", _("Edit the picked number"), lambda w: w.edit_picked(), ("F2",),
        _("Type a new value for the picked weight or bias"), group=1
    ),
    Command(
        "run", "Run", _("Run"), lambda w: w.session.toggle_run(), ("Ctrl+Return", "F5", "R"),
        _("Train until paused"), icon="run"
    ),
    Command("slower", "Run", _("Slower"), lambda w: w.change_speed(-1), ("[",), group=1),
    Command("faster", "Run", _("Faster"), lambda w: w.change_speed(1), ("]",), group=1),
    Command(
        "start", "Run", _("Start"), lambda w: w.session.start(), ("Home",),
        _("Back to the start, before the first operation"), group=2, icon="start"
    ),
    Command(
        "latest", "Run", _("Latest"), lambda w: w.session.latest(), ("End",),
        _("To the furthest iteration that has been run"), group=2
    ),
    Command(
        "forward", "Step", _("Step"), _step(1), ("Right", "Space", "PgDown"), _("One step forward"),
        icon="step"
    ),
    Command(
        "back", "Step", _("Back"), _step(-1), ("Left", "Backspace", "PgUp"),
        _("One step back, exact to the bit"), icon="back"
    ),
    Command("layer_forward", "Step", _("Layer forward"), _step(1, "layer"), ("Shift+Right",), group=1),
    Command("layer_back", "Step", _("Layer back"), _step(-1, "layer"), ("Shift+Left",), group=1),
    Command("phase_forward", "Step", _("Phase forward"), _step(1, "phase"), ("Alt+Right",), group=1),
    Command("phase_back", "Step", _("Phase back"), _step(-1, "phase"), ("Alt+Left",), group=1),
    Command("iteration_forward", "Step", _("Iteration forward"), _step(1, "iteration"), ("Down",), group=1),
    Command("iteration_back", "Step", _("Iteration back"), _step(-1, "iteration"), ("Up",), group=1),
    Command("epoch_forward", "Step", _("Epoch forward"), _step(1, "epoch"), ("Shift+Down",), group=1),
    Command("epoch_back", "Step", _("Epoch back"), _step(-1, "epoch"), ("Shift+Up",), group=1),
    *(
        Command(f"by_{name}", "Step", text, _granularity(name), (str(i),), group=2, checkable=True)
        for i, (name, text) in enumerate(
            zip(
                GRANULARITIES,
                (
                    _("Step by operation"),
                    _("Step by layer"),
                    _("Step by phase"),
                    _("Step by iteration"),
                    _("Step by epoch"),
                ),
                strict=True,
            ),
            1,
        )
    ),
    Command("next_example", "Step", _("Next example of the batch"), _example(1), (".",), group=3),
    Command("previous_example", "Step", _("Previous example of the batch"), _example(-1), (",",), group=3),
    Command(
        "add_layer", "Build", _("Add a layer"), _add_layer, ("Ctrl+L",),
        _("A hidden layer before the last one"), icon="plus"
    ),
    Command(
        "remove_layer", "Build", _("Remove a layer"), _remove_layer, ("Ctrl+Shift+L",),
        _("The hidden layer before the last one"), icon="minus"
    ),
    Command(
        "redraw_weights", "Build", _("Draw the weights anew"), _redraw("weights",
        _("Draw the weights anew")), ("Ctrl+R",), _("Another seed for the weights; the data stay"),
        group=1, icon="dice"
    ),
    Command(
        "redraw_data", "Build", _("Draw the data anew"), _redraw("data", _("Draw the data anew")),
        ("Ctrl+Shift+R",), _("Another seed for the data; the weights stay"), group=1
    ),
    Command(
        "quantity", "View", _("Weights or gradients"), lambda w: w.toggle_quantity(), ("G",),
        _("What the edges of the network show")
    ),
    Command("light", "View", _("Light"), lambda w: w.set_theme("light"), group=2, checkable=True),
    Command("dark", "View", _("Dark"), lambda w: w.set_theme("dark"), group=2, checkable=True),
    Command(
        "system", "View", _("Like the desktop"), lambda w: w.set_theme("system"), group=2, checkable=True
    ),
    Command(
        "presenter", "View", _("Presenter size"), lambda w: w.toggle_presenter(), ("Ctrl+Shift+P",),
        _("Everything half as large again, for a projector"), group=3, checkable=True
    ),
    Command(
        "animation", "View", _("Show movement"), lambda w: w.toggle_animation(), ("Ctrl+M",),
        _("Pulses along the edges when stepping"), group=3, checkable=True
    ),
    Command(
        "full_screen", "View", _("Full screen"), lambda w: w.toggle_full_screen(), ("F11",), group=3,
        checkable=True
    ),
    Command(
        "restore_layout", "View", _("Restore the layout"), lambda w: w.restore_layout(), ("Ctrl+0",),
        _("All panels back to their places"), group=4
    ),
    Command("cheat_sheet", "Help", _("Shortcuts"), lambda w: w.show_cheat_sheet(), ("F1", "?"), icon="help"),
    Command("about", "Help", _("About nnviz"), lambda w: w.show_about(), group=1),
)
# fmt: on
