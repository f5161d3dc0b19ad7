"""The list of controls of the manual, remade: ``python -m tests.control_list``."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import re

from nnviz import app, resources, theme
from nnviz.core.document import files
from nnviz.session import Session
from nnviz.views.control_names import controls, name_controls
from nnviz.views.main_window import MainWindow
from tests.surfaces import dialogs

HEAD = """# Controls by their object names

Tests and scripts find every control of the window by a name that depends on no language, theme or size: in
tests with `nnviz_window(…).control("judge.entry.claim")`, in Qt with `findChild`. N stands for a running
number or for the name of a feature. Commands have the names of the table in
`nnviz/commands/`, such as `forward` or `run_until`.

| name | control |
|---|---|
"""


def plain(name):
    """Return a name with its running numbers left open."""
    return re.sub(r"(chips|layers|swatches|quotes)\.[^.]+", r"\1.N", name)


def _list(top, rows):
    """Add the controls of a window or a dialog to the rows of the table."""
    for widget in controls(top):
        said = widget.accessibleName() or getattr(widget, "text", str)() or widget.toolTip()
        name = plain(widget.objectName())
        said = re.sub(r"\d+", "N", said) if name != widget.objectName() else said
        rows.setdefault(name, "" if "chips" in name else said.replace("|", "/").partition("\n")[0])


def main():
    """Write the page from a window on XOR."""
    application = app.application()
    theme.manager().apply(application, "light")
    window = MainWindow(Session(files.example("xor")))
    window.show()
    window.complete()
    for _ in range(10):
        application.processEvents()
    name_controls(window)
    rows = {}
    _list(window, rows)
    for _, dialog in dialogs(window):
        name_controls(window)
        _list(dialog, rows)
    page = resources.path("manual") / "controls.md"
    page.write_text(
        HEAD + "".join(f"| `{name}` | {said} |\n" for name, said in sorted(rows.items())), "utf-8"
    )
    window.close()


if __name__ == "__main__":
    main()
