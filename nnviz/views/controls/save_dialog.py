"""The dialog that asks where a file is saved: the one way of all commands that save or export."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.core.file_access.reading import display_name
from nnviz.core.text.translate import translate


def ask_save_path(
    window: QWidget,
    title: str,
    start: str,
    filters: str,
    suffixes: Sequence[str],
    also_written: Callable[[Path], Sequence[Path]] = lambda path: (),
) -> Path | None:
    """Ask where to save, add the suffix that was left out, and ask before anything there is replaced.

    The dialog itself asks about the name as it was typed. Desktops differ in whether they add a suffix
    before that, so the question about a name that was completed is asked here.

    Parameters
    ----------
    window
        The parent of the dialog.
    title, start, filters
        Of the dialog: its title, the file it suggests, kinds of files as ``Pictures (*.png)``.
    suffixes
        Those a file may end in; the first one is the default where the filter names none.
    also_written
        Returns further files that are written beside the one that was chosen.

    Returns
    -------
    Path or None
        None if the user chose no file, or does not want one replaced.
    """
    name, chosen = QFileDialog.getSaveFileName(window, title, start, filters)
    if not name:
        return None
    typed = Path(name)
    path = typed
    if typed.suffix.lower() not in suffixes:
        suffix = next((s for s in suffixes if f"*{s}" in chosen), suffixes[0])
        path = typed.with_name(typed.name + suffix)
    written = dict.fromkeys((path, *also_written(path)))
    unasked = [other for other in written if other != typed and os.path.lexists(other)]
    return path if not unasked or _may_replace(window, unasked) else None


def _may_replace(window: QWidget, paths: Sequence[Path]) -> bool:
    names = translate("save_dialog", " and ").join(display_name(path.name) for path in paths)
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("nnviz")
    box.setText(
        translate("save_dialog", "{0} already exists. Replace it?").format(names)
        if len(paths) == 1
        else translate("save_dialog", "{0} already exist. Replace them?").format(names)
    )
    box.setInformativeText(translate("save_dialog", "Its present content will be lost."))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Yes | buttons.Cancel)
    box.button(buttons.Yes).setText(translate("save_dialog", "Replace"))
    box.setDefaultButton(buttons.Cancel)
    return box.exec() == buttons.Yes
