"""The log file of the window, and the file a crash of the interpreter is written to."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sys
from pathlib import Path
from typing import IO

from nnviz.versions import versions

LOG_BYTES, LOG_FILES = 1_000_000, 3
"""Size at which a new log file is begun, and how many old ones are kept."""

logger = logging.getLogger("nnviz")
_crash_file: list[IO[str]] = []


def start_log(folder: Path) -> Path | None:
    """Begin to log into a folder; return the log file, None if nothing can be written there.

    The interpreter's own crashes (a segmentation fault, a deadly signal) are written to ``crash.log`` beside
    it.
    """
    from logging.handlers import RotatingFileHandler

    stop_log()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "nnviz.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
        crash = folder / "crash.log"
        if crash.exists() and crash.stat().st_size > LOG_BYTES:
            crash.unlink()
        _crash_file.append(crash.open("a", encoding="utf-8"))
    except OSError:
        return None
    # A full disk must not be reported once for every line that cannot be written.
    handler.handleError = _dropped  # type: ignore[method-assign]
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    faulthandler.enable(_crash_file[0])
    logger.info("started: %s", ", ".join(f"{name} {number}" for name, number in versions().items()))
    return folder / "nnviz.log"


def _dropped(record: logging.LogRecord) -> None:
    """Leave a line out of the log."""


def stop_log() -> None:
    """Close the log files."""
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        # What a full disk has kept from being written is written at the end, and fails again.
        with contextlib.suppress(OSError):
            handler.close()
    if _crash_file:
        faulthandler.disable()
        if sys.__stderr__ is not None:
            faulthandler.enable(sys.__stderr__)
        with contextlib.suppress(OSError):
            _crash_file.pop().close()


def log_files() -> tuple[Path, ...]:
    """Return the files that are written to now: the log and where a crash is written."""
    handlers = [h for h in logger.handlers if isinstance(h, logging.FileHandler)]
    return tuple([Path(h.baseFilename) for h in handlers] + [Path(file.name) for file in _crash_file])
