"""Change of the experiment: what a session tells whoever follows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.weight_transfer import LayerSource


@dataclass(frozen=True)
class ExperimentChange:
    """What is different after an edit, its undo, or the opening of another document.

    Attributes
    ----------
    before, after
        The experiments around it.
    layer_mapping
        Where the layers of an edited network come from, inputs first; empty where their shapes tell.
    """

    before: Experiment
    after: Experiment
    layer_mapping: tuple[LayerSource, ...] = ()

    @cached_property
    def network(self) -> bool:
        """Whether layers, units or inputs are others, and so the sizes of the arrays."""
        return (self.before.layers, self.before.feature_names) != (
            self.after.layers,
            self.after.feature_names,
        )

    @cached_property
    def data(self) -> bool:
        """Whether the examples are others, or come in another order or size."""
        before, after = self.before, self.after
        return (before.data is not after.data and before.data != after.data) or (
            (before.features, before.standardize, before.batch_size, before.seed)
            != (after.features, after.standardize, after.batch_size, after.seed)
        )

    @cached_property
    def weights(self) -> bool:
        """Whether weights or biases were set, at the start or during the run."""
        return self.before.initial != self.after.initial or _set_parameters(self.before) != _set_parameters(
            self.after
        )

    @cached_property
    def settings(self) -> bool:
        """Whether loss, optimizer, penalties or their changes during the run are others."""
        return _settings(self.before) != _settings(self.after)

    @cached_property
    def only_during_run(self) -> bool:
        """Whether nothing but numbers set during the run is different: the run goes on, arrays stay."""
        before, after = self.before, self.after
        return before is after or all(
            (mine := getattr(before, field)) is (theirs := getattr(after, field)) or mine == theirs
            for field in Experiment.__struct_fields__
            if field != "changes"
        )


def _set_parameters(e: Experiment) -> tuple[object, ...]:
    return tuple(change for change in e.changes if change.parameter is not None)


def _settings(e: Experiment) -> tuple[object, ...]:
    during = tuple(change for change in e.changes if change.parameter is None)
    return e.loss, e.reduction, e.output_gradient, e.optimizer, e.regularization, during
