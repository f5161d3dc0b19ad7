"""Bookmarks: positions of a run that somebody wants to come back to."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nnviz.core.arrays.frame import Position
from nnviz.core.document.notes import Bookmark
from nnviz.core.text.translate import translate
from nnviz.session.edit import NotesEdit
from nnviz.session.session import Session


def position(bookmark: Bookmark) -> Position:
    """Return the position of a bookmark."""
    return Position(bookmark.iteration, bookmark.operation)


def place(bookmark: Bookmark) -> str:
    """Return the position of a bookmark in words."""
    iteration = f"{bookmark.iteration:,}".replace(",", "\u2009")
    if not bookmark.operation:
        return translate("bookmarks", "iteration {0}").format(iteration)
    return translate("bookmarks", "iteration {0} · op {1}").format(iteration, bookmark.operation)


def title(bookmark: Bookmark) -> str:
    """Return the name of a bookmark, or its position if it has none."""
    return f"{bookmark.name} · {place(bookmark)}" if bookmark.name else place(bookmark)


def ordered(session: Session) -> list[Bookmark]:
    """Return the bookmarks in the order of the run."""
    return sorted(session.notes.bookmarks, key=position)


def here(session: Session) -> Bookmark | None:
    """Return the bookmark at the current position, None if there is none."""
    return next((b for b in session.notes.bookmarks if position(b) == session.position), None)


def toggle(session: Session) -> Bookmark | None:
    """Set a bookmark at the current position and return it, or remove the one that is there.

    Raises
    ------
    ExperimentError
        If there are too many.
    """
    found = here(session)
    if found is not None:
        remove(session, found)
        return None
    new = Bookmark(iteration=session.position.iteration, operation=session.position.operation)
    _replace(session, translate("bookmarks", "Set bookmark"), (*session.notes.bookmarks, new), _merge(new))
    return new


def rename(session: Session, bookmark: Bookmark, name: str) -> Bookmark:
    """Give a bookmark another name, as much of it as there is room for; return the new one.

    Naming one that was set just before belongs to the same step of undo.
    """
    new = msgspec.structs.replace(bookmark, name=" ".join(name.split())[:200])
    marks = tuple(new if b == bookmark else b for b in session.notes.bookmarks)
    _replace(session, translate("bookmarks", "Name bookmark"), marks, _merge(bookmark))
    return new


def remove(session: Session, bookmark: Bookmark) -> None:
    """Remove a bookmark."""
    marks = tuple(b for b in session.notes.bookmarks if b != bookmark)
    _replace(session, translate("bookmarks", "Remove bookmark"), marks)


def go(session: Session, bookmark: Bookmark, seconds: float = 1.0) -> None:
    """Go to the position of a bookmark; if it was never reached, train for as long as `seconds` to get there.

    The network may have fewer operations now than when the bookmark was set.
    """
    session.pause()
    if not session.reach(position(bookmark), seconds):
        words = translate("bookmarks", "The run has not reached {0}. Press Run, or go to the bookmark again.")
        session.message.emit(words.format(place(bookmark)))


def jump(session: Session, direction: int) -> bool:
    """Go to the next bookmark (1) or the one before (−1), round the end; return whether there is one."""
    marks = ordered(session)
    if not marks:
        return False
    now = session.position
    if direction > 0:
        go(session, next((b for b in marks if position(b) > now), marks[0]))
    else:
        go(session, next((b for b in reversed(marks) if position(b) < now), marks[-1]))
    return True


def _merge(bookmark: Bookmark) -> str:
    return f"bookmark {bookmark.iteration}.{bookmark.operation}"


def _replace(session: Session, text: str, marks: Sequence[Bookmark], merge: str = "") -> None:
    notes = msgspec.structs.replace(session.notes, bookmarks=tuple(marks))
    session.apply(NotesEdit(text, notes, merge))
