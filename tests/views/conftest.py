"""A window that is shown, painted and active."""

import pytest

from nnviz.core.document import files


@pytest.fixture
def make_window(qtbot, qapp):
    """Return a function that opens a window on an example."""
    from nnviz import theme
    from nnviz.session import Session
    from nnviz.views.main_window import MainWindow

    windows = []

    def make(example="xor", settings=None):
        theme.manager().apply(qapp, "light", 1.0)
        session = Session(files.example(example))
        session.name = example
        window = MainWindow(session, settings)
        window.network.set_animated(False)
        qtbot.addWidget(window, before_close_func=_forget)
        windows.append(window)
        window.resize(1280, 720)
        window.show()
        window.activateWindow()
        window.raise_()
        with qtbot.waitActive(window):
            pass
        qtbot.waitUntil(lambda: window.completed)
        window.network.setFocus()
        return window

    yield make
    for window in windows:
        _forget(window)


def _forget(window):
    """Let the window close without a question."""
    window.session.pause()
    # Emptied too: collected as garbage together with its commands, a stack may delete them twice.
    window.session.undo_stack.clear()


@pytest.fixture
def window(make_window):
    """Return a window on XOR."""
    return make_window()
