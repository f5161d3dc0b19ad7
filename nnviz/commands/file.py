"""The File menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
FILE: tuple[Command, ...] = (
    Command(
        "new",
        "File",
        QT_TRANSLATE_NOOP("actions", "New"),
        lambda w: w.new(),
        ("Ctrl+N",),
        QT_TRANSLATE_NOOP("actions", "Start with a small network on XOR"),
        icon="new",
    ),
    Command(
        "new_bare",
        "File",
        QT_TRANSLATE_NOOP("actions", "New without hidden layers"),
        lambda w: w.new(bare=True),
        ("Ctrl+Alt+N",),
        QT_TRANSLATE_NOOP(
            "actions", "Inputs connected directly to one output on XOR; build the rest yourself"
        ),
    ),
    Command(
        "open", "File", QT_TRANSLATE_NOOP("actions", "Open…"), lambda w: w.open(), ("Ctrl+O",), icon="open"
    ),
    Command(
        "import_data",
        "File",
        QT_TRANSLATE_NOOP("actions", "Import data…"),
        lambda w: w.importing.choose(),
        ("Ctrl+I",),
        QT_TRANSLATE_NOOP("actions", "Import a CSV or TSV file"),
    ),
    Command(
        "save",
        "File",
        QT_TRANSLATE_NOOP("actions", "Save"),
        lambda w: w.save(),
        ("Ctrl+S",),
        group=1,
        icon="save",
    ),
    Command(
        "save_as",
        "File",
        QT_TRANSLATE_NOOP("actions", "Save as…"),
        lambda w: w.save_as(),
        ("Ctrl+Shift+S",),
        group=1,
    ),
    Command(
        "save_picture",
        "File",
        QT_TRANSLATE_NOOP("actions", "Save picture of the window…"),
        lambda w: w.save_picture(),
        ("Ctrl+Shift+E",),
        group=2,
        icon="camera",
    ),
    Command(
        "view_picture",
        "File",
        QT_TRANSLATE_NOOP("actions", "Save picture of a view…"),
        lambda w: w.charts.save_picture(),
        ("Ctrl+Alt+P",),
        QT_TRANSLATE_NOOP("actions", "Network or any panel as PNG, SVG or PDF"),
        group=2,
    ),
    Command(
        "copy_picture",
        "File",
        QT_TRANSLATE_NOOP("actions", "Copy picture of a view…"),
        lambda w: w.charts.copy_picture(),
        ("Ctrl+Alt+Shift+P",),
        QT_TRANSLATE_NOOP("actions", "Network or any panel to the clipboard, for slides and documents"),
        group=2,
    ),
    Command(
        "export_history",
        "File",
        QT_TRANSLATE_NOOP("actions", "Export history as CSV…"),
        lambda w: w.charts.export_history(),
        ("Ctrl+Alt+X",),
        QT_TRANSLATE_NOOP("actions", "Losses, accuracies and gradient magnitudes of every iteration"),
        group=2,
    ),
    Command(
        "export_numpy",
        "File",
        QT_TRANSLATE_NOOP("actions", "Export as NumPy program…"),
        lambda w: w.export_actions.program("numpy"),
        tip=QT_TRANSLATE_NOOP(
            "actions", "The run as a script that needs only NumPy, one line for each operation"
        ),
        group=3,
    ),
    Command(
        "export_pytorch",
        "File",
        QT_TRANSLATE_NOOP("actions", "Export as PyTorch program…"),
        lambda w: w.export_actions.program("pytorch"),
        tip=QT_TRANSLATE_NOOP("actions", "The same network and numbers, gradients by PyTorch"),
        group=3,
    ),
    Command(
        "export_worksheet",
        "File",
        QT_TRANSLATE_NOOP("actions", "Export worksheet…"),
        lambda w: w.export_actions.worksheet(),
        ("Ctrl+Alt+W",),
        QT_TRANSLATE_NOOP("actions", "One iteration to print: worked out, or with blanks to fill in"),
        group=3,
    ),
    Command("quit", "File", QT_TRANSLATE_NOOP("actions", "Quit"), lambda w: w.close(), ("Ctrl+Q",), group=4),
)
# fmt: on
