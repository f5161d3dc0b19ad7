"""The window from the command line: without arguments, with a file, an example, a lesson."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz import resources
from tests.recordings import key_of, recorded, written

OPEN = """
import sys
from PySide6.QtCore import QTimer
from nnviz import app
from nnviz.cli import main
from nnviz.views.main_window import MainWindow

application = app.application()

def close():
    window = next((w for w in application.topLevelWidgets() if isinstance(w, MainWindow)), None)
    if window is None or not window.completed:
        return QTimer.singleShot(20, close)
    lesson = window.session.lesson_session.lesson
    print(window.windowTitle(), "|", lesson.title if lesson else "-", "|", window.toast.text(), flush=True)
    window.close()

QTimer.singleShot(0, close)
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        ([], "xor"),
        (["--lesson", "one-neuron"], "| The gradient"),
        (["--language", "en", "--", "my network.nnviz"], "my network"),
        (["my step.safetensors"], "my step — nnviz | - | Operation 11"),
    ],
)
def test_the_window_opens_as_asked(tmp_path, arguments, title):
    shutil.copy(resources.path("examples", "xor.nnviz"), tmp_path / "my network.nnviz")
    arrays, told = recorded(nnviz.example("xor"))
    arrays[key_of("dz1")] = arrays[key_of("dz1")] * 2
    written(tmp_path / "my step.safetensors", arrays, told)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(nnviz.__file__).parents[1]),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
    }
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", OPEN, *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert title in done.stdout
