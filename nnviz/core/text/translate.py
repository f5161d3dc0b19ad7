"""Translation of sentences: templates marked so that lupdate finds them, and plurals, without Qt.

`lupdate` reads Python without running it. It finds ``translate("context", "text")``,
``plural.tr("text", "", n)`` and ``QT_TRANSLATE_NOOP("context", "text")`` by these names, if context and
text are written as literals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

Lookup = Callable[[str, str, str, int], str]
"""Function of context, text, comment and number (−1 if none) that returns a translation, or nothing."""

T = TypeVar("T")
_PLURAL = "plural"
_lookup: Lookup | None = None
_forgetting: list[Callable[[], None]] = []


def set_lookup(lookup: Lookup | None) -> None:
    """Set where translations are looked up; without, sentences stay as they are written."""
    global _lookup
    _lookup = lookup
    for forget in _forgetting:
        forget()


def forget_with_language(forget: Callable[[], None]) -> None:
    """Call a function whenever the language changes: what it keeps has sentences in it."""
    _forgetting.append(forget)


def translate(context: str, text: str, comment: str = "") -> str:
    """Return a text in the user's language; values are put into its braces afterwards.

    Parameters
    ----------
    context
        Which part of the program the text belongs to.
    text
        The English text, perhaps a template for `str.format` with named values.
    comment
        What tells the same text with two meanings apart.
    """
    return text if _lookup is None else _lookup(context, text, comment, -1) or text


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text of a table, which is translated where it is shown; return it as it is."""
    return text


class _TranslatedField:
    """An attribute that keeps a marked text and returns its translation."""

    def __init__(self, context: str, name: str) -> None:
        self._context, self._key = context, f"_{name}"

    def __get__(self, row: Any, owner: type) -> Any:
        return self if row is None else translate(self._context, row.__dict__[self._key])

    def __set__(self, row: Any, text: str) -> None:
        row.__dict__[self._key] = text


def translated_fields(context: str, *names: str) -> Callable[[type[T]], type[T]]:
    """Return a decorator for the rows of a table whose texts are marked: reading a field translates it.

    It stands above ``@dataclass``, which must be without slots.
    """

    def decorate(cls: type[T]) -> type[T]:
        for name in names:
            setattr(cls, name, _TranslatedField(context, name))
        return cls

    return decorate


class Plural:
    """Sentences with a number, ``%n``, in the form that the number needs; their context is ``plural``.

    English has its forms in the text: ``%n unit(s)``, ``%n entr(y|ies)``, ``there (is|are) %n``.
    """

    def tr(self, text: str, comment: str, n: int) -> str:
        """Return the form for `n` in the user's language, with ``n`` in the place of ``%n``."""
        found = _lookup(_PLURAL, text, comment, n) if _lookup is not None else ""
        return (found or _english(text, n)).replace("%n", f"{n:,}")


plural = Plural()
"""Translates what has a number: ``plural.tr("%n unit(s)", "", count)``."""


def _english(text: str, n: int) -> str:
    """Return the English form: ``(one|many)``, or letters in brackets that only the plural has."""
    text = re.sub(r"\((\w*)\|(\w+)\)", r"\1" if n == 1 else r"\2", text)
    return re.sub(r"(?<=\w)\(([a-z]{1,3})\)", "" if n == 1 else r"\1", text)
