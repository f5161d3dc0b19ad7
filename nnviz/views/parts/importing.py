"""Importing a table: chosen, pasted or dropped, understood in a dialog, taken as one step of undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from nnviz.session.edit import Edit

if TYPE_CHECKING:
    from nnviz.core.data_editing.csv_import import TableSource
    from nnviz.views.csv_import import ImportDialog


class Importing:
    """What commands and dropped files ask for.

    Parameters
    ----------
    window
        The parent of the dialog; its session and documents are made.

    Attributes
    ----------
    dialog
        The dialog that was opened last, None before.
    """

    def __init__(self, window: Any) -> None:
        self._window, self._session, self._documents = window, window.session, window.documents
        self.dialog: ImportDialog | None = None

    def choose(self) -> None:
        """Choose a table and show how it is understood."""
        self._show(self._documents.choose_table())

    def paste(self) -> None:
        """Show how the table on the clipboard is understood."""
        self._show(self._documents.pasted_table())

    def drop(self, path: Path) -> bool:
        """Show how a dropped file is understood; return whether it may be a table."""
        from nnviz.core.data_editing.csv_import import SUFFIXES

        if path.suffix.lower() not in SUFFIXES:
            return False
        self._show(self._documents.table(path))
        return True

    def _show(self, source: TableSource | None) -> None:
        if source is None:
            return
        from nnviz.views.csv_import import ImportDialog

        self._session.pause()
        try:
            self.dialog = ImportDialog(source, self._session.experiment, self._window)
        except ExperimentError as error:
            text = translate("importing", "This table cannot be imported.")
            self._documents.explain(text, str(error))
            return
        self.dialog.accepted.connect(self._take)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _take(self) -> None:
        """Take the table, and say what was adapted to it."""
        from nnviz.session.sentences import consequences

        assert self.dialog is not None
        # The network may have changed while the dialog was open; what follows from the table does not.
        before, after = self.dialog.experiment, self.dialog.result_experiment
        if after is not None:
            self._session.apply(Edit(self.dialog.title(), after))
            self._session.message.emit(f"{self.dialog.said()} {consequences(before, after)}".strip())
