"""What all tests share: no display, no settings of the user, one locale, one style."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import hypothesis
import pytest

import nnviz.threads  # noqa: F401  (decides the number of BLAS threads before NumPy is loaded)

# The same examples in every run, so that a change and not chance makes a test fail. To look further:
# HYPOTHESIS_PROFILE=explore pytest
hypothesis.settings.register_profile("nnviz", deadline=None, derandomize=True, database=None, max_examples=25)
hypothesis.settings.register_profile("explore", deadline=None, database=None, max_examples=500)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "nnviz"))


@pytest.fixture(scope="session")
def qapp(qapp):
    """Return the application in the style and locale that all pictures and numbers are tested in."""
    from PySide6.QtCore import QLocale, QStandardPaths

    QStandardPaths.setTestModeEnabled(True)
    QLocale.setDefault(QLocale.c())
    qapp.setStyle("Fusion")
    qapp.setOrganizationName("nnviz-tests")
    qapp.setApplicationName("nnviz")
    return qapp


@pytest.fixture(autouse=True)
def _own_settings(request):
    """Give every test that uses Qt settings of its own, empty at its start."""
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtCore import QSettings

    folder = str(request.getfixturevalue("tmp_path") / "settings")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for form in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(form, scope, folder)
    _put_the_pointer_away()


def _put_the_pointer_away():
    """Leave the pointer where no window opens: where the last test left it, it would hover something."""
    from PySide6.QtGui import QCursor, QGuiApplication

    QCursor.setPos(QGuiApplication.primaryScreen().geometry().bottomRight())


@pytest.fixture(autouse=True)
def _sessions_end_empty(request, monkeypatch):
    """Empty the undo list of every session a test makes, as the application does when it ends.

    Collected as garbage together with the commands it holds, a stack may delete them twice.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    from nnviz.session import Session

    made, begin = [], Session.__init__

    def remember(session, *arguments, **named):
        made.append(session)
        begin(session, *arguments, **named)

    monkeypatch.setattr(Session, "__init__", remember)
    yield
    for session in made:
        try:
            session.pause()
            session.undo_stack.clear()
        except RuntimeError:
            continue  # its window has taken it along
