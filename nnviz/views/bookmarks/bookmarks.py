"""Bookmarks of the window: set, listed, visited."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.document.notes import Bookmark
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from nnviz.session import Session, bookmarks
from nnviz.views.bookmarks.list import BookmarkList
from nnviz.views.bookmarks.name_field import NameField
from nnviz.views.controls import Menu

_IN_MENU = 12


class Bookmarks:
    """Sets and names them, goes to them, and lists them in the menu.

    Parameters
    ----------
    window
        Over which the name is asked for.
    session
        Whose bookmarks they are.
    place
        Returns where the flag of an iteration stands, in the window.
    back
        Who gets the keyboard after a name was typed.
    """

    def __init__(
        self, window: QWidget, session: Session, place: Callable[[int], QPoint], back: QWidget
    ) -> None:
        self._window, self._session, self._place, self._back = window, session, place, back
        self._named: Bookmark | None = None
        self._list: BookmarkList | None = None
        self.name_field = NameField(window)
        self.name_field.named.connect(self._name)

    def toggle(self) -> None:
        """Set a bookmark at the current position and ask for its name, or remove the one that is there."""
        try:
            self._named = bookmarks.toggle(self._session)
        except ExperimentError as error:
            self._session.message.emit(str(error))
            return
        if self._named is None:
            self.name_field.hide()
        elif not self._session.running:
            self.name_field.ask(self._place(self._named.iteration), self._back)

    def _name(self, name: str) -> None:
        if self._named is not None and self._named in self._session.notes.bookmarks:
            self._named = bookmarks.rename(self._session, self._named, name)

    def jump(self, direction: int) -> None:
        """Go to the next bookmark or the one before."""
        if not bookmarks.jump(self._session, direction):
            self._session.message.emit(
                translate("bookmarks", "There are no bookmarks yet: Ctrl+B sets one here.")
            )

    def go(self, number: int) -> None:
        """Go to bookmark `number` of the menu."""
        marks = bookmarks.ordered(self._session)
        if number < len(marks):
            bookmarks.go(self._session, marks[number])

    @property
    def popup(self) -> BookmarkList:
        """The list, made when it is first wanted."""
        if self._list is None:
            self._list = BookmarkList(self._session, self._window)
        return self._list

    def show_list(self) -> None:
        """Show all bookmarks at the right, under the program strip."""
        at = self._place(0)
        corner = self._window.mapToGlobal(QPoint(self._window.width() - theme.px(14), at.y() + theme.px(4)))
        self.popup.appear(corner)

    def fill(self, menu: Menu, before: list[QAction]) -> None:
        """List the bookmarks in `menu`; `before` are the entries of the last time."""
        for action in before:
            menu.removeAction(action)
            action.deleteLater()
        before.clear()
        for number, bookmark in enumerate(bookmarks.ordered(self._session)[:_IN_MENU]):
            action = menu.addAction(bookmarks.title(bookmark).replace("&", "&&"))
            action.setToolTip(translate("bookmarks", "Go to this bookmark"))
            action.triggered.connect(_Go(self, number))
            before.append(action)


class _Go:
    def __init__(self, marks: Bookmarks, number: int) -> None:
        self._marks, self._number = marks, number

    def __call__(self, _checked: bool = False) -> None:
        self._marks.go(self._number)
