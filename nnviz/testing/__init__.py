"""The pytest plugin of nnviz: a window to drive in tests, and a check of a student's backward pass.

Installed with nnviz (entry point ``pytest11``). Fixtures: `nnviz_window` and `assert_gradient`. The manual's
page about testing has examples.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from nnviz.core.experiment.experiment import Experiment
    from nnviz.testing.window import Window

__all__ = ["assert_gradient", "check_gradient", "nnviz_window"]


def check_gradient(
    backward: Callable[..., Mapping[str, Any]], experiment: Experiment | str, *, rows: bool = False
) -> None:
    """Fail unless a backward pass is right, with the diagnosis of its mistake as the message.

    Parameters
    ----------
    backward
        ``backward(X, Y, parameters)`` returns ``dW1 db1 …``; see `nnviz.diagnose_function`.
    experiment
        What it is to be the gradient of: an experiment or the name of a built-in example.
    rows
        True if it has examples in rows: X (batch, inputs), ``W1`` (inputs, units), ``b1`` (units,); otherwise
        ``(units, batch)`` and (units, inputs).
    """
    __tracebackhide__ = True
    import nnviz

    e = nnviz.example(experiment) if isinstance(experiment, str) else experiment
    told = nnviz.diagnose_function(e, backward, rows=rows)
    if told.verdict != "right":
        diagnosis = f" ({told.diagnosis})" if told.diagnosis else ""
        pytest.fail(f"{told.verdict}{diagnosis}: {told.message}", pytrace=False)


@pytest.fixture
def assert_gradient() -> Callable[..., None]:
    """Return a function that fails unless a backward pass is right; see `check_gradient`."""
    return check_gradient


@pytest.fixture
def nnviz_window(
    request: pytest.FixtureRequest, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Window]]:
    """Return a function that opens a window: ``nnviz_window(example="mazur")`` or ``(experiment=e)``.

    The window has settings of its own, shows no dialogs and moves nothing by itself; it is closed without
    a question at the end of the test, whatever was edited.
    """
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nnviz import app
    from nnviz.testing.dialogs import Dialogs
    from nnviz.testing.window import Window

    if request.config.pluginmanager.has_plugin("pytest-qt"):
        # Made by pytest-qt, so that its own fixtures find it.
        request.getfixturevalue("qapp")
    app.application()
    dialogs, opened = Dialogs(monkeypatch), []

    def make(
        example: str | None = None,
        experiment: Experiment | None = None,
        *,
        size: tuple[int, int] = (1280, 720),
        theme: str = "light",
    ) -> Window:
        window = Window(dialogs, tmp_path, example, experiment, size, theme)
        opened.append(window)
        return window

    yield make
    for window in opened:
        window.close()
    dialogs.close()
