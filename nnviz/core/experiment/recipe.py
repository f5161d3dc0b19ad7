"""Fields of an experiment, and what follows from them alone."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

import msgspec

from nnviz.core.data.features import default_features
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import Record
from nnviz.core.experiment.specs import (
    FORMAT,
    MAX_BATCH,
    VERSION,
    Change,
    DataSpec,
    LayerSpec,
    OptimizerSpec,
    Regularization,
    Seed,
)
from nnviz.core.network.layers import Block, parameter_blocks


class Recipe(Record, frozen=True, dict=True):
    """Data, network, loss, optimizer and changes of a run; facts that follow are computed once."""

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
