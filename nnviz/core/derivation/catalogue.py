"""The derivations that come with the program."""

from __future__ import annotations

from nnviz import resources
from nnviz.core.derivation.source_text import DerivationError
from nnviz.core.text.translate import translate

NAMES = ("sigmoid-softmax", "cross-entropy-softmax", "equation-sheet", "one-hidden-layer")
"""Their names, in the order they are offered."""


def built_in(name: str) -> str:
    """Return the text of a built-in derivation.

    Raises
    ------
    DerivationError
        If there is none of this name.
    """
    if name not in NAMES:
        raise DerivationError(
            translate("derivation", "There is no derivation {name}; choose one of {names}.").format(
                name=f"{name!r:.40}", names=", ".join(NAMES)
            )
        )
    return resources.path("derivations", f"{name}.md").read_text(encoding="utf-8")


def title_of(text: str) -> str:
    """Return the first heading of a text, empty without one."""
    return next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), "")
