"""The settings that some optimizers have beside the learning rate."""

from __future__ import annotations

from typing import Any

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.views.builder.edit import ExperimentEdit
from nnviz.views.builder.rows import NumberRow

BELOW_ONE = 0.999999
"""The largest decay that can be typed; the recipe only asks for less than 1."""


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
            super().__init__(text, name, edit, read, tooltip, minimum=0.0, maximum=BELOW_ONE, step=0.01)
        elif setting == "epsilon":
            super().__init__(text, name, edit, read, tooltip, scale=True, above=0.0, maximum=1e6)
        else:
            super().__init__(text, name, edit, read, tooltip, scale=True, minimum=0.0, maximum=1e6)


def optimizer_rows(session: Session) -> dict[str, OptimizerRow]:
    """Return a row for every setting there is, by its name in files."""
    momentum = translate("BuilderView", "The fraction of the last step that is added to the next")
    first, second = (
        translate("BuilderView", "The decay rate of the running mean of the gradients m"),
        translate("BuilderView", "The decay rate of the running mean of their squares v"),
    )
    small, shrink = (
        translate("BuilderView", "ε, for numerical stability"),
        translate("BuilderView", "The rate at which every parameter decays towards 0"),
    )
    table = (
        (
            "momentum",
            "μ",
            translate("BuilderView", "momentum μ"),
            translate("BuilderView", "momentum μ"),
            momentum,
            True,
        ),
        (
            "alpha",
            "α",
            translate("BuilderView", "decay α"),
            translate("BuilderView", "decay α of the squares"),
            second,
            True,
        ),
        ("beta1", "β₁", "β₁", translate("BuilderView", "decay β₁ of the mean"), first, True),
        ("beta2", "β₂", "β₂", translate("BuilderView", "decay β₂ of the squares"), second, True),
        ("epsilon", "ε", "ε", translate("BuilderView", "epsilon ε"), small, False),
        (
            "weight_decay",
            "λ",
            translate("BuilderView", "decay λ"),
            translate("BuilderView", "weight decay λ"),
            shrink,
            False,
        ),
    )
    return {row[0]: OptimizerRow(session, *row) for row in table}
