"""Work that was not saved: kept aside every few seconds, and offered again after a crash."""

from __future__ import annotations

import contextlib
import json
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer

from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import (
    FileError,
    display_name,
    full_path,
    read_bounded,
    system_reason,
)
from nnviz.core.run.saved_run import save_run

if TYPE_CHECKING:
    from nnviz.session import Session

INTERVAL = 10_000
"""Milliseconds between two looks at whether there is something to keep."""
_LOCK = ".lock"
_NOTE_BYTES = 100_000
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
    digest
        What tells the content of that file as the window knew it from any other, see `Document.digest`.
    """

    path: Path
    name: str
    original: Path | None
    when: datetime
    digest: str = ""

    def read(self) -> Document:
        """Return the work.

        Raises
        ------
        ExperimentError
            If the file cannot be read.
        """
        return replace(files.read_document(self.path), digest=self.digest)

    def discard(self) -> None:
        """Remove it for good; where nothing can be removed it stays."""
        _remove(self.path, _note(self.path), self.path.with_suffix(_LOCK))


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
        self.lock: QLockFile | None = None
        self._kept: Document | None = None
        self._told = False
        self._left = False
        self.timer = QTimer(self)
        self.timer.setInterval(INTERVAL)
        self.timer.timeout.connect(self.keep)
        session.document_changed.connect(self._document_changed)
        self.timer.start()

    def keep(self, run: bool = False) -> bool:
        """Keep the work now, if there is any that is not saved and not kept already.

        Parameters
        ----------
        run
            Whether the run is kept with it, as for the last time. A run follows from its recipe to the bit,
            so that every few seconds only the recipe is written.

        Returns
        -------
        bool
            Whether all of it is saved or kept.
        """
        session = self._session
        document = session.document
        if not session.modified or (document == self._kept and not run):
            return True
        trained = save_run(session.timeline, *session.position) if run else None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self.lock is None:
                self.lock = QLockFile(str(self._path.with_suffix(_LOCK)))
                self.lock.setStaleLockTime(0)
                self.lock.tryLock(0)
            atomic_write(_note(self._path), _written_note(session))
            atomic_write(self._path, files.write_document(replace(document, run=trained))[0])
        except (ExperimentError, OSError) as error:
            # A full or read-only disk must not disturb the work; the next look tries again.
            folder = display_name(self._folder)
            self._tell(f"{folder}: {system_reason(error)}" if isinstance(error, OSError) else str(error))
            return False
        self._kept, self._told = document, False
        return True

    def _tell(self, why: str) -> None:
        """Say once that work is not kept, and not again at every look."""
        if not self._told:
            self._told = True
            self._session.message.emit(
                self.tr("Unsaved work cannot be backed up automatically, so save it yourself: {0}").format(
                    why
                )
            )

    def close(self) -> None:
        """Release: the work is saved, or the user does not want it."""
        self.timer.stop()
        if not self._left:
            self._forget()

    def leave(self) -> None:
        """Leave what is kept to the next start: this program ends without having been asked about it."""
        self.timer.stop()
        self._session.document_changed.disconnect(self._document_changed)
        self._left = True
        if self.lock is not None:
            self.lock.unlock()
            self.lock = None

    def _document_changed(self) -> None:
        if not self._session.modified:
            self._forget()

    def _forget(self) -> None:
        self._kept = None
        _remove(self._path, _note(self._path))
        if self.lock is not None:
            self.lock.unlock()
            self.lock = None

    def leftovers(self) -> list[Leftover]:
        """Return the work of windows that are no more, the latest first."""
        try:
            paths = list(self._folder.glob(f"*{files.SUFFIX}")) if self._folder.is_dir() else []
        except OSError:
            return []
        others = [path for path in paths if path != self._path and _abandoned(path)]
        found = [leftover for path in others if (leftover := _leftover(path)) is not None]
        found.sort(key=lambda leftover: leftover.when, reverse=True)
        for old in found[_MOST:]:
            old.discard()
        return found[:_MOST]


def _note(path: Path) -> Path:
    """Return the file beside a kept one that says what it was called."""
    return path.with_suffix(".name")


def _remove(*paths: Path) -> None:
    for path in paths:
        with contextlib.suppress(OSError):
            path.unlink()


def _abandoned(path: Path) -> bool:
    """Return whether the window that kept a file is no more."""
    lock = QLockFile(str(path.with_suffix(_LOCK)))
    lock.setStaleLockTime(0)
    if not lock.tryLock(0):
        # In a folder that cannot be written nobody lives who could hold it.
        return lock.error() == QLockFile.LockError.PermissionError
    lock.unlock()
    return True


def _written_note(session: Session) -> bytes:
    """Return name, path and digest of what is open; any path is written exactly, as escaped JSON."""
    original = "" if session.path is None else str(full_path(session.path))
    fields = {"name": session.name, "original": original, "digest": session.file_digest}
    return json.dumps(fields).encode("ascii")


def _leftover(path: Path) -> Leftover | None:
    """Return what a window left behind; None if it has gone in the meantime."""
    try:
        when = datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, ValueError, OverflowError):
        return None
    name, original, known = _read_note(_note(path))
    return Leftover(path, display_name(name[:200]), Path(original) if original else None, when, known)


def _read_note(path: Path) -> tuple[str, str, str]:
    """Return name, path and digest; of what cannot be read nothing."""
    try:
        text = read_bounded(path, _NOTE_BYTES).decode("utf-8")
        if not text.startswith("{"):
            # Earlier versions wrote lines.
            name, original = (*text.split("\n"), "", "")[:2]
            return name, original, ""
        fields = json.loads(text)
        name, original, known = (str(fields.get(key, "")) for key in ("name", "original", "digest"))
    except (FileError, ValueError, RecursionError):
        return "", "", ""
    return name, original, known
