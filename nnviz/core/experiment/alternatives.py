"""Alternatives to a recipe that differ in one entry: what a run can be compared with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import msgspec

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment, LayerSpec
from nnviz.core.experiment.recipe_text import read_recipe
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

LEARNING_RATE = QT_TRANSLATE_NOOP("experiment", "learning rate η")
SEED = QT_TRANSLATE_NOOP("experiment", "seed")
LOSS = QT_TRANSLATE_NOOP("experiment", "loss")
OPTIMIZER = QT_TRANSLATE_NOOP("experiment", "optimizer")
ACTIVATION = QT_TRANSLATE_NOOP("experiment", "activation")
INITIALIZER = QT_TRANSLATE_NOOP("experiment", "initializer")
ARCHITECTURE = QT_TRANSLATE_NOOP("experiment", "architecture")
BATCH = QT_TRANSLATE_NOOP("experiment", "batch")
RECIPE = QT_TRANSLATE_NOOP("experiment", "recipe")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_UNITS = re.compile(r"\d{1,4}(\s*[-–,\s]\s*\d{1,4})*")


@dataclass(frozen=True)
class Alternative:
    """A recipe that differs from another in one entry and in what has to follow from it.

    Attributes
    ----------
    entry
        The entry: ``loss``, ``learning rate η``, …
    value
        Its new value as it is written on screen.
    experiment
        The whole recipe.
    """

    entry: str
    value: str
    experiment: Experiment

    @property
    def text(self) -> str:
        """Entry and value: ``loss: cross-entropy``."""
        return f"{translate('experiment', self.entry)}: {self.value}"


def alternatives(e: Experiment, typed: str = "") -> tuple[Alternative, ...]:
    """Return recipes that differ from `e` in one entry, those that cannot be left out.

    Parameters
    ----------
    e
        The recipe; changes during its run are left out of the alternatives' settings.
    typed
        A number is taken as a learning rate, a seed and a batch size too; numbers with dashes such as
        ``2-5-1`` as units, inputs and outputs included or hidden layers alone; several entries as a recipe,
        see `read_recipe`. Anything else chooses the alternatives whose text has every word of it.
    """
    plain = e.effective_at(10**12)
    words = typed.casefold().split()
    # What can be said by one entry is listed as that entry.
    whole = _made(RECIPE, typed.strip(), lambda: read_recipe(typed, plain)) if len(words) > 1 else ()
    own = [a for a in (*_typed(plain, typed), *_listed(plain), *whole) if a.experiment != plain]
    numbers = bool(re.search(r"\d", typed))
    kept: list[Alternative] = []
    for a in own:
        text = a.text.casefold()
        if all(word in text for word in words) and all(a.experiment != k.experiment for k in kept):
            kept.append(a)
    return tuple(kept or (_typed(plain, typed) if numbers else ()))


def _listed(e: Experiment) -> Iterator[Alternative]:
    for loss in LOSSES.values():
        yield from _made(LOSS, loss.title, partial(edits.set_loss, e, loss.name))
    yield from _made(SEED, str(e.seed + 1), lambda: edits.resample_weights(e))
    rate = e.optimizer.learning_rate
    for factor in (10.0, 3.0, 1 / 3, 0.1):
        value = float(f"{rate * factor:.2g}")
        yield from _made(LEARNING_RATE, f"{value:g}", partial(edits.set_setting, e, "learning_rate", value))
    for optimizer in OPTIMIZERS.values():
        yield from _made(OPTIMIZER, optimizer.title, partial(edits.set_optimizer, e, optimizer.name))
    hidden = [i for i, layer in enumerate(e.layers[:-1]) if layer.is_dense]
    for activation in ACTIVATIONS.values():
        if hidden:
            yield from _made(
                ACTIVATION, activation.title, partial(_every, e, hidden, activation=activation.name)
            )
    drawn = [i for i, layer in enumerate(e.layers) if layer.is_dense and layer.units is not None]
    for row in INITIALIZERS.values():
        yield from _made(INITIALIZER, row.title, partial(_every, e, drawn, initializer=row.name))
    if hidden:
        first = next((i for i in hidden if e.layers[i].units is not None), None)
        if first is not None:
            units = e.layers[first].units or 0
            for more in (2 * units, units + 1, units - 1):
                yield from _widths(e, first, more)
        yield from _made(
            ARCHITECTURE, translate("experiment", "no hidden layer"), lambda: edits.without_hidden_layers(e)
        )
    index = edits.output_layer(e)
    words = translate("experiment", "one hidden layer more, {word} units").format(
        word=e.layers[hidden[-1]].units or 4 if hidden else 4
    )
    more_units = (e.layers[hidden[-1]].units or 4) if hidden else 4
    activation_name = e.layers[hidden[-1]].activation if hidden else "tanh"
    yield from _made(ARCHITECTURE, words, lambda: edits.add_layer(e, index, more_units, activation_name))


def _widths(e: Experiment, layer: int, units: int) -> Iterator[Alternative]:
    made = list(_made(ARCHITECTURE, "", lambda: edits.set_layer(e, layer, units=units)))
    for a in made:
        yield Alternative(ARCHITECTURE, "-".join(map(str, a.experiment.widths)), a.experiment)


def _typed(e: Experiment, typed: str) -> tuple[Alternative, ...]:
    """Return what a number or a row of numbers can be."""
    text = typed.strip()
    found: list[Alternative] = []
    number = _NUMBER.search(text)
    if number is not None and len(_NUMBER.findall(text)) == 1:
        value = float(number.group())
        found += (
            _made(LEARNING_RATE, f"{value:g}", lambda: edits.set_setting(e, "learning_rate", value))
            if value > 0
            else ()
        )
        if value.is_integer() and 0 <= value < 2**32:
            found += _made(SEED, f"{value:.0f}", lambda: edits.resample_weights(e, int(value)))
            found += _made(BATCH, f"{value:.0f}", lambda: edits.set_option(e, batch_size=int(value)))
    units = _UNITS.search(text)
    if units is not None:
        widths = tuple(int(n) for n in re.findall(r"\d+", units.group()))
        if len(widths) > 1 or not found:
            found += _architecture(e, widths)
    return tuple(found)


def _architecture(e: Experiment, widths: tuple[int, ...]) -> Iterator[Alternative]:
    try:
        made = with_units(e, widths)
    except ExperimentError:
        return
    yield Alternative(ARCHITECTURE, "-".join(map(str, made.widths)), made)


def with_units(e: Experiment, widths: tuple[int, ...]) -> Experiment:
    """Return `e` with hidden layers of these units; inputs and outputs may be named around them.

    Activations stay where the layers stay; new ones take that of the last hidden layer, or tanh.

    Raises
    ------
    ExperimentError
        If there cannot be such a network: its inputs and outputs are those of the data.
    """
    if len(widths) >= 2 and (widths[0], widths[-1]) == (e.widths[0], e.widths[-1]):
        widths = widths[1:-1]
    first = edits.output_layer(e)
    old = [layer for layer in e.layers[:first] if layer.units is not None]
    model = old[-1] if old else LayerSpec(activation="tanh", units=1)
    hidden = [
        msgspec.structs.replace(old[i] if i < len(old) else model, units=units)
        for i, units in enumerate(widths)
    ]
    return e.replace(layers=(*hidden, *e.layers[first:]), initial=None, changes=())


def _every(e: Experiment, layers: list[int], **fields: str) -> Experiment:
    """Return `e` with the same setting in several layers."""
    for i in layers:
        e = edits.set_layer(e, i, **fields)
    return e


def _made(entry: str, value: str, make: Callable[[], Experiment]) -> list[Alternative]:
    try:
        return [Alternative(entry, value, make())]
    except ExperimentError:
        return []
