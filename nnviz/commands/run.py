"""The Run menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
RUN: tuple[Command, ...] = (
    Command(
        "run", "Run", _("Run"), lambda w: w.session.toggle_run(), ("Ctrl+Return", "F5", "R"),
        _("Train until paused"), icon="run"
    ),
    Command(
        "run_until", "Run", _("Run until…"), lambda w: w.run_until(), ("Ctrl+U", "Shift+F5"),
        _("Run until an event: a number of iterations, a loss, a dead unit …")
    ),
    Command(
        "breakpoints", "Run", _("Breakpoints and training "
                                "health"), lambda w: w.show_breakpoints(), ("Ctrl+Shift+U",),
        _("Breakpoints, and problems found in training")
    ),
    Command("slower", "Run", _("Slower"), lambda w: w.change_speed(-1), ("[",), group=1),
    Command("faster", "Run", _("Faster"), lambda w: w.change_speed(1), ("]",), group=1),
    Command(
        "start", "Run", _("Start"), lambda w: w.session.start(), ("Home",),
        _("Back to the start, before the first operation"), group=2, icon="start"
    ),
    Command(
        "go_to", "Run", _("Go to…"), lambda w: w.go_to(), ("Ctrl+G",),
        _("Type an iteration, an operation of it or an epoch: 37, 37.5, epoch 3"), group=2
    ),
    Command(
        "latest", "Run", _("Latest"), lambda w: w.session.go_to_end(), ("End",),
        _("Go to the latest iteration that has been run"), group=2
    ),
)
# fmt: on
