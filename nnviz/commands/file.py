"""The File menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
FILE: tuple[Command, ...] = (
    Command(
        "new", "File", _("New"), lambda w: w.new(), ("Ctrl+N",), _("Start with a small network on XOR"),
        icon="new"
    ),
    Command("open", "File", _("Open…"), lambda w: w.open(), ("Ctrl+O",), icon="open"),
    Command("save", "File", _("Save"), lambda w: w.save(), ("Ctrl+S",), group=1, icon="save"),
    Command("save_as", "File", _("Save as…"), lambda w: w.save_as(), ("Ctrl+Shift+S",), group=1),
    Command(
        "save_picture", "File", _("Save picture of the window…"), lambda w: w.save_picture(),
        ("Ctrl+Shift+E",), group=2, icon="camera"
    ),
    Command("quit", "File", _("Quit"), lambda w: w.close(), ("Ctrl+Q",), group=3),
)
# fmt: on
