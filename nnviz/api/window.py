"""The window, opened from a script or a notebook."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.recording.opening import OpenedRecording, open_recording
from nnviz.core.recording.step import RecordedStep
from nnviz.core.text.translate import translate

if TYPE_CHECKING:
    from nnviz.views.main_window import MainWindow

DEFAULT_EXAMPLE = "xor"


def open(
    e: Experiment | RecordedStep | str | os.PathLike[str] | None = None, *, block: bool | None = None
) -> MainWindow | None:
    """Open the window on an experiment, or on a recorded step at the first operation that differs or is lost.

    Parameters
    ----------
    e
        The experiment, a recorded step from `load_step`, or the path of a ``.nnviz`` or ``.safetensors``
        file; None for the example XOR.
    block
        Whether to wait until the window is closed. None waits in a script, and not in IPython or where Qt's
        event loop runs already; IPython's Qt loop is started if need be.

    Returns
    -------
    MainWindow or None
        The window while it is open; None where it has been waited for.

    Raises
    ------
    ExperimentError
        If the file cannot be read.
    RuntimeError
        If there is no display.
    """
    document, recording = _document(e)
    _check_display()
    from nnviz import app

    name = Path(e).stem if recording is not None and isinstance(e, str | os.PathLike) else ""
    window = app.show(document, recording, name)
    if block is None:
        block = not app.loop_runs() and not _in_ipython()
    if not block:
        return window
    app.wait(window)
    return None


def _document(
    e: Experiment | RecordedStep | str | os.PathLike[str] | None,
) -> tuple[Document, OpenedRecording | None]:
    """Return what is to be opened; a recording is compared first."""
    if isinstance(e, RecordedStep) or (isinstance(e, str | os.PathLike) and files.is_recording(e)):
        recording = open_recording(e)
        return recording.document, recording
    if isinstance(e, str | os.PathLike):
        return files.read_document(Path(e)), None
    return Document(e or _first()), None


def _first() -> Experiment:
    return files.example(DEFAULT_EXAMPLE)


def _check_display() -> None:
    """Raise RuntimeError without a display: Qt would end the whole process."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise RuntimeError(
            translate(
                "api",
                "There is no display to open a window on. Set QT_QPA_PLATFORM=offscreen to draw into memory.",
            )
        )


def _in_ipython() -> bool:
    """Return whether IPython runs, with its Qt loop switched on."""
    module: Any = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    if shell is None:
        return False
    shell.enable_gui("qt")
    return True
