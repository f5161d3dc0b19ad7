"""The settings that some optimizers have beside the learning rate."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.views.builder.edit import ExperimentEdit
from nnviz.views.builder.number_row import NumberRow

BELOW_ONE = 0.999999
"""The largest decay that can be typed; the recipe only asks for less than 1."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("BuilderView", text)


class OptimizerRow(NumberRow):
    """One setting of the optimizer.

    Attributes
    ----------
    symbol
        Its sign in equations.
    """

    def __init__(
        self, session: Session, setting: str, symbol: str, text: str, name: str, tooltip: str, decay: bool
    ) -> None:
        def make(e: Experiment, value: Any) -> Experiment:
            return edits.set_optimizer_setting(e, **{setting: value})

        def read(e: Experiment) -> float:
            return e.optimizer.settings.get(setting, 0.0)

        self.symbol = symbol
        edit = ExperimentEdit(session, name[:1].upper() + name[1:], make, f"optimizer {setting}")
        if decay:
            super().__init__(
                text, name, edit, read, tooltip, minimum=0.0, maximum=BELOW_ONE, step=0.01
            )
        elif setting == "epsilon":
            super().__init__(text, name, edit, read, tooltip, scale=True, above=0.0, maximum=1e6)
        else:
            super().__init__(text, name, edit, read, tooltip, scale=True, minimum=0.0, maximum=1e6)


def optimizer_rows(session: Session) -> dict[str, OptimizerRow]:
    """Return a row for every setting there is, by its name in files."""
    momentum = _tr("The fraction of the last step that is added to the next")
    first, second = _tr("The decay rate of the running mean of the gradients m"), _tr(
        "The decay rate of the running mean of their squares v"
    )
    small, shrink = _tr("ε, for numerical stability"), _tr("The rate at which every parameter decays "
                                                           "towards 0")
    table = (
        ("momentum", "μ", _tr("momentum μ"), _tr("momentum μ"), momentum, True),
        ("alpha", "α", _tr("decay α"), _tr("decay α of the squares"), second, True),
        ("beta1", "β₁", "β₁", _tr("decay β₁ of the mean"), first, True),
        ("beta2", "β₂", "β₂", _tr("decay β₂ of the squares"), second, True),
        ("epsilon", "ε", "ε", _tr("epsilon ε"), small, False),
        ("weight_decay", "λ", _tr("decay λ"), _tr("weight decay λ"), shrink, False),
    )
    return {row[0]: OptimizerRow(session, *row) for row in table}
