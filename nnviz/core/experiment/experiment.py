"""The experiment: the whole recipe of a run, frozen, checked on construction, exact as JSON.

A run is a pure function of its experiment.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

import msgspec

from nnviz.core.data.features import default_features
from nnviz.core.experiment import validation
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError, Record, from_builtins, to_builtins
from nnviz.core.experiment.specs import (
    FORMAT,
    MAX_BATCH,
    OUTPUT_GRADIENTS,
    REDUCTIONS,
    VERSION,
    Change,
    DataSpec,
    LayerSpec,
    OptimizerSpec,
    Regularization,
    Seed,
    known,
)
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.layers import Block, parameter_blocks
from nnviz.core.text.translate import translate


class Experiment(Record, frozen=True, dict=True):
    """The whole recipe. See the README for the file format.

    Raises
    ------
    ExperimentError
        On construction, naming the field and what is allowed.
    """

    data: DataSpec
    layers: tuple[LayerSpec, ...]
    format: str = FORMAT
    version: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = VERSION
    features: tuple[str, ...] | None = None
    standardize: bool = False
    loss: str = "mean_squared_error"
    reduction: str = "mean"
    output_gradient: str = "chain_rule"
    optimizer: OptimizerSpec = OptimizerSpec()
    regularization: Regularization = Regularization()
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=MAX_BATCH)] = 10
    seed: Seed = 1
    initial: dict[str, Matrix] | None = None
    changes: tuple[Change, ...] = ()

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

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """Features with the default filled in."""
        return self.features if self.features is not None else default_features(self.data.raw_inputs)

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """Number of inputs, then units of every layer; a weightless layer repeats the one before it."""
        widths = [len(self.feature_names)]
        for layer in self.layers:
            widths.append(widths[-1] if layer.units is None else layer.units)
        return tuple(widths)

    @cached_property
    def parameter_count(self) -> int:
        """Number of weights, biases and other parameters."""
        return sum(block.size for block in self.blocks)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The matrices of its parameters, in order."""
        return parameter_blocks(self.layers, self.widths)

    @property
    def fused(self) -> bool:
        """Whether the last two factors of the chain rule are taken together."""
        return self.output_gradient == "fused"

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
        """Return a copy with some fields changed, checked again."""
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
