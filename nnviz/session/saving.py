"""Writing files whole or not at all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSaveFile

from nnviz.core.record import ExperimentError


def write_whole(path: str | Path, data: bytes) -> None:
    """Write `data` to `path`: whoever reads it, even after a crash, finds the old file or the new one.

    Raises
    ------
    ExperimentError
        If it cannot be written; the old file is untouched then.
    """
    target = QSaveFile(str(path))
    opened = target.open(QSaveFile.OpenModeFlag.WriteOnly)
    if opened and target.write(data) == len(data) and target.commit():
        return
    reason = target.errorString()
    target.cancelWriting()
    raise ExperimentError(f"{path}: cannot be written, {reason}")
