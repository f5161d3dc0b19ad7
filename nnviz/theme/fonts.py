"""The type: Inter for words and numbers, JetBrains Mono for code, in a few named sizes."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QFontMetricsF

from nnviz import resources

WORDS, CODE = "words", "code"
TRAILING = " ,;:·–\u00a0"
"""What no shortened line ends in."""
_KEPT_TOGETHER = re.compile(r"([\d%.,]+) (?=\S)")
"""A number and the space before the word that belongs to it."""

_FILES = {
    WORDS: ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf"),
    CODE: ("JetBrainsMono-Regular.ttf",),
}
_REGULAR, _MEDIUM, _SEMIBOLD = QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold

ROLES: dict[str, tuple[str, int, QFont.Weight]] = {
    "body": (WORDS, 13, _REGULAR),
    "label": (WORDS, 11, _REGULAR),
    "section": (WORDS, 11, _SEMIBOLD),
    "button": (WORDS, 13, _MEDIUM),
    "heading": (WORDS, 13, _SEMIBOLD),
    "chip": (WORDS, 15, _REGULAR),
    "counter": (WORDS, 17, _SEMIBOLD),
    "title": (WORDS, 22, _SEMIBOLD),
    "value": (WORDS, 12, _REGULAR),
    "code": (CODE, 12, _REGULAR),
}
"""Name of a role → family, size in pixels at scale 1, weight."""


@cache
def families(kind: str = WORDS) -> tuple[str, ...]:
    """Return the family names to ask for, best first; loads the bundled fonts the first time.

    A file that is missing or broken is left out, and the system's own font stands in.
    """
    found: list[str] = []
    for file in _FILES[kind]:
        try:
            identifier = QFontDatabase.addApplicationFont(str(resources.path("fonts", file)))
        except FileNotFoundError:
            continue
        if identifier >= 0:
            found += QFontDatabase.applicationFontFamilies(identifier)[:1]
    if kind == CODE:
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        found += [system, *families(WORDS)]
    return tuple(dict.fromkeys(found))


def pixels(length: float, scale: float) -> int:
    """Return a length at `scale`, in whole pixels."""
    return int(length * scale + 0.5)


@cache
def _made(role: str, scale: float) -> QFont:
    kind, size, weight = ROLES[role]
    font = QFont()
    if names := families(kind):
        font.setFamilies(list(names))
    font.setPixelSize(pixels(size, scale))
    font.setWeight(weight)
    if kind == WORDS:
        # Figures of one width, so that a number does not dance while it changes.
        font.setFeature(QFont.Tag("tnum"), 1)
    else:
        font.setStyleHint(QFont.StyleHint.Monospace)
    if role == "section":
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.3 * scale)
    return font


def font(role: str, scale: float) -> QFont:
    """Return a copy of the font of `role` at `scale`.

    Raises
    ------
    ValueError
        If `role` is not in `ROLES`.
    """
    if role not in ROLES:
        raise ValueError(f"A font role is one of {', '.join(ROLES)}, not {role!r}.")
    return QFont(_made(role, scale))


def shortened(text: str, metrics: QFontMetrics | QFontMetricsF, room: float) -> str:
    """Return the text as far as it fits on a line, cut between words where there are several.

    A number stays with its word: ``106 wrong`` never reads ``106 …``. A single word that is too long
    loses its end.

    Parameters
    ----------
    text
        One line.
    metrics
        Of the font it is written in.
    room
        Pixels.
    """
    if metrics.horizontalAdvance(text) <= room:
        return text
    kept = _KEPT_TOGETHER.sub("\\1\u00a0", text).split(" ")
    for count in range(len(kept) - 1, 0, -1):
        words = " ".join(kept[:count]).rstrip(TRAILING).replace("\u00a0", " ") + "…"
        if metrics.horizontalAdvance(words) <= room:
            return words
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room))
