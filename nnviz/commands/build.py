"""The Build menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nnviz.commands.command import Command, Run
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate
from nnviz.session.edit import Edit


def _add_layer(w: Any) -> None:
    """Insert a layer after that of what is selected, else before the output, and go there."""
    building = w.session.network_editing
    after = building.target() if w.session.selected is not None else building.output - 1
    after = min(after, building.output - 1)
    if building.insert_layer(after):
        _go(w, after + 1)


def _remove_layer(w: Any) -> None:
    """Remove the layer of what is selected, else the last hidden one."""
    building = w.session.network_editing
    layer = building.target()
    if layer is None or layer == building.output:
        layer = max(building.output - 1, 1)
    if building.remove_layer(layer):
        _go(w, min(layer, len(w.session.experiment.layers)))


def _add_unit(w: Any) -> None:
    if _layer(w) is not None:
        w.session.network_editing.add_unit(_layer(w))


def _remove_unit(w: Any) -> None:
    if _layer(w) is not None:
        w.session.network_editing.remove_unit(_layer(w))


def _remove_selected(w: Any) -> None:
    """Remove the selected unit, or set the selected number to zero."""
    selection = w.session.selected
    if selection is None or selection.kind == "loss":
        w.session.message.emit(
            translate("actions", "Select a unit, a weight or a bias first: click it in the network.")
        )
    elif selection.kind == "unit":
        w.session.network_editing.remove_unit(selection.layer, selection.unit)
    else:
        w.network.building.set_to_zero(selection)


def _move(by: int) -> Run:
    def run(w: Any) -> None:
        layer = _layer(w)
        if layer is not None:
            w.session.network_editing.move_layer(layer, layer + by)
            w.network.building.follow(w.session.selected)

    return run


def _type_units(w: Any) -> None:
    if _layer(w) is not None:
        w.network.building.type_units(_layer(w))


def _choose_activation(w: Any) -> None:
    if _layer(w) is not None:
        w.network.building.choose_activation(_layer(w))


def _layer(w: Any) -> int | None:
    """Return the layer that is meant; without one, say how to get one."""
    layer: int | None = w.session.network_editing.target()
    if layer is None:
        w.session.message.emit(translate("actions", "There is no hidden layer yet; insert one first (Ins)."))
    return layer


def _go(w: Any, layer: int) -> None:
    w.session.network_editing.select_layer(layer)
    w.network.building.follow(w.session.selected)


def _redraw(kind: str, text: str) -> Run:
    def run(w: Any) -> None:
        change = edits.resample_weights if kind == "weights" else edits.resample_data
        _edit(w, translate("actions", text), change)

    return run


def _edit(w: Any, text: str, make: Callable[[Experiment], Experiment]) -> None:
    try:
        w.session.apply(Edit(text, make))
    except ExperimentError as error:
        w.session.message.emit(str(error))


# fmt: off  (a row is a row)
BUILD: tuple[Command, ...] = (
    Command(
        "type_network",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Network as text…"),
        lambda w: w.type_network(),
        ("Ctrl+T", "T"),
        QT_TRANSLATE_NOOP("actions", "Type units, activations, loss, optimizer and η in one line"),
    ),
    Command(
        "add_layer",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Insert a layer"),
        _add_layer,
        ("Ins", "Ctrl+L"),
        QT_TRANSLATE_NOOP("actions", "After the selected layer, or before the output if nothing is selected"),
        icon="plus",
    ),
    Command(
        "remove_layer",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Remove a layer"),
        _remove_layer,
        ("Shift+Del", "Ctrl+Shift+L"),
        QT_TRANSLATE_NOOP("actions", "The selected hidden layer, or the last one if nothing is selected"),
        icon="minus",
    ),
    Command(
        "layer_left",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Move the layer to the left"),
        _move(-1),
        ("Ctrl+Shift+Left",),
        QT_TRANSLATE_NOOP("actions", "Swap the selected layer with the previous one"),
    ),
    Command(
        "layer_right",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Move the layer to the right"),
        _move(1),
        ("Ctrl+Shift+Right",),
        QT_TRANSLATE_NOOP("actions", "Swap the selected layer with the next one"),
    ),
    Command(
        "remove_hidden",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Remove all hidden layers"),
        lambda w: w.session.network_editing.remove_hidden(),
        ("Ctrl+Alt+L",),
        QT_TRANSLATE_NOOP("actions", "Connect the inputs directly to the outputs"),
    ),
    Command(
        "add_unit",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Add a unit"),
        _add_unit,
        ("+",),
        QT_TRANSLATE_NOOP(
            "actions", "To the selected layer, or to the last hidden one if nothing is selected"
        ),
        group=1,
    ),
    Command(
        "remove_unit",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Remove a unit"),
        _remove_unit,
        ("-",),
        QT_TRANSLATE_NOOP(
            "actions", "The last unit of the selected layer, or of the last hidden one if nothing is selected"
        ),
        group=1,
    ),
    Command(
        "type_units",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Number of units…"),
        _type_units,
        ("U",),
        QT_TRANSLATE_NOOP("actions", "Type how many units the layer has"),
        group=1,
    ),
    Command(
        "choose_activation",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Activation…"),
        _choose_activation,
        ("A",),
        QT_TRANSLATE_NOOP("actions", "Choose the activation of the layer"),
        group=1,
    ),
    Command(
        "remove_picked",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Remove unit or set to zero"),
        _remove_selected,
        ("Del",),
        QT_TRANSLATE_NOOP("actions", "Delete the selected unit, or set the selected weight or bias to 0"),
        group=1,
    ),
    Command(
        "network_menu",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Context menu of the selection"),
        lambda w: w.network.building.open_selected(),
        ("Menu", "Shift+F10"),
        QT_TRANSLATE_NOOP("actions", "All actions for the selected item"),
        group=1,
    ),
    Command(
        "redraw_weights",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Reinitialize weights"),
        _redraw("weights", QT_TRANSLATE_NOOP("actions", "Reinitialize weights")),
        ("Ctrl+R",),
        QT_TRANSLATE_NOOP("actions", "Use a new seed for the weights; the data stay the same"),
        group=2,
        icon="dice",
    ),
    Command(
        "redraw_data",
        "Build",
        QT_TRANSLATE_NOOP("actions", "Resample data"),
        _redraw("data", QT_TRANSLATE_NOOP("actions", "Resample data")),
        ("Ctrl+Shift+R",),
        QT_TRANSLATE_NOOP("actions", "Use a new seed for the data; the weights stay the same"),
        group=2,
    ),
)
# fmt: on
