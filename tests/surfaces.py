"""Panels and dialogs of the window that are made when they are asked for, opened one after the other."""

from collections.abc import Iterator

from PySide6.QtWidgets import QApplication, QWidget

from nnviz.core.arrays.frame import Position
from nnviz.views.about import AboutDialog
from nnviz.views.cheat_sheet import CheatSheet
from nnviz.views.command_palette import CommandPalette
from nnviz.views.compare_dialog import CompareDialog
from nnviz.views.lesson.editor import LessonEditor
from nnviz.views.main_window import MainWindow
from nnviz.views.manual import ManualDialog
from nnviz.views.settings import SettingsDialog
from nnviz.views.shortcuts_dialog import ShortcutsDialog
from nnviz.views.sweep import SweepDialog

DERIVATION = r"""
$z^1 = W^1 x + b^1$, $a^1 = \tanh(z^1)$, $z^2 = W^2 a^1 + b^2$, $a^2 = \sigma(z^2)$

$\delta^2 = a^2 - y$

$\frac{\partial C}{\partial W^2} = -\delta^2 (a^1)^\top$
"""
"""A text with definitions, a right formula and a wrong one."""


def dialogs(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield every dialog, shown, by the first part of its controls' names; it is closed before the next."""
    window.lessons.fill()
    made = {
        "compare": lambda: CompareDialog(window.session, window),
        "command_palette": lambda: CommandPalette(window.menus.values(), window),
        "shortcuts": lambda: ShortcutsDialog(window.shortcuts, window),
        "settings": lambda: SettingsDialog(window.session, None, window, True),
        "cheat_sheet": lambda: CheatSheet(window),
        "manual": lambda: ManualDialog(window),
        "about": lambda: AboutDialog(window),
        "sweep": lambda: SweepDialog(window.session, window),
        "lesson_editor": lambda: LessonEditor(window.session, window),
    }
    for name, make in made.items():
        dialog = make()
        if isinstance(dialog, LessonEditor):
            dialog.add_step()
        dialog.ask() if hasattr(dialog, "ask") else dialog.show()
        yield name, _active(dialog)
        dialog.close()


def panels(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Yield the panel Derivation with a judged text, and the window with a question to predict."""
    window.complete()
    window.panels.bring("derivation")
    window.session.derivation.open(DERIVATION)
    window.session.derivation.finish()
    yield "derivation", _active(window)
    window.session.seek(Position(0, 0))
    window.actions_by_name["predict"].trigger()
    window.session.step()
    yield "predict", _active(window)
    window.actions_by_name["predict"].trigger()


def _active(widget: QWidget) -> QWidget:
    widget.window().activateWindow()
    for _ in range(4):
        QApplication.processEvents()
    return widget
