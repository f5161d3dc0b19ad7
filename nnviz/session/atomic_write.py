"""Writing files whole or not at all."""

from __future__ import annotations

from nnviz.core.atomic_write import atomic_write as write_whole

__all__ = ["write_whole"]
