"""One session of a random user: a window, what watches over it, and what is compared at the end."""

import sys
import time
import traceback
import warnings
from pathlib import Path

import numpy as np
import shiboken6
from PySide6.QtCore import QEventLoop, QLocale, QSettings, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

import nnviz.theme
from nnviz import app
from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.run.saved_run import opening_position, restore_run
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.views.main_window import MainWindow
from tests.fuzzing.random_user import DERIVATIONS, RandomUser

IGNORED = ("This plugin does not support", "OpenType support missing for")
"""What the platform without a screen says of itself, and of fonts that this machine does not have."""
SLOW = 3.0
"""Seconds an act may take; that many are a fault."""
EVERY = 40
"""Acts between two comparisons with a fresh run."""
FAULTS = 3
"""Faults after which a session ends."""


class Host:
    """The application: opens windows, takes note of faults, compares.

    Attributes
    ----------
    faults : list[str]
        What went wrong.
    droppable : list[Path]
        Files that can be dropped on the window, good and bad.
    """

    def __init__(self, seed, acts, folder):
        self.folder = Path(folder)
        self.acts_left, self.acts = acts, acts
        self.faults, self.compared = [], 0
        self.trace = open(self.folder / "acts", "w", encoding="utf-8")  # noqa: SIM115
        self.application = app.application()
        self.application.setStyle("Fusion")
        self.application.setQuitOnLastWindowClosed(False)
        QLocale.setDefault(QLocale.c())
        self.settings = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)
        self.droppable = droppable(self.folder)
        self.user = RandomUser(self, seed, folder, self.say)
        self.window = None
        self.dialog, self.tries = None, 0
        self.watch()
        self.answer()
        self.open()
        self.next = QTimer()
        self.next.setSingleShot(True)
        self.next.timeout.connect(self.act)

    # -- faults ------------------------------------------------------------------------------------

    def watch(self):
        """Take note of every exception nobody caught and of every warning."""
        sys.excepthook = self.raised
        sys.unraisablehook = lambda found: self.raised(found.exc_type, found.exc_value, found.exc_traceback)
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *where, **_: self.fault(f"warning: {message} {where}")
        qInstallMessageHandler(self.told)

    def raised(self, kind, error, trace):
        """Take note of an exception."""
        self.fault("".join(traceback.format_exception(kind, error, trace)))

    def told(self, kind, _context, text):
        """Take note of what Qt says."""
        if kind != QtMsgType.QtDebugMsg and not text.startswith(IGNORED):
            self.fault(f"Qt: {text}\n" + "".join(traceback.format_stack()[-6:]))

    def fault(self, text):
        """Take note of something that must not be."""
        self.faults.append(f"act {self.acts - self.acts_left}: {text}")
        self.say(f"FAULT {text.strip().splitlines()[-1][:200]}")

    def say(self, text):
        """Write down what is done, so that the last line before a crash tells."""
        self.trace.write(f"{self.acts - self.acts_left}: {text}\n")
        self.trace.flush()

    # -- windows -----------------------------------------------------------------------------------

    def open(self):
        """Open a window, as the program does at its start."""
        nnviz.theme.manager().apply(self.application, "light", 1.0)
        session = Session(files.example("xor"))
        session.name = "xor"
        self.window = MainWindow(session, self.settings)
        self.window.show()
        self.window.activateWindow()
        if self.user.chance(0.5):
            # Before the first paint anything may be asked for.
            self.user.command()
        else:
            self.wait(20)

    def reopen(self):
        """Ask the window to close, and if it does, open another."""
        self.window.close()
        if self.window.isVisible() or QApplication.activeModalWidget() is not None:
            return
        old = self.window
        self.compare()
        old.session.pause()
        old.session.undo_stack.clear()
        self.open()
        old.deleteLater()

    def wait(self, milliseconds):
        """Let events be handled for a while."""
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    # -- acting ------------------------------------------------------------------------------------

    def answer(self):
        """Go on where a dialog or a popup waits."""
        # A new timer each time: one that is being handled would not fire for the dialog of a dialog.
        QTimer.singleShot(8, self.answer)
        dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if dialog is None or not shiboken6.isValid(dialog):
            self.dialog, self.tries = None, 0
            return
        self.tries = self.tries + 1 if dialog is self.dialog else 0
        self.dialog = dialog
        self.user.answer(dialog, self.tries)

    def act(self):
        """Do one item or several before events are handled, and come back."""
        try:
            self.act_on()
        finally:
            self.next.start(0)

    def act_on(self):
        """Do one item or several."""
        for _ in range(int(self.user.rng.integers(1, 4))):
            if self.acts_left <= 0 or len(self.faults) >= FAULTS:
                self.application.quit()
                return
            self.acts_left -= 1
            self.user.act()
            if QApplication.activeModalWidget() is not None:
                break
            if self.acts_left % EVERY == 0:
                self.compare()

    def run(self):
        """Do everything; return how many faults there were."""
        self.next.start(0)
        self.application.exec()
        while (dialog := QApplication.activeModalWidget()) is not None:
            self.user.close_dialog(dialog)
        self.compare()
        path = self.folder / f"last{files.SUFFIX}"
        self.window.session.save(path)
        self.check_file(path)
        self.window.close()
        self.wait(10)
        self.window.session.undo_stack.clear()
        return len(self.faults)

    # -- comparing ---------------------------------------------------------------------------------

    def compare(self):
        """Compare the frame with that of a fresh run of the same experiment."""
        session = self.window.session
        session.pause()
        # What a prediction hides from the views is in the run.
        frame = session.timeline.frame(session.position)
        fresh = Timeline(session.experiment).frame(frame.position)
        self.compared += 1
        for name, values in frame.values.items():
            if values.tobytes() != fresh.values[name].tobytes():
                self.fault(f"{name} at {frame.position} is not that of a fresh run")
                return
        if frame.flat.tobytes() != fresh.flat.tobytes() or set(fresh.values) != set(frame.values):
            self.fault(f"the frame at {frame.position} is not that of a fresh run")

    def check_file(self, path):
        """Compare what is open with what a file says, and its position with that of a fresh run."""
        session, read = self.window.session, files.read_document(path)
        if Document(read.experiment, read.notes, selection=read.selection) != session.document:
            self.fault(f"{path.name} is not what was saved")
        timeline = Timeline(read.experiment)
        if read.run is None or not restore_run(timeline, read.run):
            return
        frame = timeline.frame(opening_position(timeline, read.run))
        if frame.position != session.position:
            self.fault(f"{path.name} opens at {frame.position}, not {session.position}")
        elif frame.flat.tobytes() != session.timeline.frame(session.position).flat.tobytes():
            self.fault(f"{path.name} opens with other numbers")


def droppable(folder):
    """Write files that can be dropped on the window, good and bad; return their paths."""
    contents = {
        "good.csv": "x,y,label\n" + "".join(f"{i},{i * i % 7},{'ab'[i % 2]}\n" for i in range(30)),
        "semicolon.csv": "a;b;c\n1,5;2,5;3\n2,5;1;2\n4;4;1\n",
        "ragged.tsv": "1\t2\n3\n4\t5\t6\n",
        "ambiguous.csv": 'a,b\n"1,000",2\n"2,500",3\n',
        "empty.csv": "",
        "text.csv": "hello\nworld\n",
        "broken.nnviz": "{",
        "broken.md": "# no lesson\n",
        "derivation.md": DERIVATIONS[0],
        "unknown.xyz": "?",
    }
    folder = folder / "files"
    folder.mkdir()
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
    example = folder / "iris.nnviz"
    example.write_text(files.write_text(Document(files.example("iris"))), encoding="utf-8")
    return [*(folder / name for name in contents), example, folder, folder / "missing.csv"]


def main():
    """Run the session of a seed; end with 1 if anything went wrong."""
    seed, acts, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    np.seterr(all="ignore")
    began = time.perf_counter()
    host = Host(seed, acts, folder)
    faults = host.run()
    seconds = time.perf_counter() - began
    print(f"{acts - host.acts_left} acts, {host.compared} frames compared, {seconds:.0f} s")
    for fault in host.faults:
        print(fault)
    sys.stdout.flush()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
