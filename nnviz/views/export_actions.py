"""Exports from the File menu: programs and worksheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.views.controls.save_dialog import ask_save_path
from nnviz.views.documents import Documents

if TYPE_CHECKING:
    from nnviz.views.worksheet_dialog import WorksheetDialog

_KINDS = {"numpy": "NumPy", "pytorch": "PyTorch"}


class ExportActions:
    """Asks where to, writes, and says so; a mistake is a sentence.

    Parameters
    ----------
    window
        The parent of dialogs.
    documents
        Says what went wrong.
    """

    def __init__(self, window: QWidget, session: Session, documents: Documents) -> None:
        self._window, self._session, self._documents = window, session, documents

    def program(self, kind: str) -> None:
        """Write the run as a program: ``numpy`` or ``pytorch``."""
        title = translate("export_actions", "Export as {0} program").format(_KINDS[kind])
        path = self._ask(title, f"_{kind}.py", translate("export_actions", "Python (*.py)"), (".py",))
        if path is not None:
            self._try(lambda: [self._write_program(kind, path)])

    def _write_program(self, kind: str, path: Path) -> Path:
        from nnviz.core.export.numpy_script import numpy_script
        from nnviz.core.export.pytorch_script import pytorch_script

        make: Callable[[Experiment, str], str] = numpy_script if kind == "numpy" else pytorch_script
        atomic_write(path, make(self._session.experiment, self._name()).encode())
        return path

    def worksheet(self) -> None:
        """Ask what the worksheet shall hold and where it goes, and write it."""
        from nnviz.views.worksheet_dialog import WorksheetDialog
        from nnviz.worksheets import files_of_sheets

        dialog = WorksheetDialog(self._session, self._window)
        if not dialog.exec():
            return
        kinds = translate("export_actions", "PDF for paper (*.pdf);;HTML for the web (*.html)")
        written = files_of_sheets if dialog.blanks else lambda path: ()
        path = self._ask(
            translate("export_actions", "Save worksheet"), "-worksheet.pdf", kinds, (".pdf", ".html"), written
        )
        if path is not None:
            self._try(lambda: self._write_worksheet(dialog, path))

    def _write_worksheet(self, dialog: WorksheetDialog, path: Path) -> list[Path]:
        from nnviz.worksheets import write_sheets

        # A timeline of its own: what is in view stays where it is.
        timeline = Timeline(self._session.experiment)
        iteration, digits = int(dialog.iteration.value()), int(dialog.digits.value())
        return write_sheets(
            timeline, iteration, path, self._name(), dialog.example, digits, dialog.blanks,
            dialog.chosen_operations, dialog.fading,
        )  # fmt: skip

    def derivation(self) -> None:
        """Write the derivation with its marks as Markdown, HTML or PDF."""
        if self._session.derivation.saved is None:
            self._session.message.emit(
                translate("export_actions", "There is no derivation to export: open or paste one first.")
            )
            return
        kinds = translate(
            "export_actions", "HTML for the web (*.html);;PDF for paper (*.pdf);;Markdown (*.md)"
        )
        path = self._ask(
            translate("export_actions", "Export the derivation"),
            "-derivation.html",
            kinds,
            (".html", ".pdf", ".md"),
        )
        if path is not None:
            self._try(lambda: self._write_derivation(path))

    def _write_derivation(self, path: Path) -> list[Path]:
        from nnviz.views.derivation.marked import marked_text
        from nnviz.worksheets.marked_files import write_marked_text

        self._session.derivation.finish()
        write_marked_text(marked_text(self._session), path)
        return [path]

    def _name(self) -> str:
        return Path(self._session.name).stem or translate("export_actions", "experiment")

    def _ask(
        self,
        title: str,
        ending: str,
        filters: str,
        suffixes: tuple[str, ...],
        also_written: Callable[[Path], Sequence[Path]] = lambda path: (),
    ) -> Path | None:
        folder = self._session.path.parent if self._session.path is not None else Path()
        start = str(folder / f"{self._name()}{ending}")
        return ask_save_path(self._window, title, start, filters, suffixes, also_written)

    def _try(self, write: Callable[[], list[Path]]) -> None:
        try:
            written = write()
        except ExperimentError as error:
            self._documents.explain(translate("export_actions", "This could not be exported."), str(error))
            return
        names = translate("export_actions", " and ").join(display_name(path.name) for path in written)
        self._session.message.emit(translate("export_actions", "Saved {0}").format(names))
