"""The Step menu."""

from __future__ import annotations

from nnviz.commands.command import Command, Run, _
from nnviz.core.run.navigation import GRANULARITIES


def _step(direction: int, granularity: str | None = None) -> Run:
    return lambda w: w.session.step(direction, granularity)


def _granularity(name: str) -> Run:
    return lambda w: w.session.set_granularity(name)


def _example(offset: int) -> Run:
    return lambda w: w.session.set_example(w.session.example + offset)


# fmt: off  (a row is a row)
STEP: tuple[Command, ...] = (
    Command(
        "forward", "Step", _("Step"), _step(1), ("Right", "Space", "PgDown"), _("One step forward"),
        icon="step"
    ),
    Command(
        "back", "Step", _("Back"), _step(-1), ("Left", "Backspace", "PgUp"),
        _("One step back, bit-exact"), icon="back"
    ),
    Command("layer_forward", "Step", _("Layer forward"), _step(1, "layer"), ("Shift+Right",), group=1),
    Command("layer_back", "Step", _("Layer back"), _step(-1, "layer"), ("Shift+Left",), group=1),
    Command("phase_forward", "Step", _("Phase forward"), _step(1, "phase"), ("Alt+Right",), group=1),
    Command("phase_back", "Step", _("Phase back"), _step(-1, "phase"), ("Alt+Left",), group=1),
    Command("iteration_forward", "Step", _("Iteration forward"), _step(1, "iteration"), ("Down",), group=1),
    Command("iteration_back", "Step", _("Iteration back"), _step(-1, "iteration"), ("Up",), group=1),
    Command("epoch_forward", "Step", _("Epoch forward"), _step(1, "epoch"), ("Shift+Down",), group=1),
    Command("epoch_back", "Step", _("Epoch back"), _step(-1, "epoch"), ("Shift+Up",), group=1),
    *(
        Command(f"by_{name}", "Step", text, _granularity(name), (str(i),), group=2, checkable=True)
        for i, (name, text) in enumerate(
            zip(
                GRANULARITIES,
                (
                    _("Step by operation"),
                    _("Step by layer"),
                    _("Step by phase"),
                    _("Step by iteration"),
                    _("Step by epoch"),
                ),
                strict=True,
            ),
            1,
        )
    ),
    Command("next_example", "Step", _("Next example of the batch"), _example(1), (".",), group=3),
    Command("previous_example", "Step", _("Previous example of the batch"), _example(-1), (",",), group=3),
)
# fmt: on
