"""Writing files whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSaveFile

from nnviz.core.experiment.record import ExperimentError


def write_whole(path: str | Path, data: bytes | Iterable[bytes]) -> None:
    """Write `data`, perhaps in parts: whoever reads it, even after a crash, finds the old or the new file.

    Raises
    ------
    ExperimentError
        If it cannot be written; the old file is untouched then.
    """
    target = QSaveFile(str(path))
    good = target.open(QSaveFile.OpenModeFlag.WriteOnly)
    for part in ([data] if isinstance(data, bytes) else data) if good else ():
        good = good and target.write(part) == len(part)
    if good and target.commit():
        return
    reason = target.errorString()
    target.cancelWriting()
    raise ExperimentError(f"{path}: cannot be written, {reason}")
