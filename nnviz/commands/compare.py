"""Several runs beside each other, in the Run menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
COMPARE: tuple[Command, ...] = (
    Command(
        "compare",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Compare with another…"),
        lambda w: w.compare(),
        ("Ctrl+Alt+K", "C"),
        QT_TRANSLATE_NOOP(
            "actions", "Pin this run and train another beside it: another seed, η, loss, optimizer, network …"
        ),
        group=10,
    ),
    Command(
        "pin",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Pin this run"),
        lambda w: w.toggle_pin(),
        ("Ctrl+P",),
        QT_TRANSLATE_NOOP(
            "actions", "Keep this run beside whatever becomes of it, or unpin the one that is kept"
        ),
        group=10,
    ),
    Command(
        "swap_pinned",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Swap with the pinned run"),
        lambda w: w.swap_pinned(),
        ("Ctrl+Alt+S",),
        QT_TRANSLATE_NOOP("actions", "Make the pinned run the present one, and this one the pinned"),
        group=10,
    ),
    Command(
        "name_pinned",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Name the pinned run…"),
        lambda w: w.name_pinned(),
        ("Ctrl+Alt+F2",),
        QT_TRANSLATE_NOOP("actions", "Type a name for the pinned run"),
        group=10,
    ),
    Command(
        "sweep",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Sweep…"),
        lambda w: w.show_sweep(),
        ("Ctrl+Alt+M",),
        QT_TRANSLATE_NOOP(
            "actions", "Train many seeds, or values of η or of another entry, as a fan of curves"
        ),
        group=10,
    ),
)
# fmt: on
