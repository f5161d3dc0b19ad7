"""Opening and saving from the window: dialogs, the question about unsaved changes, errors as sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.views.controls.picture_file import png
from nnviz.views.controls.save_dialog import ask_save_path

if TYPE_CHECKING:
    from nnviz.core.data_editing.csv_import import TableSource


class Documents:
    """What File commands do, asking the user where needed."""

    def __init__(self, window: QWidget, session: Session) -> None:
        self._window, self._session = window, session

    @staticmethod
    def _filter() -> str:
        return translate("documents", "nnviz experiments (*{0})").format(files.SUFFIX)

    @staticmethod
    def _open_filter() -> str:
        return translate("documents", "nnviz experiments and recorded training steps (*{0} *{1})").format(
            files.SUFFIX, files.RECORDING_SUFFIX
        )

    def _folder(self) -> str:
        if self._session.path is not None:
            return str(self._session.path)
        return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def may_leave(self) -> bool:
        """Ask what to do with unsaved changes; return whether to go on."""
        if not self._session.modified:
            return True
        box = QMessageBox(self._window)
        box.setWindowTitle("nnviz")
        box.setText(
            translate("documents", "Save the changes to {0}?").format(
                self._session.name or translate("documents", "this experiment")
            )
        )
        box.setInformativeText(translate("documents", "Unsaved changes will be lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def open(self) -> None:
        """Choose a file and open it."""
        if not self.may_leave():
            return
        name, _ = QFileDialog.getOpenFileName(
            self._window, translate("documents", "Open"), self._folder(), self._open_filter()
        )
        if name:
            self.open_file(name)

    def open_recent(self, name: str) -> None:
        """Open a file that was open before."""
        if self.may_leave():
            self.open_file(name)

    def open_file(self, name: str) -> bool:
        """Open a file; a broken one is explained and what is open stays."""
        try:
            self._session.open_file(name)
        except ExperimentError as error:
            self.explain(translate("documents", "This file cannot be opened."), str(error))
            return False
        return True

    def choose_table(self) -> TableSource | None:
        """Choose a file that holds a table; None if there is none, or it cannot be read."""
        from nnviz.core.data_editing.csv_import import SUFFIXES

        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            translate("documents", "Import data"),
            self._folder(),
            translate("documents", "Tables ({0});;All files (*)").format(kinds),
        )
        return self.table(Path(name)) if name else None

    def table(self, path: Path) -> TableSource | None:
        """Return a file as the source of a table; one that is none is explained."""
        from nnviz.core.data_editing.csv_import import TableSource

        try:
            return TableSource(path)
        except ExperimentError as error:
            self.explain(translate("documents", "This file cannot be imported."), str(error))
            return None

    def pasted_table(self) -> TableSource | None:
        """Return the text of the clipboard as the source of a table; say so if there is none."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._session.message.emit(
                translate(
                    "documents",
                    "The clipboard holds no text: copy cells of a spreadsheet, or lines of CSV, first.",
                )
            )
            return None
        from nnviz.core.data_editing.csv_import import TableSource

        try:
            return TableSource(text=text)
        except ExperimentError as error:
            self.explain(translate("documents", "This cannot be pasted."), str(error))
            return None

    def open_example(self, name: str) -> None:
        """Open a built-in example."""
        if self.may_leave():
            self._session.open_example(name)

    def save(self) -> bool:
        """Save to its own file, or ask where."""
        return self.save_as() if self._session.path is None else self._write(self._session.path)

    def save_as(self) -> bool:
        """Ask where and save."""
        start = Path(self._folder())
        if self._session.path is None:
            start = start / f"{self._session.name.removesuffix(files.SUFFIX) or 'experiment'}{files.SUFFIX}"
        path = ask_save_path(
            self._window, translate("documents", "Save as"), str(start), self._filter(), (files.SUFFIX,)
        )
        return path is not None and self._write(path)

    def _write(self, path: Path) -> bool:
        if self._session.would_lose(path) and not self._may_replace(path):
            return False
        try:
            with_run = self._session.save(path)
        except ExperimentError as error:
            self.explain(translate("documents", "The experiment could not be saved."), str(error))
            return False
        if with_run:
            said = translate("documents", "Saved {0}")
        else:
            said = translate("documents", "Saved {0} without its run, which is too large for a file")
        self._session.message.emit(said.format(self._session.name))
        return True

    def _may_replace(self, path: Path) -> bool:
        """Ask whether to save over a file that was changed elsewhere."""
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle("nnviz")
        box.setText(
            translate(
                "documents", "{0} was changed by another program or window since it was opened here."
            ).format(display_name(path.name))
        )
        box.setInformativeText(translate("documents", "Saving overwrites the file. Save anyway?"))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Cancel)
        box.button(buttons.Save).setText(translate("documents", "Replace"))
        box.setDefaultButton(buttons.Cancel)
        return box.exec() == buttons.Save

    def save_picture(self) -> None:
        """Save the window as a picture."""
        filters = translate("documents", "Pictures (*.png)")
        path = ask_save_path(
            self._window, translate("documents", "Save picture"), "nnviz.png", filters, (".png",)
        )
        if path is None:
            return
        try:
            atomic_write(path, png(self._window.grab()))
        except ExperimentError as error:
            self.explain(translate("documents", "The picture could not be saved."), str(error))
            return
        self._session.message.emit(translate("documents", "Saved {0}").format(display_name(path.name)))

    def explain(self, what: str, why: str) -> None:
        """Show a sentence and its reason."""
        box = QMessageBox(
            QMessageBox.Icon.Warning, "nnviz", what, QMessageBox.StandardButton.Ok, self._window
        )
        box.setInformativeText(why)
        box.exec()
