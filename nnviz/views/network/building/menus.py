"""The menus of the items of a network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.core.data.datasets import DATASETS
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.session.sentences import refusal
from nnviz.views.controls import Menu
from nnviz.views.network.building.activation_icon import icon
from nnviz.views.network.building.features_menu import FeaturesMenu
from nnviz.views.network.building.layer_bar import can_choose_features
from nnviz.views.network.building.zones import BuildingZone

WITHOUT_WEIGHTS = ("softmax", "sigmoid")


class _Do:
    """Does something when an action is chosen."""

    def __init__(self, run: Callable[..., object], arguments: tuple[object, ...]) -> None:
        self._run, self._arguments = run, arguments

    def __call__(self, _checked: bool = False) -> None:
        self._run(*self._arguments)


def add(menu: QMenu, text: str, run: Callable[..., object], *arguments: object, why: str = "") -> QAction:
    """Add an entry; with `why` it is off, and that is its tooltip."""
    action = menu.addAction(text)
    action.setEnabled(not why)
    if why:
        action.setToolTip(why)
    action.triggered.connect(_Do(run, arguments))
    return action


class MenuTools(Protocol):
    """What the menus ask of the canvas."""

    session: Session

    def edit_number(self) -> None:
        """Let the selected number be typed."""

    def set_to_zero(self, selection: Selection) -> None:
        """Set a weight or a bias to zero."""

    def type_units(self, layer: int) -> None:
        """Let the number of units of a layer be typed."""

    def folded(self, layer: int) -> bool:
        """Whether units of a layer are folded."""

    def unfold(self, layer: int) -> None:
        """Enlarge the canvas until all units of a layer can be seen."""

    def show_whole(self) -> None:
        """Show the whole network again."""


class Menus:
    """Makes the menus; each is made when it is wanted and belongs to the canvas."""

    def __init__(self, tools: MenuTools, canvas: QWidget) -> None:
        self._tools, self._canvas = tools, canvas
        self._session = tools.session

    # -- by item ----------------------------------------------------------------------------------

    def of(self, selection: Selection | None, zone: BuildingZone | None) -> Menu:
        """Return the menu of a item, else of the column or the gap there, else of the canvas."""
        if selection is not None and selection.kind == "loss":
            return self._loss()
        if selection is not None and selection.kind in ("weight", "bias"):
            return self._number(selection)
        if selection is not None and selection.layer:
            return self._layer(selection.layer, selection.unit)
        if selection is not None or (zone is not None and not zone.gap and not zone.layer):
            return self._inputs()
        if zone is None:
            return self._whole()
        return self._gap(zone.layer) if zone.gap else self._layer(zone.layer)

    def _menu(self, name: str) -> Menu:
        return Menu(name, self._canvas)

    def _number(self, selection: Selection) -> Menu:
        menu, tools = self._menu(selection.symbol), self._tools
        menu.setDefaultAction(
            add(menu, translate("building", "Edit {0}…").format(selection.symbol), tools.edit_number)
        )
        add(
            menu,
            translate("building", "Set {0} to zero").format(selection.symbol),
            tools.set_to_zero,
            selection,
        )
        menu.addSeparator()
        menu.addMenu(self._layer(selection.layer))
        return menu

    def _layer(self, layer: int, unit: int | None = None) -> Menu:
        menu, tools, building = (
            self._menu(translate("building", "Layer {0}").format(layer)),
            self._tools,
            self._session.network_editing,
        )
        fixed = building.why_fixed(layer)
        if unit is not None:
            one = self._session.experiment.widths[layer] == 1
            why = fixed or (
                translate("building", "The last unit cannot be removed; remove the layer instead.")
                if one
                else ""
            )
            add(menu, translate("building", "Remove this unit"), building.remove_unit, layer, unit, why=why)
        add(menu, translate("building", "Add a unit"), building.add_unit, layer, why=fixed)
        add(menu, translate("building", "Number of units…"), tools.type_units, layer, why=fixed)
        if tools.folded(layer):
            add(menu, translate("building", "Show all units"), tools.unfold, layer)
        menu.addSeparator()
        if self._session.experiment.layers[layer - 1].is_dense:
            menu.addMenu(self.activation(layer))
        if building.weighted(layer):
            menu.addMenu(self._initializer(layer))
        menu.addSeparator()
        output = layer > building.output or layer == building.output
        add(
            menu,
            translate("building", "Insert a layer before"),
            building.insert_layer,
            min(layer, building.output) - 1,
        )
        why = translate("building", "The output must remain the last layer with weights.") if output else ""
        add(menu, translate("building", "Insert a layer after"), building.insert_layer, layer, why=why)
        self._add_weightless(menu, layer)
        menu.addSeparator()
        self._add_places(menu, layer)
        add(
            menu,
            translate("building", "Remove layer {0}").format(layer),
            building.remove_layer,
            layer,
            why=building.why_stays(layer),
        )
        return menu

    def _add_places(self, menu: Menu, layer: int) -> None:
        building, count = self._session.network_editing, len(self._session.experiment.layers)
        for text, to in (
            (translate("building", "Move to the left"), layer - 1),
            (translate("building", "Move to the right"), layer + 1),
        ):
            why = "" if 1 <= to <= count else translate("building", "The layer cannot be moved further.")

            def make(e: Experiment, to: int = to) -> Experiment:
                return edits.move_layer(e, layer - 1, to - 1)

            why = why or self._refused(make)
            add(menu, text, building.move_layer, layer, to, why=why)

    def _add_weightless(self, menu: Menu, after: int) -> None:
        for name in WITHOUT_WEIGHTS:
            text = translate("building", "Insert {0} without weights").format(ACTIVATIONS[name].title)
            add(menu, text, self._session.network_editing.insert_activation, after, name).setIcon(icon(name))
        for kind, text in (
            ("dropout", translate("building", "Insert dropout")),
            ("layer_norm", translate("building", "Insert layer norm")),
        ):

            def make(e: Experiment, kind: str = kind) -> Experiment:
                return edits.add_layer_of_kind(e, after, kind)

            run = self._session.network_editing.insert_kind
            add(menu, text, run, after, kind, why=self._refused(make))

    def _gap(self, after: int) -> Menu:
        menu, building = self._menu(translate("building", "Insert a layer")), self._session.network_editing
        if after < building.output:
            add(menu, translate("building", "Insert a layer"), building.insert_layer, after)
        self._add_weightless(menu, after)
        return menu

    def _whole(self) -> Menu:
        menu, building = self._menu(translate("building", "Network")), self._session.network_editing
        add(
            menu,
            translate("building", "Insert a layer before the output"),
            building.insert_layer,
            building.output - 1,
        )
        why = "" if building.output > 1 else translate("building", "There are no hidden layers.")
        add(menu, translate("building", "Remove all hidden layers"), building.remove_hidden, why=why)
        menu.addSeparator()
        add(menu, translate("building", "Show the whole network"), self._tools.show_whole)
        return menu

    # -- choices -----------------------------------------------------------------------------------

    def activation(self, layer: int) -> Menu:
        """Return all activations with their curves."""
        menu, e = self._menu(translate("building", "Activation")), self._session.experiment
        present = e.layers[layer - 1].activation
        for name, row in ACTIVATIONS.items():
            action = add(menu, row.title, self._session.network_editing.set_activation, layer, name)
            action.setIcon(icon(name))
            action.setToolTip(f"a = {row.equation}")
            if name == present:
                menu.setDefaultAction(action)
                menu.setActiveAction(action)
        return menu

    def _initializer(self, layer: int) -> Menu:
        menu, e = self._menu(translate("building", "Initial weights")), self._session.experiment
        for name, row in INITIALIZERS.items():

            def make(e: Experiment, name: str = name) -> Experiment:
                return edits.set_layer(e, layer - 1, initializer=name)

            text = translate("building", "Initial weights of layer {0}").format(layer)
            action = add(menu, row.title, self._session.network_editing.start_over, text, make)
            check(action, name == e.layers[layer - 1].initializer)
        return menu

    def _loss(self) -> Menu:
        menu, e = self._menu(translate("building", "Loss")), self._session.experiment
        for name, row in LOSSES.items():

            def make(e: Experiment, name: str = name) -> Experiment:
                return edits.set_loss(e, name)

            building, why = self._session.network_editing, self._refused(make)
            action = add(
                menu, row.title, building.start_over, translate("building", "Loss"), make, ("loss",), why=why
            )
            check(action, name == e.loss)
        return menu

    def _inputs(self) -> Menu:
        menu, building = self._menu(translate("building", "Inputs")), self._session.network_editing
        if can_choose_features(self._session):
            menu.addMenu(self.features())
        data = self._menu(translate("building", "Data set"))
        for name, row in DATASETS.items():

            def make(e: Experiment, name: str = name) -> Experiment:
                return edits.set_data(e, name)

            action = add(data, row.title, building.start_over, translate("building", "Data set"), make)
            check(action, name == self._session.experiment.data.name)
        menu.addMenu(data)
        menu.addSeparator()
        add(menu, translate("building", "Insert a layer after"), building.insert_layer, 0)
        return menu

    def features(self) -> Menu:
        """Return the features, each on or off; the menu stays open while they are chosen."""
        return FeaturesMenu(self._session, self._canvas)

    def _refused(self, make: Callable[[Experiment], Experiment]) -> str:
        """Return why an edit cannot be made; empty if it can."""
        try:
            make(self._session.experiment)
        except ExperimentError as error:
            return refusal(error)
        return ""


def check(action: QAction, on: bool) -> None:
    """Give an action a check mark, or room for one."""
    action.setCheckable(True)
    action.setChecked(on)
