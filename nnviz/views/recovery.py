"""Offering work that a crash cut off before it was saved."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QMessageBox, QWidget

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.session.autosave import Autosave, Leftover
from nnviz.views.documents import Documents


class Recovery:
    """Asks about every piece of work that was left behind, the latest first.

    Parameters
    ----------
    window
        The parent of the question.
    autosave
        Knows what was left behind.
    documents
        Says what is wrong with a file.
    """

    def __init__(self, window: QWidget, session: Session, autosave: Autosave, documents: Documents) -> None:
        self._window, self._session = window, session
        self._autosave, self._documents = autosave, documents

    def offer(self) -> None:
        """Ask, until one is taken or the rest is left for later."""
        for leftover in self._autosave.leftovers():
            box, restore, discard = self.question(leftover)
            box.exec()
            if box.clickedButton() is restore:
                if self._restore(leftover):
                    return
            elif box.clickedButton() is discard:
                leftover.discard()
            else:
                return

    def question(self, leftover: Leftover) -> tuple[QMessageBox, object, object]:
        """Return the box that asks about a run left behind, and its two buttons."""
        name = leftover.name or translate("recovery", "an experiment without a name")
        saved_at = QDateTime.fromSecsSinceEpoch(int(leftover.when.timestamp()))
        when = QLocale().toString(saved_at, QLocale.FormatType.ShortFormat)
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("nnviz")
        box.setText(translate("recovery", "nnviz was closed before {0} was saved. Restore it?").format(name))
        box.setInformativeText(translate("recovery", "It was last backed up on {0}.").format(when))
        roles = QMessageBox.ButtonRole
        restore = box.addButton(translate("recovery", "Restore"), roles.AcceptRole)
        discard = box.addButton(translate("recovery", "Discard"), roles.DestructiveRole)
        box.addButton(translate("recovery", "Later"), roles.RejectRole)
        box.setDefaultButton(restore)
        return box, restore, discard

    def _restore(self, leftover: Leftover) -> bool:
        try:
            document = leftover.read()
        except ExperimentError as error:
            self._documents.explain(translate("recovery", "The unsaved work cannot be read."), str(error))
            return False
        self._session.restore(document, leftover.original, leftover.name)
        # On a full disk it stays where it is: there is nowhere else.
        if self._autosave.keep():
            leftover.discard()
        return True
