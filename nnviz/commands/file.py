"""The File menu."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
FILE: tuple[Command, ...] = (
    Command(
        "new", "File", _("New"), lambda w: w.new(), ("Ctrl+N",), _("Start with a small network on XOR"),
        icon="new"
    ),
    Command(
        "new_bare", "File", _("New without hidden layers"), lambda w: w.new(bare=True), ("Ctrl+Alt+N",),
        _("Inputs connected directly to one output on XOR; build the rest yourself")
    ),
    Command("open", "File", _("Open…"), lambda w: w.open(), ("Ctrl+O",), icon="open"),
    Command(
        "import_data", "File", _("Import data…"), lambda w: w.importing.choose(), ("Ctrl+I",),
        _("Import a CSV or TSV file")
    ),
    Command("save", "File", _("Save"), lambda w: w.save(), ("Ctrl+S",), group=1, icon="save"),
    Command("save_as", "File", _("Save as…"), lambda w: w.save_as(), ("Ctrl+Shift+S",), group=1),
    Command(
        "save_picture", "File", _("Save picture of the window…"), lambda w: w.save_picture(),
        ("Ctrl+Shift+E",), group=2, icon="camera"
    ),
    Command(
        "view_picture", "File", _("Save picture of a view…"), lambda w: w.charts.save_picture(),
        ("Ctrl+Alt+P",), _("Network or any panel as PNG, SVG or PDF"), group=2
    ),
    Command(
        "copy_picture", "File", _("Copy picture of a view…"), lambda w: w.charts.copy_picture(),
        ("Ctrl+Alt+Shift+P",), _("Network or any panel to the clipboard, for slides and documents"), group=2
    ),
    Command(
        "export_history", "File", _("Export history as CSV…"), lambda w: w.charts.export_history(),
        ("Ctrl+Alt+X",), _("Losses, accuracies and gradient magnitudes of every iteration"), group=2
    ),
    Command(
        "export_numpy", "File", _("Export as NumPy program…"), lambda w: w.export_actions.program("numpy"),
        tip=_("The run as a script that needs only NumPy, one line for each operation"), group=3
    ),
    Command(
        "export_pytorch", "File", _("Export as PyTorch program…"),
        lambda w: w.export_actions.program("pytorch"),
        tip=_("The same network and numbers, gradients by PyTorch"), group=3
    ),
    Command(
        "export_worksheet", "File", _("Export worksheet…"), lambda w: w.export_actions.worksheet(),
        ("Ctrl+Alt+W",), _("One iteration to print: worked out, or with blanks to fill in"), group=3
    ),
    Command("quit", "File", _("Quit"), lambda w: w.close(), ("Ctrl+Q",), group=4),
)
# fmt: on
