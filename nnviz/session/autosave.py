"""Work that was not saved: kept aside every few seconds, and offered again after a crash."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer

from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.experiment.record import ExperimentError
from nnviz.session.atomic_write import write_whole

if TYPE_CHECKING:
    from nnviz.session import Session

INTERVAL = 10_000
"""Milliseconds between two looks at whether there is something to keep."""
_LOCK = ".lock"
_MOST = 20
"""Most leftovers that are kept; older ones are removed."""


@dataclass(frozen=True)
class Leftover:
    """Unsaved work of a window that was ended before it could be saved.

    Attributes
    ----------
    path
        The file that holds it.
    name
        Name of the document, empty if it had none.
    original
        The file it would have been saved to, None if there was none.
    when
        When it was kept.
    """

    path: Path
    name: str
    original: Path | None
    when: datetime

    def read(self) -> Document:
        """Return the work.

        Raises
        ------
        ExperimentError
            If the file cannot be read.
        """
        return files.read_document(self.path)

    def discard(self) -> None:
        """Remove it for good."""
        for path in (self.path, _note(self.path), self.path.with_suffix(_LOCK)):
            path.unlink(missing_ok=True)


class Autosave(QObject):
    """Keeps the unsaved work of a session in a file of its own, as long as there is some.

    A lock beside the file tells other windows, and the next start, whether its owner is still alive.

    Parameters
    ----------
    session
        Whose work it keeps.
    folder
        Where; made if it is not there.
    """

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._session, self._folder = session, folder
        self._path = folder / f"{uuid.uuid4().hex}{files.SUFFIX}"
        self._lock: QLockFile | None = None
        self._kept: Document | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.keep)
        session.document_changed.connect(self._document_changed)
        self._timer.start()

    def keep(self) -> None:
        """Keep the work now, if there is any that is not saved and not kept already."""
        session = self._session
        document = session.document
        if not session.modified or document == self._kept:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                self._lock = QLockFile(str(self._path.with_suffix(_LOCK)))
                self._lock.setStaleLockTime(0)
                self._lock.tryLock(0)
            original = "" if session.path is None else str(session.path.resolve())
            write_whole(_note(self._path), f"{session.name}\n{original}\n".encode())
            write_whole(self._path, files.write_text(document).encode())
        except (ExperimentError, OSError):
            # A full or read-only disk must not disturb the work; the next look tries again.
            return
        self._kept = document

    def close(self) -> None:
        """Let go: the work is saved, or the user does not want it."""
        self._timer.stop()
        self._forget()

    def _document_changed(self) -> None:
        if not self._session.modified:
            self._forget()

    def _forget(self) -> None:
        self._kept = None
        for path in (self._path, _note(self._path)):
            with contextlib.suppress(OSError):
                path.unlink()
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def leftovers(self) -> list[Leftover]:
        """Return the work of windows that are no more, the latest first."""
        found = []
        for path in self._folder.glob(f"*{files.SUFFIX}") if self._folder.is_dir() else ():
            if path != self._path and _abandoned(path):
                found.append(_leftover(path))
        found.sort(key=lambda leftover: leftover.when, reverse=True)
        for old in found[_MOST:]:
            old.discard()
        return found[:_MOST]


def _note(path: Path) -> Path:
    """Return the file beside a kept one that says what it was called."""
    return path.with_suffix(".name")


def _abandoned(path: Path) -> bool:
    """Return whether the window that kept a file is no more."""
    lock = QLockFile(str(path.with_suffix(_LOCK)))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        return False
    lock.unlock()
    return True


def _leftover(path: Path) -> Leftover:
    try:
        name, original = (*_note(path).read_text(encoding="utf-8").split("\n"), "", "")[:2]
    except (OSError, UnicodeDecodeError):
        name, original = "", ""
    when = datetime.fromtimestamp(path.stat().st_mtime)
    return Leftover(path, name[:200], Path(original) if original else None, when)
