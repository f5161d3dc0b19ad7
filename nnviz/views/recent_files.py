"""The files opened and saved last, as a menu."""

from __future__ import annotations

import os
from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction

from nnviz.core.file_access.reading import display_name, full_path, path_from_text, path_to_text
from nnviz.session import Session
from nnviz.views.controls import Menu

MOST = 8


class RecentFiles(QObject):
    """Remembers the last files and fills a submenu with them whenever it is opened.

    Parameters
    ----------
    session
        Whose files.
    settings
        Where they are remembered; None remembers them as long as the window lives.
    menu
        The submenu.
    chosen
        Called with the name of a file.
    """

    def __init__(
        self, session: Session, settings: QSettings | None, menu: Menu, chosen: Callable[[str], None]
    ) -> None:
        super().__init__(menu)
        self._session, self._settings, self.menu, self._chosen = session, settings, menu, chosen
        self._names = self._read()
        session.document_changed.connect(self._document_changed)
        menu.triggered.connect(self._triggered)
        menu.aboutToShow.connect(self.fill)
        menu.menuAction().setEnabled(bool(self._names))
        self._document_changed()

    @property
    def names(self) -> list[str]:
        """The files, the last one first."""
        return list(self._names)

    def _read(self) -> list[str]:
        if self._settings is not None:
            self._settings.sync()
        stored = self._settings.value("recent") if self._settings is not None else None
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return [name for name in names if isinstance(name, str) and name][:MOST]

    def _document_changed(self) -> None:
        path = self._session.path
        if path is None:
            return
        name = path_to_text(full_path(path))
        if self._names[:1] != [name]:
            # Another window may have opened files since.
            known = self._names if self._settings is None else self._read()
            self._keep([name, *(other for other in known if other != name)][:MOST])

    def _keep(self, names: list[str]) -> None:
        self._names = names
        self.menu.menuAction().setEnabled(bool(names))
        if self._settings is not None:
            self._settings.setValue("recent", names)

    def fill(self) -> None:
        """List the files that are still there, and a command that forgets them."""
        self.menu.clear()
        for number, name in enumerate(self._names, 1):
            path = path_from_text(name)
            action = self.menu.addAction(f"&{number}  {display_name(path.name).replace('&', '&&')}")
            action.setData(name)
            action.setToolTip(display_name(path))
            action.setStatusTip(display_name(path))
            action.setEnabled(os.path.exists(path))
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Forget these files")).setData("")

    def _triggered(self, action: QAction) -> None:
        if action.data():
            self._chosen(str(path_from_text(action.data())))
        else:
            self._keep([])
