"""The Build menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication

from nnviz.commands.command import Command, Run, _
from nnviz.core.experiment import edits
from nnviz.core.experiment.record import ExperimentError


def _add_layer(w: Any) -> None:
    """Insert a layer after that of what is picked, else before the output, and go there."""
    building = w.session.building
    after = building.target() if w.session.picked is not None else building.output - 1
    after = min(after, building.output - 1)
    if building.insert_layer(after):
        _go(w, after + 1)


def _remove_layer(w: Any) -> None:
    """Remove the layer of what is picked, else the last hidden one."""
    building = w.session.building
    layer = building.target()
    if layer is None or layer == building.output:
        layer = max(building.output - 1, 1)
    if building.remove_layer(layer):
        _go(w, min(layer, len(w.session.experiment.layers)))


def _add_unit(w: Any) -> None:
    if _layer(w) is not None:
        w.session.building.add_unit(_layer(w))


def _remove_unit(w: Any) -> None:
    if _layer(w) is not None:
        w.session.building.remove_unit(_layer(w))


def _remove_picked(w: Any) -> None:
    """Remove the picked unit, or set the picked number to zero."""
    pick = w.session.picked
    if pick is None or pick.kind == "loss":
        w.session.message.emit(_say("Pick a unit, a weight or a bias first: click it in the network."))
    elif pick.kind == "unit":
        w.session.building.remove_unit(pick.layer, pick.unit)
    else:
        w.network.building.set_to_zero(pick)


def _move(by: int) -> Run:
    def run(w: Any) -> None:
        layer = _layer(w)
        if layer is not None:
            w.session.building.move_layer(layer, layer + by)
            w.network.building.follow(w.session.picked)

    return run


def _type_units(w: Any) -> None:
    if _layer(w) is not None:
        w.network.building.type_units(_layer(w))


def _choose_activation(w: Any) -> None:
    if _layer(w) is not None:
        w.network.building.choose_activation(_layer(w))


def _layer(w: Any) -> int | None:
    """Return the layer that is meant; without one, say how to get one."""
    layer: int | None = w.session.building.target()
    if layer is None:
        w.session.message.emit(_say("There is no hidden layer yet; insert one first (Ins)."))
    return layer


def _go(w: Any, layer: int) -> None:
    w.session.building.pick_layer(layer)
    w.network.building.follow(w.session.picked)


def _say(text: str) -> str:
    return QCoreApplication.translate("actions", text)


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
        "add_layer", "Build", _("Insert a layer"), _add_layer, ("Ins", "Ctrl+L"),
        _("A hidden layer after that of what is picked, else before the output"), icon="plus"
    ),
    Command(
        "remove_layer", "Build", _("Remove a layer"), _remove_layer, ("Shift+Del", "Ctrl+Shift+L"),
        _("The hidden layer of what is picked, else the last one"), icon="minus"
    ),
    Command(
        "layer_left", "Build", _("Move the layer to the left"), _move(-1), ("Ctrl+Shift+Left",),
        _("The layer of what is picked changes places with the one before")
    ),
    Command(
        "layer_right", "Build", _("Move the layer to the right"), _move(1), ("Ctrl+Shift+Right",),
        _("The layer of what is picked changes places with the one after")
    ),
    Command(
        "remove_hidden", "Build", _("Remove all hidden layers"), lambda w: w.session.building.remove_hidden(),
        ("Ctrl+Alt+L",), _("The inputs straight to the outputs")
    ),
    Command(
        "add_unit", "Build", _("Add a unit"), _add_unit, ("+",),
        _("To the layer of what is picked, else to the last hidden one"), group=1
    ),
    Command(
        "remove_unit", "Build", _("Remove a unit"), _remove_unit, ("-",),
        _("The last one of the layer of what is picked, else of the last hidden one"), group=1
    ),
    Command(
        "type_units", "Build", _("Number of units…"), _type_units, ("U",),
        _("Type how many units the layer has"), group=1
    ),
    Command(
        "choose_activation", "Build", _("Activation…"), _choose_activation, ("A",),
        _("Choose the activation of the layer"), group=1
    ),
    Command(
        "remove_picked", "Build", _("Remove the unit, or set to zero"), _remove_picked, ("Del",),
        _("The picked unit goes; a picked weight or bias becomes 0"), group=1
    ),
    Command(
        "network_menu", "Build", _("Menu of what is picked"), lambda w: w.network.building.open_picked(),
        ("Menu", "Shift+F10"), _("Everything that can be done with it"), group=1
    ),
    Command(
        "redraw_weights", "Build", _("Draw the weights anew"), _redraw("weights",
        _("Draw the weights anew")), ("Ctrl+R",), _("Another seed for the weights; the data stay"),
        group=2, icon="dice"
    ),
    Command(
        "redraw_data", "Build", _("Draw the data anew"), _redraw("data", _("Draw the data anew")),
        ("Ctrl+Shift+R",), _("Another seed for the data; the weights stay"), group=2
    ),
)
# fmt: on
