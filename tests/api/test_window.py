"""The window opened from a script, from IPython, and without a display."""

import os
import subprocess
import sys

import pytest

import nnviz
from nnviz import resources
from nnviz.api import window as opening
from tests.recordings import key_of, recorded, written

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(resources.path().parent), "QT_QPA_PLATFORM": "offscreen"}

SCRIPT = """
import nnviz
from PySide6.QtCore import QTimer
from nnviz import app

application = app.application()
QTimer.singleShot(500, lambda: [window.close() for window in application.topLevelWidgets()])
print(nnviz.open(nnviz.example("mazur")))
"""

IPYTHON = """
import nnviz
window = nnviz.open(nnviz.example("mazur"))
print(window.session.experiment == nnviz.example("mazur"), window.isVisible())
window.close()
"""


def run(tmp_path, *command, **variables):
    environment = {**ENVIRONMENT, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), **variables}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120
    )


def test_a_script_waits_until_the_window_is_closed(tmp_path):
    done = run(tmp_path, "-c", SCRIPT)
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr


def test_in_ipython_it_returns_at_once(tmp_path):
    done = run(tmp_path, "-m", "IPython", "--no-banner", "--simple-prompt", "--colors=NoColor", "-c", IPYTHON)
    assert "True True" in done.stdout, done.stdout + done.stderr


def test_a_window_lives_beside_a_loop_that_runs_already(qtbot, monkeypatch):
    window = nnviz.open(nnviz.example("mazur"), block=False)
    qtbot.addWidget(window)
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        window.close()
    window.session.undo_stack.clear()


def test_a_file_is_opened(qtbot, tmp_path):
    nnviz.save(nnviz.example("mazur"), tmp_path / "a b.nnviz")
    window = nnviz.open(str(tmp_path / "a b.nnviz"), block=False)
    qtbot.addWidget(window)
    assert window.session.experiment == nnviz.example("mazur")
    window.close()
    with pytest.raises(nnviz.ExperimentError, match=r"none\.nnviz"):
        nnviz.open(str(tmp_path / "none.nnviz"))


def test_a_recorded_step_is_opened_where_it_differs(qtbot, tmp_path):
    arrays, told = recorded(nnviz.example("mazur"))
    arrays[key_of("dW2")] = arrays[key_of("dW2")] * 2
    path = written(tmp_path / "my step.safetensors", arrays, told)
    for source in (path, str(path), nnviz.load_step(path)):
        window = nnviz.open(source, block=False)
        qtbot.addWidget(window)
        assert "dW2" in window.session.frame.operation.writes
        assert window.session.name == ("" if source is not path and source != str(path) else "my step")
        with qtbot.waitSignal(window.session.message) as said:
            pass
        assert "dW2 differs" in said.args[0]
        window.close()
        window.session.undo_stack.clear()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_without_a_display_it_is_said(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RuntimeError, match="no display"):
        opening.open()
