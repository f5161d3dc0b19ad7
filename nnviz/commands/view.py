"""The View menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
VIEW: tuple[Command, ...] = (
    Command(
        "quantity", "View", _("Weights or gradients"), lambda w: w.toggle_quantity(), ("G",),
        _("What the edges of the network show")
    ),
    Command("light", "View", _("Light"), lambda w: w.set_theme("light"), group=2, checkable=True),
    Command("dark", "View", _("Dark"), lambda w: w.set_theme("dark"), group=2, checkable=True),
    Command(
        "system", "View", _("Like the desktop"), lambda w: w.set_theme("system"), group=2, checkable=True
    ),
    Command(
        "presenter", "View", _("Presenter size"), lambda w: w.toggle_presenter(), ("Ctrl+Shift+P",),
        _("Everything half as large again, for a projector"), group=3, checkable=True
    ),
    Command(
        "animation", "View", _("Show movement"), lambda w: w.toggle_animation(), ("Ctrl+M",),
        _("Pulses along the edges when stepping"), group=3, checkable=True
    ),
    Command(
        "full_screen", "View", _("Full screen"), lambda w: w.toggle_full_screen(), ("F11",), group=3,
        checkable=True
    ),
    Command(
        "restore_layout", "View", _("Restore the layout"), lambda w: w.restore_layout(), ("Ctrl+0",),
        _("All panels back to their places"), group=4
    ),
)
# fmt: on
