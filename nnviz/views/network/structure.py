"""Structure of the picture: the columns of a network, whatever their size on screen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.frame import Frame
from nnviz.core.data.features import title
from nnviz.core.equations.letters import NO_LETTERS, Letters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.layers import LAYERS, title_of
from nnviz.core.run.activation_maps import plottable
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


@dataclass(frozen=True)
class LayerColumn:
    """The inputs (layer 0) or a layer.

    Attributes
    ----------
    layer, units
        Which one, and how many units it has.
    activation
        The word for its activation, or for what kind of layer it is; empty for the inputs.
    weighted
        Whether it has weights of its own.
    coupled
        Whether it has none, yet every unit depends on all units of the layer before.
    names
        The symbol of every unit.
    classes, labels
        The class every unit stands for, as the data call it and in words; empty if it stands for none.
        An input or an output that is a number has as its label what the data call it.
    """

    layer: int
    units: int
    activation: str
    weighted: bool
    coupled: bool
    names: tuple[str, ...]
    classes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    biases: int = 0
    """How many biases it has: none, one for each unit, or one that they share."""
    symbol: str = ""
    """What its activations are called: ``a²``."""
    sum_letter: str = "z"
    """What a pre-activation is called, without its layer."""

    def bias_of(self, unit: int) -> Selection | None:
        """Return the bias of a unit, None if it has none; where they share one, it is that of the first."""
        return Selection("bias", self.layer, min(unit, self.biases - 1)) if self.biases else None


@dataclass(frozen=True, eq=False)
class Structure:
    """The columns of an experiment on its data.

    Attributes
    ----------
    columns
        The inputs, then every layer.
    picture
        Rows and columns of the picture that the inputs are the pixels of, or None.
    raw_inputs
        1 or 2 if every unit is a function over a line or a plane, else 0.
    """

    columns: tuple[LayerColumn, ...]
    picture: tuple[int, int] | None
    raw_inputs: int
    experiment: Experiment
    samples: DatasetArrays
    letters: Letters = NO_LETTERS
    """Letters of the open lesson."""

    def fits(self, frame: Frame) -> bool:
        """Whether `frame` shows this network on this data, however its numbers have changed."""
        e, mine = frame.experiment, self.experiment
        if e is mine and frame.samples is self.samples:
            return True
        return (e.layers, e.loss) == (mine.layers, mine.loss) and frame.samples is self.samples

    @property
    def last(self) -> LayerColumn:
        """The outputs."""
        return self.columns[-1]

    @cached_property
    def loss_title(self) -> str:
        """The loss in words."""
        return LOSSES[self.experiment.loss].title


def structure(frame: Frame, letters: Letters = NO_LETTERS) -> Structure:
    """Return the structure of the network that `frame` shows, in the letters of a lesson."""
    e, s = frame.experiment, frame.samples
    names = tuple(title(name) for name in s.feature_names)
    columns = [LayerColumn(0, s.features, "", False, False, names, labels=s.feature_labels)]
    for layer, (spec, units) in enumerate(zip(e.layers, e.widths[1:], strict=True), 1):
        row = ACTIVATIONS[spec.activation]
        weighted = spec.units is not None
        is_last = layer == len(e.layers)
        named = s.target_names if is_last and units == len(s.target_names) else ()
        stands_for_classes = is_last and units == len(s.classes) > 1
        columns.append(
            LayerColumn(
                layer=layer,
                units=units,
                activation=title_of(spec),
                weighted=weighted,
                coupled=not weighted and (not row.elementwise or LAYERS[spec.layer].mixes),
                biases=len(frame.values.get(f"b{layer}", ())),
                names=tuple(letters.text(Selection("unit", layer, unit).symbol) for unit in range(units)),
                symbol=letters.text(f"a{superscript(layer)}"),
                sum_letter=letters.letter("z", layer),
                classes=s.classes if stands_for_classes else (),
                labels=class_labels(s) if stands_for_classes else named,
            )
        )
    return Structure(tuple(columns), _picture(s), len(s.domain) if plottable(s) else 0, e, s, letters)


def class_labels(s: DatasetArrays) -> tuple[str, ...]:
    """Return what the classes are called; one that is called by a number says that it is a class."""
    number = translate("network", "class {0}")
    return tuple(number.format(name) if name.isdigit() else name for name in s.classes)


def _picture(s: DatasetArrays) -> tuple[int, int] | None:
    """Return rows and columns if the inputs are named after the pixels of a picture, in order."""
    found = re.fullmatch(r"row (\d+) column (\d+)", s.input_names[-1]) if s.input_names else None
    if found is None:
        return None
    shape = int(found[1]), int(found[2])
    return shape if shape[0] * shape[1] == s.features else None
