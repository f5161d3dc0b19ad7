"""The lessons that come with the program: those that can be read, and what is wrong with the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nnviz import resources
from nnviz.core.lessons.lesson import LAST, Lesson, LessonError
from nnviz.core.lessons.reader import SUFFIX, read
from nnviz.core.lessons.source import cited
from nnviz.core.text.translate import translate


@dataclass(frozen=True)
class LessonEntry:
    """A lesson of a folder: `lesson`, or the `error` that says why it cannot be read."""

    name: str
    path: Path
    lesson: Lesson | None = None
    error: LessonError | None = None


def paths(folder: Path | None = None) -> dict[str, Path]:
    """Return the files of the lessons in a folder, the built-in ones if None: name → file."""
    try:
        folder = resources.path("lessons") if folder is None else folder
        return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}
    except OSError:
        return {}


def catalogue(folder: Path | None = None) -> tuple[LessonEntry, ...]:
    """Open every lesson of a folder, the built-in ones if None, in their order.

    A lesson with a mistake stands at the end with its error and keeps no other from opening.
    """
    entries = []
    for name, path in paths(folder).items():
        try:
            entries.append(LessonEntry(name, path, lesson=read(path)))
        except LessonError as error:
            entries.append(LessonEntry(name, path, error=error))
    return tuple(sorted(entries, key=_place))


def _place(entry: LessonEntry) -> tuple[int, str]:
    return (LAST + 1 if entry.lesson is None else entry.lesson.order, entry.name)


def built_in(name: str) -> Lesson:
    """Return a built-in lesson.

    Raises
    ------
    LessonError
        If there is none of that name, or it cannot be read.
    """
    known = paths()
    if name not in known:
        raise LessonError(
            translate("lessons", "--lesson: {name} is not known; choose one of {known}").format(
                name=cited(name), known=", ".join(known)
            )
        )
    return read(known[name])
