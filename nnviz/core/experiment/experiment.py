"""The experiment: the whole recipe of a run, frozen, checked on construction, exact as JSON.

A run is a pure function of its experiment.
"""

from __future__ import annotations

from typing import Any

import msgspec

from nnviz.core.experiment import validation
from nnviz.core.experiment.recipe import Recipe
from nnviz.core.experiment.record import ExperimentError, from_builtins, shown, to_builtins
from nnviz.core.experiment.specs import (
    FORMAT,
    OUTPUT_GRADIENTS,
    REDUCTIONS,
    VERSION,
    Change,
    DataSpec,
    LayerSpec,
    OptimizerSpec,
    Regularization,
    known,
)
from nnviz.core.functions.losses import LOSSES
from nnviz.core.text.translate import translate


class Experiment(Recipe, frozen=True, dict=True):
    """The whole recipe. See the README for the file format.

    Raises
    ------
    ExperimentError
        On construction, naming the field and what is allowed.
    """

    def check(self) -> None:
        """Check everything that can be known without making the data."""
        if self.format != FORMAT:
            raise ExperimentError(
                "format: "
                + translate("experiment", "expected {format}, not {given}").format(
                    format=f"{FORMAT!r}", given=f"{self.format!r:.40}"
                )
            )
        if self.version != VERSION:
            text = translate("experiment", "this nnviz reads version {version}, not {given}")
            if self.version > VERSION:
                text = translate(
                    "experiment",
                    "this nnviz reads version {version}, not {given} (it was written by a newer nnviz)",
                )
            raise ExperimentError("version: " + text.format(version=VERSION, given=self.version))
        known("loss", self.loss, LOSSES)
        known("reduction", self.reduction, REDUCTIONS)
        known("output_gradient", self.output_gradient, OUTPUT_GRADIENTS)
        validation.check_features(self)
        validation.check_layers(self)
        validation.check_loss(self)
        validation.check_targets(self)
        validation.check_initial(self)
        validation.check_changes(self)

    def effective_at(self, iteration: int) -> Experiment:
        """Return the recipe in force at `iteration`: changes of settings applied, none left."""
        if not self.changes:
            return self
        settings: dict[str, float] = {}
        for c in self.changes:
            if c.iteration > iteration:
                break
            if c.set is not None and c.value is not None:
                settings[c.set] = c.value
        penalty = {k: v for k, v in settings.items() if k in ("l1", "l2")}
        rate = settings.get("learning_rate", self.optimizer.learning_rate)
        return self.replace(
            changes=(),
            optimizer=msgspec.structs.replace(self.optimizer, learning_rate=rate),
            regularization=msgspec.structs.replace(self.regularization, **penalty),
        )

    def replace(self, **fields: Any) -> Experiment:
        """Return a copy with some fields changed, checked again.

        Settings of the optimizer and penalties are given by their own names, too: ``learning_rate``, ``l2``.

        Raises
        ------
        ExperimentError
            If there is no such setting, or the parts do not fit each other.
        """
        for part in ("optimizer", "regularization"):
            present = getattr(self, part)
            own = {k: fields.pop(k) for k in present.__struct_fields__ if k in fields and k != "name"}
            if own:
                spec = fields.get(part, present)
                mapped = isinstance(spec, dict)
                fields[part] = {**spec, **own} if mapped else msgspec.structs.replace(spec, **own)
        unknown = [name for name in fields if name not in self.__struct_fields__]
        if unknown:
            raise ExperimentError(
                f"{shown(unknown[0])}: "
                + translate("experiment", "an experiment has no such setting; it has {settings}").format(
                    settings=", ".join(self.__struct_fields__)
                )
            )
        return msgspec.structs.replace(self, **fields)

    def _repr_html_(self) -> str:
        from nnviz.core.experiment.network_svg import network, network_of

        recipe = translate(
            "experiment",
            "{loss}, {name}, learning rate {learning_rate}, batches of {batch_size}, seed {seed}",
        ).format(
            loss=self.loss.replace("_", " "),
            name=self.optimizer.name,
            learning_rate=f"{self.optimizer.learning_rate:g}",
            batch_size=self.batch_size,
            seed=self.seed,
        )
        return f"<div class='nnviz'>{network(*network_of(self))}<p>{recipe}</p></div>"

    @classmethod
    def from_dict(cls, data: Any) -> Experiment:
        """Build an experiment from what a JSON file holds; raises ExperimentError."""
        return from_builtins(data, cls)

    def to_dict(self) -> dict[str, Any]:
        """Return what a JSON file holds; ``from_dict`` gives an equal experiment back."""
        data = {"format": self.format, "version": self.version, **to_builtins(self)}
        for spec, layer in zip(self.layers, data["layers"], strict=True):
            if not spec.is_dense:
                del layer["activation"]
        return data

    def __hash__(self) -> int:
        return hash(msgspec.json.encode(self.to_dict()))


__all__ = [
    "Change",
    "DataSpec",
    "Experiment",
    "ExperimentError",
    "LayerSpec",
    "OptimizerSpec",
    "Regularization",
]
