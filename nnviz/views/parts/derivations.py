"""Derivations from the window: opened, pasted, dropped, and the panel they are shown in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate

if TYPE_CHECKING:
    from nnviz.views.derivation import DerivationView

SUFFIXES = (".md", ".tex", ".txt", ".py", ".ipynb")
"""Files that may hold a derivation."""


class Derivations:
    """What commands, the clipboard and dropped files ask for.

    Parameters
    ----------
    window
        The parent of dialogs; its session, documents and panels are made.
    """

    def __init__(self, window: Any) -> None:
        self._window, self._session = window, window.session
        self.view: DerivationView | None = None
        self._session.derivation.opened.connect(self._opened)

    def make(self) -> None:
        """Make the panel."""
        from nnviz.views.derivation import DerivationView

        self.view = view = DerivationView(self._session)
        panel = self._window.panels["derivation"]
        panel.set_view(view)
        panel.visibilityChanged.connect(self._front)
        view.open_wanted.connect(self.choose)
        view.example_wanted.connect(self.open_built_in)
        view.export_wanted.connect(self._window.export_actions.derivation)
        self._front()

    def _front(self, _visible: bool = False) -> None:
        self._session.derivation.set_wanted(self._window.panels["derivation"].in_front())

    def _opened(self) -> None:
        self._bring()
        if self.view is not None:
            self.view.begin()

    def _bring(self) -> None:
        self._window.complete()
        self._window.panels.bring("derivation")

    def show(self) -> None:
        """Bring the panel to the front, the keyboard with it."""
        self._bring()
        if self.view is not None:
            self.view.begin()

    def first_wrong(self) -> None:
        """Look at the first wrong step of the text."""
        self._bring()
        if self.view is not None:
            self.view.show_first_wrong()

    def paste(self) -> None:
        """Judge the text on the clipboard."""
        self._window.complete()
        if self.view is not None:
            self.view.paste()

    def take_clipboard(self) -> bool:
        """Judge the text on the clipboard if it is a derivation; return whether it is."""
        text = QGuiApplication.clipboard().text()
        found = self._session.derivation.looks_like_one(text)
        if found:
            self._session.derivation.open(text)
        return bool(found)

    def open_built_in(self, name: str) -> None:
        """Open a built-in derivation."""
        from nnviz.core.derivation.catalogue import built_in

        self._session.derivation.open(built_in(name), name)

    def choose(self) -> None:
        """Choose a file and open it."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            translate("derivation", "Open a derivation"),
            "",
            translate("derivation", "Derivations ({0})").format(kinds),
        )
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> bool:
        """Open the text of a file; a mistake is explained and all stays as it is."""
        try:
            text = read_file(path)
        except (ExperimentError, ValueError) as error:
            self._window.documents.explain(
                translate("derivation", "This derivation cannot be opened."), str(error)
            )
            return False
        return bool(self._session.derivation.open(text, path.name))

    def drop(self, path: Path) -> bool:
        """Open a dropped file if it holds a derivation; return whether it does."""
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            return False
        if suffix in (".md", ".txt"):
            try:
                text = read_file(path)
            except (ExperimentError, ValueError):
                return False
            if text.startswith("---\n") or not self._session.derivation.looks_like_one(text):
                # A lesson begins with a header; a table has no equations.
                return False
        self.open_file(path)
        return True


def read_file(path: Path) -> str:
    """Return the text of a file that may hold a derivation.

    Raises
    ------
    ExperimentError, ValueError
        If it cannot be read, is too long, or is no text.
    """
    from nnviz.core.derivation.source_text import MAX_BYTES, read_text
    from nnviz.core.file_access.reading import read_bounded

    return read_text(read_bounded(path, MAX_BYTES), path.suffix.lower())
