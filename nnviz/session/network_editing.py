"""Edits of the network by layer and unit: each is one named step of undo, what cannot be is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.weight_transfer import LayerSource, follow, without_unit
from nnviz.core.text.translate import translate
from nnviz.session.edit import Edit, LayerMapping
from nnviz.session.model import SessionModel
from nnviz.session.sentences import refusal

USUAL = (4, "tanh")
"""Units and activation of the first hidden layer."""


def inserted(index: int) -> LayerMapping:
    """Tell where layers come from when one is inserted as layer `index`, from 0."""

    def layer_mapping(old: Experiment, new: Experiment) -> tuple[LayerSource, ...]:
        return follow(old, new, [*range(index), None, *range(index, len(old.layers))])

    return layer_mapping


def removed(index: int) -> LayerMapping:
    """Tell where layers come from when layer `index`, from 0, is removed."""

    def layer_mapping(old: Experiment, new: Experiment) -> tuple[LayerSource, ...] | None:
        if index == edits.output_layer(old):
            # What was the outputs is found again by its shape.
            return None
        return follow(old, new, [n for n in range(len(old.layers)) if n != index])

    return layer_mapping


class NetworkEditing:
    """Builds the network of a session; layers count from 1, units from 0.

    Every edit keeps the weights that still make sense and says which. An edit that cannot be leaves
    everything as it is and says why; all return whether they were made.
    """

    def __init__(self, session: SessionModel) -> None:
        self._session = session

    # -- what can be -------------------------------------------------------------------------------

    @property
    def output(self) -> int:
        """Number of the layer whose units are the outputs."""
        return edits.output_layer(self._session.experiment) + 1

    def weighted(self, layer: int) -> bool:
        """Whether a layer has units of its own."""
        return layer > 0 and self._session.experiment.layers[layer - 1].units is not None

    def why_fixed(self, layer: int) -> str:
        """Return why the number of units of a layer cannot be chosen; empty if it can."""
        e = self._session.experiment
        if layer == 0:
            return translate("building", "The number of inputs is set by the data and the chosen features.")
        if not self.weighted(layer):
            return translate(
                "building", "Layer {0} has no weights: it has as many units as the layer before it."
            ).format(layer)
        if layer == self.output:
            classes = e.data.class_count
            if classes is None:
                return translate("building", "The output has one unit for each target of the data.")
            return translate(
                "building", "The number of outputs is set by the data, which has {0} classes."
            ).format(classes)
        return ""

    def why_stays(self, layer: int) -> str:
        """Return why a layer cannot be removed; empty if it can."""
        e = self._session.experiment
        if layer == 0:
            return translate("building", "The inputs cannot be removed.")
        if self.weighted(layer) and sum(one.units is not None for one in e.layers) == 1:
            return translate(
                "building",
                "The only layer with weights cannot be removed, because there would be nothing to learn.",
            )
        return ""

    def target(self) -> int | None:
        """Return the layer that commands mean: that of what is selected, else the last hidden one."""
        selection, e = self._session.selected, self._session.experiment
        if selection is not None:
            return len(e.layers) if selection.kind == "loss" else selection.layer
        hidden = [n for n in range(1, self.output) if self.weighted(n)]
        return hidden[-1] if hidden else None

    # -- units -------------------------------------------------------------------------------------

    def add_unit(self, layer: int) -> bool:
        """Give a layer another unit."""
        units = self._session.experiment.widths[layer]
        return self._free(layer) and self._layer(
            translate("building", "Add a unit to layer {0}").format(layer), layer, units + 1
        )

    def remove_unit(self, layer: int, unit: int | None = None) -> bool:
        """Take a unit away, the last one unless it is named; the others keep their weights."""
        if not self._free(layer):
            return False
        count = self._session.experiment.widths[layer]
        if count == 1:
            return self._refuse(
                translate("building", "Layer {0} has only one unit; remove the layer instead.").format(layer)
            )
        unit = count - 1 if unit is None else unit

        def layer_mapping(old: Experiment, new: Experiment) -> tuple[LayerSource, ...]:
            return without_unit(old, new, layer, unit)

        text = translate("building", "Remove unit {0} of layer {1}").format(unit + 1, layer)
        return self._layer(text, layer, count - 1, layer_mapping)

    def set_units(self, layer: int, units: int) -> bool:
        """Give a layer so many units; edits in a row are one step."""
        merge = f"units {layer}"
        return self._free(layer) and self._layer(
            translate("building", "Units of layer {0}").format(layer), layer, units, merge=merge
        )

    def _layer(
        self, text: str, layer: int, units: int, layer_mapping: LayerMapping | None = None, merge: str = ""
    ) -> bool:
        def make(e: Experiment) -> Experiment:
            return edits.set_layer(e, layer - 1, units=units)

        return self._make(text, make, layer_mapping, merge, asked=(f"units {layer}",))

    def _free(self, layer: int) -> bool:
        why = self.why_fixed(layer)
        return not why or self._refuse(why)

    # -- layers ------------------------------------------------------------------------------------

    def insert_layer(self, after: int) -> bool:
        """Insert a layer after layer `after`, 0 for the inputs; like its neighbours."""
        e = self._session.experiment
        after = min(after, self.output - 1)
        hidden = [n for n in (*range(after, 0, -1), *range(after + 1, self.output)) if self.weighted(n)]
        like = e.layers[hidden[0] - 1] if hidden else None
        units, activation = USUAL if like is None else (like.units, like.activation)
        return self._insert(after, units, activation)

    def insert_activation(self, after: int, activation: str) -> bool:
        """Insert an activation as a layer of its own, without weights."""
        return self._insert(after, None, activation)

    def insert_kind(self, after: int, kind: str) -> bool:
        """Insert a layer of another kind than dense, such as dropout, after layer `after`."""

        def make(e: Experiment) -> Experiment:
            return edits.add_layer_of_kind(e, after, kind)

        return self._make(translate("building", "Add layer"), make, inserted(after), added=after)

    def _insert(self, after: int, units: int | None, activation: str) -> bool:
        def make(e: Experiment) -> Experiment:
            return edits.add_layer(e, after, units, activation)

        return self._make(translate("building", "Add layer"), make, inserted(after), added=after)

    def remove_layer(self, layer: int) -> bool:
        """Take a layer away."""
        why = self.why_stays(layer)
        if why:
            return self._refuse(why)

        def make(e: Experiment) -> Experiment:
            return edits.remove_layer(e, layer - 1)

        return self._make(
            translate("building", "Remove layer {0}").format(layer),
            make,
            removed(layer - 1),
            removed=layer - 1,
        )

    def move_layer(self, layer: int, to: int) -> bool:
        """Give a layer the place `to`, from 1."""
        count = len(self._session.experiment.layers)
        if layer == 0 or not 1 <= to <= count:
            return self._refuse(translate("building", "The layer cannot be moved further."))

        def make(e: Experiment) -> Experiment:
            return edits.move_layer(e, layer - 1, to - 1)

        order = [n for n in range(count) if n != layer - 1]
        order.insert(to - 1, layer - 1)

        def layer_mapping(old: Experiment, new: Experiment) -> tuple[LayerSource, ...]:
            return follow(old, new, order)

        return self._make(
            translate("building", "Move layer {0}").format(layer), make, layer_mapping, moved=order
        )

    def remove_hidden(self) -> bool:
        """Leave the inputs and the outputs alone."""
        e = self._session.experiment
        last = edits.output_layer(e)
        if not last:
            return self._refuse(translate("building", "There are no hidden layers."))

        def layer_mapping(old: Experiment, new: Experiment) -> tuple[LayerSource, ...]:
            return follow(old, new, list(range(last, len(old.layers))))

        order = list(range(last, len(e.layers)))
        return self._make(
            translate("building", "Remove all hidden layers"),
            edits.without_hidden_layers,
            layer_mapping,
            moved=order,
        )

    def set_activation(self, layer: int, name: str) -> bool:
        """Choose the activation of a layer."""

        def make(e: Experiment) -> Experiment:
            return edits.set_layer(e, layer - 1, activation=name)

        text = translate("building", "Activation of layer {0}").format(layer)
        return self._make(text, make, None, asked=(f"activation {layer}",))

    def set_features(self, names: tuple[str, ...]) -> bool:
        """Choose what the network is shown of the inputs."""

        def make(e: Experiment) -> Experiment:
            return edits.set_features(e, names)

        return self._make(translate("building", "Features"), make, None, asked=("features",))

    def select_layer(self, layer: int) -> None:
        """Select the first unit of a layer, so that the next keys mean it."""
        self._session.select(Selection("unit", layer, 0))

    # -- what starts the training over -------------------------------------------------------------

    def start_over(
        self, text: str, make: Callable[[Experiment], Experiment], asked: Iterable[str] = ()
    ) -> bool:
        """Make an edit that keeps the start: of the loss, the data or an initializer."""
        return self._apply(Edit(text, make, asked=tuple(asked)))

    # -- in common ---------------------------------------------------------------------------------

    def _make(
        self,
        text: str,
        make: Callable[[Experiment], Experiment],
        layer_mapping: LayerMapping | None,
        merge: str = "",
        asked: Iterable[str] = (),
        **layers: Any,
    ) -> bool:
        return self._apply(Edit(text, make, "network", merge, layer_mapping, tuple(asked), **layers))

    def _apply(self, edit: Edit) -> bool:
        try:
            self._session.apply(edit)
        except ExperimentError as error:
            return self._refuse(refusal(error))
        return True

    def _refuse(self, why: str) -> bool:
        self._session.message.emit(why)
        return False
