"""Ctrl+C and the end of a login during a run: work is kept, arrays are whole, the exit code says why."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz.core.document import files

WINDOW = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from nnviz import app
from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.run.timeline import Timeline
from nnviz.session.edit import Edit
from nnviz.views.main_window import MainWindow

def begin():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    if not window.completed:
        return QTimer.singleShot(20, begin)
    session = found.setdefault("session", window.session)
    if sys.argv[1] == "run":
        session.apply(Edit("Seed", session.experiment.replace(seed=25)))
        session.run()
    else:
        session.apply(Edit("Seed", session.experiment.replace(seed=25)))
        QTimer.singleShot(0, window.close)
    ready()

def ready():
    session = found["session"]
    trained, asked = session.position.iteration > 0, QApplication.activeModalWidget() is not None
    if not (trained if sys.argv[1] == "run" else asked):
        return QTimer.singleShot(5, ready)
    print("ready", flush=True)

found = {}
app.application()
QTimer.singleShot(0, begin)
code = app.main(Document(files.example("spiral")), None, "spiral", "light", False)
session = found["session"]
fresh = Timeline(session.experiment).frame(session.position)
print(session.position.iteration, fresh.flat.tobytes() == session.frame.flat.tobytes(), session.running)
sys.exit(code)
"""


def send(number, what, home):
    """Send a signal to a window in a process of its own; return exit code, output and the kept work."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(nnviz.__file__).parents[1]),
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    process = subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", WINDOW, what],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout.readline().strip() == "ready"
    process.send_signal(number)
    out, errors = process.communicate(timeout=300)
    errors = [line for line in errors.splitlines() if "does not support" not in line]
    return process.returncode, out.split(), errors, list((home / "data").rglob("*.nnviz"))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_run_ends_whole_and_the_work_is_kept(name, tmp_path):
    number = getattr(signal, name)
    code, (iteration, same, running), errors, kept = send(number, "run", tmp_path)
    assert errors == []
    assert (code, same, running) == (128 + number, "True", "False")
    assert int(iteration) > 0
    (work,) = kept
    document = files.read_document(work)
    assert document.experiment == files.example("spiral").replace(seed=25)
    assert document.run is not None
    assert document.run.iteration == int(iteration)


def test_an_open_question_does_not_hold_it_up(tmp_path):
    code, (_, same, _), errors, kept = send(signal.SIGTERM, "ask", tmp_path)
    assert (code, same, errors, len(kept)) == (128 + signal.SIGTERM, "True", [], 1)


def test_python_handles_signals_again_afterwards(qapp):
    from nnviz.session.signals import Signals

    before = signal.getsignal(signal.SIGINT)
    signals = Signals()
    assert signal.getsignal(signal.SIGINT) is not before
    signals.close()
    signals.close()
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_arrives_in_the_event_loop(qtbot, qapp):
    from nnviz.session.signals import Signals

    signals = Signals()
    try:
        with qtbot.waitSignal(signals.received, timeout=60_000) as found:
            os.kill(os.getpid(), signal.SIGTERM)
        assert found.args == [signal.SIGTERM]
    finally:
        signals.close()
