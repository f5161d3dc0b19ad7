"""The Step menu."""

from __future__ import annotations

from nnviz.commands.command import Command, Run
from nnviz.core.run.navigation import GRANULARITIES
from nnviz.core.text.translate import QT_TRANSLATE_NOOP


def _step(direction: int, granularity: str | None = None) -> Run:
    return lambda w: w.session.step(direction, granularity)


def _granularity(name: str) -> Run:
    return lambda w: w.session.set_granularity(name)


def _example(offset: int) -> Run:
    return lambda w: w.session.set_example(w.session.example + offset)


# fmt: off  (a row is a row)
STEP: tuple[Command, ...] = (
    Command(
        "forward",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Step"),
        _step(1),
        ("Right", "Space", "PgDown"),
        QT_TRANSLATE_NOOP("actions", "One step forward"),
        icon="step",
    ),
    Command(
        "back",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Back"),
        _step(-1),
        ("Left", "Backspace", "PgUp"),
        QT_TRANSLATE_NOOP("actions", "One step back, bit-exact"),
        icon="back",
    ),
    Command(
        "layer_forward",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Layer forward"),
        _step(1, "layer"),
        ("Shift+Right",),
        group=1,
    ),
    Command(
        "layer_back",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Layer back"),
        _step(-1, "layer"),
        ("Shift+Left",),
        group=1,
    ),
    Command(
        "phase_forward",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Phase forward"),
        _step(1, "phase"),
        ("Alt+Right",),
        group=1,
    ),
    Command(
        "phase_back",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Phase back"),
        _step(-1, "phase"),
        ("Alt+Left",),
        group=1,
    ),
    Command(
        "iteration_forward",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Iteration forward"),
        _step(1, "iteration"),
        ("Down",),
        group=1,
    ),
    Command(
        "iteration_back",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Iteration back"),
        _step(-1, "iteration"),
        ("Up",),
        group=1,
    ),
    Command(
        "epoch_forward",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Epoch forward"),
        _step(1, "epoch"),
        ("Shift+Down",),
        group=1,
    ),
    Command(
        "epoch_back",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Epoch back"),
        _step(-1, "epoch"),
        ("Shift+Up",),
        group=1,
    ),
    *(
        Command(f"by_{name}", "Step", text, _granularity(name), (str(i),), group=2, checkable=True)
        for i, (name, text) in enumerate(
            zip(
                GRANULARITIES,
                (
                    QT_TRANSLATE_NOOP("actions", "Step by operation"),
                    QT_TRANSLATE_NOOP("actions", "Step by layer"),
                    QT_TRANSLATE_NOOP("actions", "Step by phase"),
                    QT_TRANSLATE_NOOP("actions", "Step by iteration"),
                    QT_TRANSLATE_NOOP("actions", "Step by epoch"),
                ),
                strict=True,
            ),
            1,
        )
    ),
    Command(
        "next_example",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Next example of the batch"),
        _example(1),
        (".",),
        group=3,
    ),
    Command(
        "previous_example",
        "Step",
        QT_TRANSLATE_NOOP("actions", "Previous example of the batch"),
        _example(-1),
        (",",),
        group=3,
    ),
)
# fmt: on
