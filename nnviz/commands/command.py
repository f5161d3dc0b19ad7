"""Command: one row of the tables in this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Run = Callable[[Any], None]
"""What a command does, given the window. Commands use the session, and the parts the window is put together
from."""


@dataclass(frozen=True)
class Command:
    """A row: what it is called, where it stands, which keys do it and what it does with the window.

    Its texts are marked in the context "actions" and translated where they are shown.

    ``keys`` are portable key sequences; the first is shown in the menu. A row starts a new group of its
    menu where `group` differs from the row before.
    """

    name: str
    menu: str
    text: str
    run: Run
    keys: tuple[str, ...] = ()
    tip: str = ""
    group: int = 0
    checkable: bool = False
    icon: str = ""
