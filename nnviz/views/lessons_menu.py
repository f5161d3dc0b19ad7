"""The lessons as entries of a menu; opening one, and a sentence about one that cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from nnviz.session.lesson_session import LessonSession
from nnviz.views.controls import Menu
from nnviz.views.documents import Documents
from nnviz.views.lesson_levels import level_words

if TYPE_CHECKING:
    from nnviz.core.lessons.catalogue import LessonEntry
    from nnviz.core.lessons.lesson import Lesson


class LessonsMenu(QObject):
    """Fills the menu when it is opened for the first time, and opens what is chosen.

    Parameters
    ----------
    window
        The parent of dialogs.
    lab
        Where lessons are opened.
    menu
        The menu of the lessons' commands.
    before
        Its first command.
    documents
        Says what is wrong with a file.
    """

    def __init__(
        self, window: QWidget, lab: LessonSession, menu: Menu, before: QAction, documents: Documents
    ) -> None:
        super().__init__(window)
        self._window, self._lab, self._documents = window, lab, documents
        self._menu, self._before = menu, before
        self.entries: tuple[LessonEntry, ...] | None = None
        menu.aboutToShow.connect(self.fill)
        menu.triggered.connect(self._triggered)

    def fill(self) -> None:
        """List every lesson; what cannot be read is off and tells why."""
        if self.entries is not None:
            return
        from nnviz.core.lessons.catalogue import catalogue

        self.entries = catalogue()
        for number, entry in enumerate(self.entries, 1):
            action = QAction(self._menu)
            action.setData(entry.name)
            if entry.lesson is None:
                action.setText(translate("lessons", "{0} (cannot be read)").format(entry.name))
                action.setToolTip(str(entry.error))
                action.setStatusTip(str(entry.error))
                action.setEnabled(False)
            else:
                effort = translate("lessons", "{0} min").format(entry.lesson.minutes)
                level = level_words(entry.lesson.level)
                # What follows a tab stands at the right edge of a menu.
                action.setText(f"{number}. {entry.lesson.title}\t{f'{level}, {effort}' if level else effort}")
                action.setToolTip(
                    translate("lessons", "{0} steps, about {1} minutes").format(
                        len(entry.lesson.steps), entry.lesson.minutes
                    )
                )
            self._menu.insertAction(self._before, action)
        self._menu.insertSeparator(self._before)

    def _triggered(self, action: QAction) -> None:
        if isinstance(action.data(), str):
            self.open(action.data())

    def open(self, lesson: Lesson | str) -> bool:
        """Open a lesson or the built-in one of this name; a mistake is explained and all stays as it is."""
        try:
            return self._lab.open(lesson)
        except ExperimentError as error:
            self._documents.explain(translate("lessons", "This lesson cannot be opened."), str(error))
            return False

    def choose(self) -> None:
        """Choose a file and open it."""
        from nnviz.core.lessons.reader import SUFFIX

        name, _ = QFileDialog.getOpenFileName(
            self._window,
            translate("lessons", "Open a lesson"),
            "",
            translate("lessons", "Lessons (*{0})").format(SUFFIX),
        )
        if name:
            self.open_file(name)

    def open_file(self, name: str) -> bool:
        """Open the lesson in a file; a mistake is explained and all stays as it is."""
        from nnviz.core.lessons.reader import read

        try:
            lesson = read(Path(name))
        except ExperimentError as error:
            self._documents.explain(translate("lessons", "This lesson cannot be opened."), str(error))
            return False
        return self.open(lesson)
