"""Pictures of a lesson: files beside it, read with bounds, and their sizes from their first bytes."""

from __future__ import annotations

import re
from pathlib import Path

from nnviz.core.file_access.reading import FileError, read_bounded
from nnviz.core.lessons.lesson import LessonPicture
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.text.translate import translate

MAX_PICTURE = 2 * 2**20
"""Bytes of the largest picture."""
MAX_SIDE = 4096
"""Pixels of its longest side."""
SUFFIXES = (".png", ".jpg", ".jpeg")
_NAME = re.compile(r"[\w.-]{1,100}")
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of JPEG that are followed by height and width."""


def picture(source: LessonSource, piece: Piece, folder: Path | None) -> LessonPicture:
    """Return the picture a piece names.

    Raises
    ------
    LessonError
        If it does not lie beside the lesson, cannot be read, is too large, or is neither PNG nor JPEG.
    """
    name = piece.mark
    if not _NAME.fullmatch(name) or Path(name).suffix.lower() not in SUFFIXES:
        raise source.error(
            piece.line,
            "picture",
            translate(
                "lessons", "expected the name of a file beside the lesson that ends in {suffixes}, not {name}"
            ).format(suffixes=", ".join(SUFFIXES), name=cited(name)),
        )
    if not piece.text:
        raise source.error(
            piece.line,
            "picture",
            translate("lessons", "say in the square brackets what it shows, for those who cannot see it"),
        )
    if folder is None:
        raise source.error(
            piece.line, "picture", translate("lessons", "only a lesson in a file can have pictures beside it")
        )
    try:
        content = read_bounded(folder / name, MAX_PICTURE)
    except FileError as error:
        raise source.error(piece.line, "picture", str(error)) from None
    size = picture_size(content)
    if size is None:
        raise source.error(
            piece.line,
            "picture",
            f"{name}: " + translate("lessons", "this is neither a PNG nor a JPEG picture"),
        )
    if not all(1 <= side <= MAX_SIDE for side in size):
        raise source.error(
            piece.line,
            "picture",
            f"{name}: "
            + translate("lessons", "at most {max_side} × {max_side} pixels are allowed").format(
                max_side=MAX_SIDE
            ),
        )
    return LessonPicture(piece.text, name, content, size, piece.line)


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG or JPEG picture in pixels, None if it is neither."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR" and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    at = 2
    while content.startswith(_JPEG) and at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            height, width = (int.from_bytes(content[at + k : at + k + 2], "big") for k in (5, 7))
            return width, height
        at += 2 + max(int.from_bytes(content[at + 2 : at + 4], "big"), 2)
    return None
