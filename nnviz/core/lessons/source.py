"""The text of a lesson as lines that know their numbers, and the errors that name them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnviz.core.lessons.lesson import LessonError
from nnviz.core.text.translate import translate

MAX_BYTES = 256 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LONGEST = 60


@dataclass(frozen=True)
class LessonSource:
    """A lesson's text.

    Attributes
    ----------
    name
        The name of the file, for errors.
    lines
        Without line ends; the first is line 1.
    """

    name: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, name: str, text: str | bytes) -> LessonSource:
        """Take a text apart into lines.

        Raises
        ------
        LessonError
            If it is too large or not plain text.
        """
        if len(text) > MAX_BYTES:
            raise LessonError(
                f"{name}: "
                + translate("lessons", "at most {max_bytes} KB are read, the lesson has more").format(
                    max_bytes=MAX_BYTES // 1024
                )
            )
        if isinstance(text, bytes):
            content = text
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                raise LessonError(
                    translate("lessons", "{name}, line {line}: the file is not UTF-8 text").format(
                        name=name, line=line
                    )
                ) from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if found := _CONTROL.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise LessonError(
                translate(
                    "lessons", "{name}, line {line}: {found} is not a text character; leave it out"
                ).format(name=name, line=line, found=f"{found[0]!r}")
            )
        return cls(name, tuple(text.split("\n")))

    def error(self, line: int, field: str, message: str) -> LessonError:
        """Return the error that names file, line and field."""
        return LessonError(
            translate("lessons", "{name}, line {line}: {field}: {message}").format(
                name=self.name, line=line, field=field, message=message
            )
        )


def cited(text: str) -> str:
    """Return what a lesson says as it may stand in an error: short, on one line, in quotation marks."""
    text = " ".join(text.split())
    return repr(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
