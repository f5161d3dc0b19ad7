"""The window: puts the views together and does what commands ask of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow

from nnviz import actions, theme
from nnviz.commands import COMMANDS
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.file_access.reading import path_from_text
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.session.settings import remember_shortcuts, shortcuts, single_keys
from nnviz.views.announcer import Announcer
from nnviz.views.documents import Documents
from nnviz.views.export_actions import ExportActions
from nnviz.views.header import WindowHeader
from nnviz.views.lessons_menu import LessonsMenu
from nnviz.views.menus import add_choices, draw_icons, fill
from nnviz.views.network.side_by_side import SideBySide
from nnviz.views.network.view import NetworkView
from nnviz.views.panels import DockPanels
from nnviz.views.parts.appearance import Appearance
from nnviz.views.parts.charts import Charts
from nnviz.views.parts.derivations import Derivations
from nnviz.views.parts.importing import Importing
from nnviz.views.parts.predicting import Predicting
from nnviz.views.parts.time import TimeParts
from nnviz.views.parts.undo_names import UndoNames
from nnviz.views.program_strip import ProgramStrip
from nnviz.views.recent_files import RecentFiles
from nnviz.views.refresh_scheduler import RefreshScheduler
from nnviz.views.toast import Toast
from nnviz.views.transport import Transport
from nnviz.views.welcome import Welcome

_LEAST = (640, 420)
"""Least size of the window in pixels, whatever the zoom."""


if TYPE_CHECKING:
    from nnviz.views.go_to import GoTo
    from nnviz.views.lesson.editor import LessonEditor
    from nnviz.views.sweep import SweepDialog


class MainWindow(QMainWindow):
    """Assembles header, network, panels; the rest is made after the first paint.

    Parameters
    ----------
    session
        What it shows.
    settings
        Where the layout is remembered; None remembers nothing.
    """

    ready = Signal()
    """What the first paint does not wait for is made."""
    closed = Signal()

    def __init__(self, session: Session, settings: QSettings | None = None) -> None:
        super().__init__()
        self.session = session
        self._settings = settings
        self.documents = Documents(self, session)
        self.export_actions = ExportActions(self, session, self.documents)
        self.refresh_scheduler = RefreshScheduler(session, self)
        self.actions_by_name = actions.build(self)
        self.shortcuts = actions.Shortcuts(self.actions_by_name, shortcuts(settings), single_keys(settings))
        self.transport, self.strip = Transport(session, self.actions_by_name), ProgramStrip(session)
        self.header = WindowHeader(self.transport, self.strip)
        self.menus = fill(self.header.menu_bar, self.actions_by_name)
        self.setMenuWidget(self.header)
        self.network = NetworkView(session)
        self.side_by_side = SideBySide(session, self.network)
        self.setCentralWidget(self.side_by_side)
        self.toast = Toast(self, self.network, self.network.free)
        lessons = self.menus["Lessons"]
        self.lessons = LessonsMenu(
            self, session.lesson_session, lessons, self.actions_by_name["lesson_open"], self.documents
        )
        self.welcome = Welcome(self.network, lessons, self.network.free)
        session.lesson_session.may_leave = self.documents.may_leave
        self.panels = DockPanels(self)
        self.completed = self._arranged = False
        self.charts, self.importing = Charts(self, settings), Importing(self)
        self.derivations = Derivations(self)
        self.predicting = Predicting(self, settings)
        self.appearance = Appearance(self)
        if settings is not None:
            self.appearance.restore(settings)
        self.undo_names = UndoNames(session.undo_stack, self.actions_by_name, self)
        for panel in self.panels.values():
            panel.shown.connect(self.refresh_scheduler.view_shown)
        self._add_menu_entries()
        self._feed_first_views()
        self.time = TimeParts(self, settings)
        self.bookmarks = self.time.bookmarks
        self._connect()
        self.announcer = Announcer(session, self)
        self.setAcceptDrops(True)
        self._document_changed()
        # Given by hand, so that no part ever makes the window larger than the screen.
        self.setMinimumSize(*_LEAST)
        self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))

    # -- assembling ----------------------------------------------------------------------------------

    def _add_menu_entries(self) -> None:
        examples = {name: name.replace("-", " ") for name in files.examples()}
        submenu = type(self.menus["File"])(self.tr("Open example"), self)
        add_choices(submenu, None, examples, self.documents.open_example)
        self.menus["File"].insertMenu(self.actions_by_name["save"], submenu)
        built_in = type(submenu)(self.tr("Built-in derivations"), self)
        add_choices(built_in, None, _built_in_derivations(), self.derivations.open_built_in)
        self.menus["Lessons"].insertMenu(self.actions_by_name["derivation_first_wrong"], built_in)
        recent = type(submenu)(self.tr("Open recent"), self)
        self.menus["File"].insertMenu(self.actions_by_name["save"], recent)
        self.recent = RecentFiles(self.session, self._settings, recent, self.documents.open_recent)
        view, before = self.menus["View"], self.actions_by_name["light"]
        for number, panel in enumerate(self.panels.values(), 1):
            toggle = panel.toggleViewAction()
            if number < 10:
                toggle.setShortcut(f"Ctrl+{number}")
            view.insertAction(before, toggle)
            self.addAction(toggle)
        view.insertSeparator(before)

    def _feed_first_views(self) -> None:
        self.refresh_scheduler.add(self.transport, 10, urgent=True)
        self.refresh_scheduler.add(self.strip, 6, urgent=True)
        self.refresh_scheduler.add(self.network, 31, urgent=True)
        # Whichever network is shown, the pinned run follows.
        self.refresh_scheduler.add(self.side_by_side, 30, urgent=True)

    def complete(self) -> None:
        """Make what the first paint does not wait for: Explain, Build, the charts."""
        if self.completed:
            return
        self.completed = True
        self.network.prepare()
        from nnviz.views.builder.view import BuilderView
        from nnviz.views.explain import ExplainView

        self.explain = ExplainView(self.session)
        self.panels["explain"].set_view(self.explain)
        self.refresh_scheduler.add(self.explain, 3, True, self.panels["explain"].in_front, dragged=False)
        self.builder = BuilderView(self.session)
        self.panels["builder"].set_view(self.builder)
        self.builder.data.links.wanted.connect(self.draw_data)
        self.refresh_scheduler.add(self.builder, 2, seen=self.panels["builder"].in_front)
        draw_icons(self.actions_by_name)
        self.charts.make()
        self.time.mark()
        self._make_lesson()
        self._name_controls()
        self.refresh_scheduler.refresh()
        self.ready.emit()

    def _make_lesson(self) -> None:
        from nnviz.views.judge import JudgeView
        from nnviz.views.lesson import LessonView

        self.lesson, self.judge = LessonView(self.session), JudgeView(self.session)
        for key, view in (("lesson", self.lesson), ("judge", self.judge)):
            self.panels[key].set_view(view)
            self.refresh_scheduler.add(view, 10, seen=self.panels[key].in_front)
        from nnviz.views.breakpoints import BreakpointsView

        self.stops = BreakpointsView(self.session, self._settings)
        self.panels["stops"].set_view(self.stops)
        from nnviz.views.data_editor import DrawingView

        self.data = DrawingView(self.session)
        self.panels["data"].set_view(self.data)
        self.data.marked.connect(self.charts["surface"].mark)
        self.refresh_scheduler.add(self.data, 8, seen=self.panels["data"].in_front)
        self.derivations.make()
        self.lesson.follow(self.actions_by_name)
        self.lesson.claim_opened.connect(self.judge_claim)

    def _name_controls(self) -> None:
        from nnviz.views.control_names import ControlNames

        s, self.control_names = self.session, ControlNames(self)
        for changed in (
            s.changed,
            s.frame_changed,
            s.notes_changed,
            s.lesson_session.lesson_changed,
        ):
            changed.connect(self.control_names.soon)
        for panel in self.panels.values():
            panel.shown.connect(self.control_names.soon)
        self.control_names.soon()

    def _lesson_changed(self, lesson: object) -> None:
        for name in ("lesson_next", "lesson_back", "lesson_return", "lesson_reveal", "lesson_close"):
            self.actions_by_name[name].setEnabled(lesson is not None)
        self.actions_by_name["lesson_reveal"].setChecked(False)
        if self._arranged:
            self.panels.show_lesson(lesson is not None)
        self.welcome.hide()

    def _connect(self) -> None:
        s = self.session
        s.document_changed.connect(self._document_changed)
        s.layout = self.panels.layout
        s.layout_opened.connect(self.panels.take)
        s.message.connect(self._message)
        s.granularity_changed.connect(self._mark_granularity)
        s.frame_changed.connect(self._moved)
        s.running_changed.connect(self._running_changed)
        s.lesson_session.settings = self._settings
        s.lesson_session.lesson_changed.connect(self._lesson_changed)
        s.lesson_session.revealed_changed.connect(self.actions_by_name["lesson_reveal"].setChecked)
        self._lesson_changed(s.lesson_session.lesson)
        self._mark_granularity(s.granularity)
        self.actions_by_name["health"].setChecked(s.health.enabled)

    # -- following the session -------------------------------------------------------------------------

    def _document_changed(self) -> None:
        name = self.session.name or self.tr("untitled")
        state = self.tr("edited") if self.session.modified else self.tr("saved")
        if self.session.path is None and not self.session.modified:
            state = self.tr("example") if self.session.name else self.tr("not saved")
        self.header.set_document(f"{name} · {state}")
        self.setWindowTitle(f"{name} — nnviz")

    def _message(self, text: str) -> None:
        self.toast.say(text)

    def _moved(self, _frame: object) -> None:
        if self._hinting:
            self._hinting = False
            self.welcome.hide()

    _hinting = False
    _go_to: GoTo | None = None
    _lesson_editor: LessonEditor | None = None
    _sweep: SweepDialog | None = None

    def hint(self) -> None:
        """Show the one hint of a first start."""
        self.welcome.show()
        self._hinting = True

    def _running_changed(self, running: bool) -> None:
        self.actions_by_name["run"].setText(self.tr("Pause") if running else self.tr("Run"))

    def _mark_granularity(self, name: str) -> None:
        for command in COMMANDS:
            if command.name.startswith("by_"):
                self.actions_by_name[command.name].setChecked(command.name == f"by_{name}")

    # -- what commands ask for ---------------------------------------------------------------------------

    def new(self, bare: bool = False) -> None:
        """Start with the default example; a bare one has no hidden layers."""
        if self.documents.may_leave():
            e = files.example("xor")
            self.session.open(edits.without_hidden_layers(e) if bare else e)

    def open(self) -> None:
        """Choose a file."""
        self.documents.open()

    def save(self) -> None:
        """Save the experiment."""
        self.documents.save()

    def save_as(self) -> None:
        """Save the experiment under another name."""
        self.documents.save_as()

    def save_picture(self) -> None:
        """Save the window as a picture."""
        self.documents.save_picture()

    def edit_selected(self) -> None:
        """Type a new value for the selected weight or bias."""
        if not self.network.edit_selected():
            self.session.message.emit(self._why_no_number())

    def _why_no_number(self) -> str:
        """Return why there is no number to edit, and how to get one."""
        selected = self.session.selected
        if selected is None:
            return self.tr(
                "Select a weight, a bias or an input first: click it in the network, or move to it with Tab."
            )
        if selected.kind == "unit":
            return self.tr(
                "The value of {0} is computed and cannot be typed. Move to its bias or a weight with Tab."
            ).format(selected.symbol)
        return self.tr("{0} is hidden. Expand its layer first, or edit it in the panel Values.").format(
            selected.symbol
        )

    def change_speed(self, direction: int) -> None:
        """Run faster (1) or slower (−1)."""
        slider = self.transport.speed
        slider.setValue(slider.value() + 5 * direction)
        self.toast.say(slider.toolTip())

    def judge_claim(self, target: str = "", text: str = "") -> None:
        """Bring the judge to the front, with a claim if one is given."""
        self.complete()
        self.panels.bring("judge")
        self.judge.begin(target, text)

    def run_until(self) -> None:
        """Ask until when to run, at the Run button."""
        self.complete()
        button = self.transport.run
        self.stops.run_until(button.mapToGlobal(button.rect().bottomLeft()))

    def go_to(self) -> None:
        """Ask where to go, under the counter of iterations."""
        counter = self.transport.iteration
        if self._go_to is None:
            from nnviz.views.go_to import GoTo

            self._go_to = GoTo(self.session, self)
        self._go_to.ask(counter.mapToGlobal(counter.rect().bottomLeft()))

    def toggle_chain(self) -> None:
        """Show the chain from the loss back to the selected weight or bias, going to where it is known."""
        session, selection = self.session, self.session.selected
        if session.chain_shown:
            session.show_chain(False)
            return
        if selection is None or selection.parameter is None:
            session.message.emit(
                self.tr("Select a weight or a bias first: click it in the network, or move to it with Tab.")
            )
            return
        # The chain is asked for later than the window is shown.
        from nnviz.core.explain.paths import factors_known

        session.pause()
        wanted = f"d{selection.parameter}"
        if not factors_known(session.full_frame, selection):
            operations = session.frame.operations
            number = next((k for k, op in enumerate(operations, 1) if wanted in op.writes), None)
            if number is not None:
                session.go_to_operation(number)
        self.panels.bring("explain")
        session.show_chain(True)

    def compare(self) -> None:
        """Ask what the present run is compared with; it is pinned and the other one trained beside it."""
        from nnviz.views.compare_dialog import CompareDialog

        CompareDialog(self.session, self).ask()

    def show_sweep(self) -> None:
        """Show the window in which many runs are trained."""
        from nnviz.views.sweep import SweepDialog

        if self._sweep is None:
            self._sweep = SweepDialog(self.session, self)
        self._sweep.ask()

    def toggle_pin(self) -> None:
        """Pin the present run, or unpin the one that is pinned."""
        pinned = self.session.pinned
        pinned.pin() if pinned.recipe is None else pinned.unpin()

    def swap_pinned(self) -> None:
        """Swap the present run with the pinned one."""
        if self._something_pinned():
            self.session.pinned.swap()

    def name_pinned(self) -> None:
        """Type a name for the pinned run."""
        if self._something_pinned():
            self.side_by_side.ask_name()

    def _something_pinned(self) -> bool:
        if self.session.pinned.recipe is None:
            self.session.message.emit(
                self.tr("No run is pinned. Pin this one first, or compare it with another.")
            )
            return False
        return True

    def show_palette(self) -> None:
        """Show every command to be found by its words."""
        from nnviz.views.command_palette import CommandPalette

        self.complete()
        self.lessons.fill()
        CommandPalette(self.menus.values(), self).ask()

    def draw_data(self, page: str = "plane") -> None:
        """Bring the data to the front, the plane to draw on or the table."""
        self.complete()
        self.panels.bring("data")
        self.data.begin(page)

    def type_network(self) -> None:
        """Bring Build to the front, the keyboard in the line that stands for the network."""
        self.complete()
        self.panels.bring("builder")
        self.builder.type_network()

    def show_breakpoints(self) -> None:
        """Bring breakpoints and health to the front, the keyboard with them."""
        self.complete()
        self.panels.bring("stops")
        self.stops.breakpoints.setFocus()

    def toggle_health(self) -> None:
        """Show signs at training problems, or not."""
        health = self.session.health
        health.set_enabled(not health.enabled)
        self.actions_by_name["health"].setChecked(health.enabled)

    def fold_charts(self) -> None:
        """Collapse the charts to their titles, or expand them."""
        self.panels.fold_charts(not self.panels.charts_folded)

    def toggle_quantity(self) -> None:
        """Show weights or gradients on the edges."""
        self.network.set_quantity("gradients" if self.network.quantity == "weights" else "weights")

    def show_cheat_sheet(self) -> None:
        """Show every shortcut."""
        from nnviz.views.cheat_sheet import CheatSheet

        CheatSheet(self).exec()

    def show_settings(self) -> None:
        """Show the settings."""
        from nnviz.views.settings import SettingsDialog

        dialog = SettingsDialog(self.session, self._settings, self, self.shortcuts.single)
        if dialog.exec():
            self.set_single_keys(dialog.single_keys.isChecked())

    def set_single_keys(self, on: bool) -> None:
        """Let single letters, digits and signs be shortcuts, or not."""
        self.shortcuts.set_single(on)

    def change_shortcuts(self) -> None:
        """Give commands other keys."""
        from nnviz.views.shortcuts_dialog import ShortcutsDialog

        ShortcutsDialog(self.shortcuts, self).exec()
        remember_shortcuts(self._settings, self.shortcuts.changed)

    def show_manual(self, page: str = "") -> None:
        """Show the manual, at a page if one is named."""
        from nnviz.views.manual import ManualDialog

        manual = ManualDialog(self)
        manual.open_page(page)
        manual.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        manual.show()

    def write_lesson(self) -> None:
        """Show the window in which a lesson is written."""
        if self._lesson_editor is None:
            from nnviz.views.lesson.editor import LessonEditor

            self._lesson_editor = LessonEditor(self.session, self)
            self._lesson_editor.try_wanted.connect(self.lessons.open)
            self.closed.connect(self._lesson_editor.close)
        self._lesson_editor.show()
        self._lesson_editor.raise_()

    @property
    def lesson_editor(self) -> LessonEditor | None:
        """The window in which a lesson is written, None before it has been shown."""
        return self._lesson_editor

    def show_about(self) -> None:
        """Say what this is, with the versions of everything."""
        from nnviz.views.about import AboutDialog

        AboutDialog(self).exec()

    # -- layout ------------------------------------------------------------------------------------------

    def restore_layout(self) -> None:
        """Put every panel back to its place."""
        self.panels.reset()
        self.panels.show_lesson(self.session.lesson_session.lesson is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold what has no room."""
        super().resizeEvent(event)
        self.panels.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels the first time, and make the rest after the first paint."""
        super().showEvent(event)
        if self._arranged:
            return
        self._arranged = True
        self.panels.begin(self._settings)
        self.panels.show_lesson(self.session.lesson_session.lesson is not None)
        self.network.setFocus()
        QTimer.singleShot(0, self._after_first_paint)

    def _after_first_paint(self) -> None:
        QTimer.singleShot(0, self.complete)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes and remember the layout."""
        self.session.pause()
        if not self.documents.may_leave():
            event.ignore()
            return
        self.remember()
        super().closeEvent(event)
        self.closed.emit()

    def remember(self) -> None:
        """Keep the layout and the looks for the next time."""
        self.appearance.stage.leave()
        if self._settings is not None:
            self.panels.remember(self._settings)
            self.charts.remember()
            self.appearance.remember(self._settings)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take experiment files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        names = [_local_file(url) for url in event.mimeData().urls() if url.isLocalFile()]
        if names and self.derivations.drop(Path(names[0])):
            return
        if names and names[0].endswith(".md"):
            self.lessons.open_file(names[0])
        elif names and self.importing.drop(Path(names[0])):
            return
        elif names and os.path.exists(names[0]) and self.documents.may_leave():
            self.documents.open_file(names[0])

    def event(self, event: QEvent) -> bool:
        """Keep keys that are a guess from the shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and self.predicting.filter_key(event):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a guess, and judge a derivation that is pasted where nothing else takes it."""
        if self.predicting.filter_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Paste) and self.derivations.take_clipboard():
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the size of the first start."""
        return QSize(theme.px(1440), theme.px(900))

    def action(self, name: str) -> QAction:
        """Return the action of a command."""
        return self.actions_by_name[name]


def _built_in_derivations() -> dict[str, str]:
    """Return the built-in derivations: name → label in the menu."""
    return {
        "sigmoid-softmax": translate("derivation", "Sigmoid units feeding a softmax"),
        "cross-entropy-softmax": translate("derivation", "Why two derivatives seem to disagree"),
        "equation-sheet": translate("derivation", "An equation sheet"),
        "one-hidden-layer": translate("derivation", "One hidden layer and a sigmoid output"),
    }


def _local_file(url: QUrl) -> str:
    """Return the path of a local file; bytes that are not UTF-8, which Qt replaces, stay what they are."""
    name = url.toLocalFile()
    return str(path_from_text(bytes(url.toEncoded().data()).decode("ascii"))) if "\ufffd" in name else name
