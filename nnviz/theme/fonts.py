"""The type: Inter for words and numbers, JetBrains Mono for code, in a few named sizes."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from nnviz import resources

WORDS, CODE = "words", "code"

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
