"""Table of the actions that every task of a class takes: ``python -m tests.classroom``.

An action is a click, a key or several held together, a text that is typed with its Return, or a text that
is copied in another program. Looking is none.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QLocale, QStandardPaths
from PySide6.QtWidgets import QApplication

from nnviz import theme
from tests.classroom.opening import close_window, open_window
from tests.classroom.person import Person
from tests.classroom.tasks import tasks


def main() -> int:
    """Do every task, and again with predict and reveal, and print how many actions it took."""
    QStandardPaths.setTestModeEnabled(True)
    QLocale.setDefault(QLocale.c())
    app = QApplication(sys.argv[:1])
    app.setStyle("Fusion")
    theme.manager().apply(app, "light", 1.0)
    too_many = 0
    print(f"{'task':<32}{'before':>7}{'at most':>8}{'now':>5}{'with a guess':>14}")
    with tempfile.TemporaryDirectory() as folder:
        for number, task in enumerate(tasks(Path(folder))):
            taken = []
            for steps in filter(None, (task.steps, task.guess)):
                window, person = open_window(task), Person()
                person.do(steps)
                close_window(window)
                app.processEvents()
                taken.append(person.actions)
            too_many += taken[0] > task.most
            guess = str(taken[1]) if task.guess else "–"
            print(f"{number + 1:>2} {task.name:<29}{task.before:>7}{task.most:>8}{taken[0]:>5}{guess:>14}")
    return too_many


if __name__ == "__main__":
    sys.exit(main())
