"""The Run menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
RUN: tuple[Command, ...] = (
    Command(
        "run",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Run"),
        lambda w: w.session.toggle_run(),
        ("Ctrl+Return", "F5", "R"),
        QT_TRANSLATE_NOOP("actions", "Train until paused"),
        icon="run",
    ),
    Command(
        "run_until",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Run until…"),
        lambda w: w.run_until(),
        ("Ctrl+U", "Shift+F5"),
        QT_TRANSLATE_NOOP("actions", "Run until an event: a number of iterations, a loss, a dead unit …"),
    ),
    Command(
        "breakpoints",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Breakpoints and training health"),
        lambda w: w.show_breakpoints(),
        ("Ctrl+Shift+U",),
        QT_TRANSLATE_NOOP("actions", "Breakpoints, and problems found in training"),
    ),
    Command(
        "slower", "Run", QT_TRANSLATE_NOOP("actions", "Slower"), lambda w: w.change_speed(-1), ("[",), group=1
    ),
    Command(
        "faster", "Run", QT_TRANSLATE_NOOP("actions", "Faster"), lambda w: w.change_speed(1), ("]",), group=1
    ),
    Command(
        "start",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Start"),
        lambda w: w.session.start(),
        ("Home",),
        QT_TRANSLATE_NOOP("actions", "Back to the start, before the first operation"),
        group=2,
        icon="start",
    ),
    Command(
        "go_to",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Go to…"),
        lambda w: w.go_to(),
        ("Ctrl+G",),
        QT_TRANSLATE_NOOP("actions", "Type an iteration, an operation of it or an epoch: 37, 37.5, epoch 3"),
        group=2,
    ),
    Command(
        "latest",
        "Run",
        QT_TRANSLATE_NOOP("actions", "Latest"),
        lambda w: w.session.go_to_end(),
        ("End",),
        QT_TRANSLATE_NOOP("actions", "Go to the latest iteration that has been run"),
        group=2,
    ),
)
# fmt: on
