"""The Build menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from nnviz.commands.command import Command, Run, _
from nnviz.core import edits
from nnviz.core.record import ExperimentError


def _add_layer(w: Any) -> None:
    e = w.session.experiment
    _edit(
        w,
        QCoreApplication.translate("actions", "Add layer"),
        lambda: edits.add_layer(e, edits.output_layer(e)),
    )


def _remove_layer(w: Any) -> None:
    e = w.session.experiment
    index = max(edits.output_layer(e) - 1, 0)
    _edit(w, QCoreApplication.translate("actions", "Remove layer"), lambda: edits.remove_layer(e, index))


def _redraw(kind: str, text: str) -> Run:
    def run(w: Any) -> None:
        e = w.session.experiment
        change = edits.redraw_weights if kind == "weights" else edits.redraw_data
        _edit(w, QCoreApplication.translate("actions", text), lambda: change(e))

    return run


def _edit(w: Any, text: str, make: Callable[[], Any]) -> None:
    try:
        w.session.edit(text, make())
    except ExperimentError as error:
        w.session.message.emit(str(error))


# fmt: off  (a row is a row)
BUILD: tuple[Command, ...] = (
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
)
# fmt: on
