"""The window: puts the views together and does what commands ask of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox

from nnviz import __version__, actions, theme
from nnviz.commands import COMMANDS
from nnviz.core import edits, files
from nnviz.core.record import ExperimentError
from nnviz.core.tables import SUFFIXES, Source
from nnviz.session import Session
from nnviz.views.cheat_sheet import CheatSheet
from nnviz.views.documents import Documents
from nnviz.views.feed import Feed
from nnviz.views.header import Header
from nnviz.views.lessons_menu import LessonsMenu
from nnviz.views.menus import add_choices, draw_icons, fill
from nnviz.views.network_view import NetworkView
from nnviz.views.panels import Panels
from nnviz.views.program_strip import ProgramStrip
from nnviz.views.recent_files import RecentFiles
from nnviz.views.settings import SettingsDialog
from nnviz.views.taking_away import TakingAway
from nnviz.views.time_parts import TimeParts
from nnviz.views.toast import Toast
from nnviz.views.transport import Transport
from nnviz.views.welcome import Welcome

_PICTURED = ("loss", "gradients", "activations", "surface")
"""Charts that can be saved as pictures of their own."""


class MainWindow(QMainWindow):
    """Assembles header, network, panels; the rest is made after the first paint.

    Parameters
    ----------
    session
        What it shows.
    settings
        Where the layout is remembered; None remembers nothing.
    """

    def __init__(self, session: Session, settings: QSettings | None = None) -> None:
        super().__init__()
        self.session = session
        self._settings = settings
        self.documents = Documents(self, session)
        self.taking_away = TakingAway(self, session, self.documents)
        self.feed = Feed(session, self)
        self.actions_by_name = actions.build(self)
        self.transport, self.strip = Transport(session, self.actions_by_name), ProgramStrip(session)
        self.header = Header(self.transport, self.strip)
        self.menus = fill(self.header.menu_bar, self.actions_by_name)
        self.setMenuWidget(self.header)
        self.network = NetworkView(session)
        self.network.setMinimumSize(260, 200)
        self.setCentralWidget(self.network)
        self.toast = Toast(self.network)
        lessons = self.menus["Lessons"]
        self.lessons = LessonsMenu(
            self, session.lab, lessons, self.actions_by_name["lesson_open"], self.documents
        )
        self.welcome = Welcome(self.network, lessons)
        session.lab.may_leave = self.documents.may_leave
        self.panels = Panels(self)
        self.completed = self._arranged = False
        for panel in self.panels.values():
            panel.shown.connect(self.feed.view_shown)
        self._add_menu_entries()
        self._feed_first_views()
        self.time = TimeParts(self, settings)
        self.bookmarks = self.time.bookmarks
        self._connect()
        self.setAcceptDrops(True)
        self._document_changed()
        self._theme_changed()
        self.resize(theme.px(1440), theme.px(900))

    # -- assembling ----------------------------------------------------------------------------------

    def _add_menu_entries(self) -> None:
        examples = {name: name.replace("-", " ") for name in files.examples()}
        submenu = type(self.menus["File"])(self.tr("Open example"), self)
        add_choices(submenu, None, examples, self.documents.open_example)
        self.menus["File"].insertMenu(self.actions_by_name["save"], submenu)
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
        undo, redo = self.actions_by_name["undo"], self.actions_by_name["redo"]
        stack = self.session.undo_stack
        stack.canUndoChanged.connect(undo.setEnabled)
        stack.canRedoChanged.connect(redo.setEnabled)
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        undo.setEnabled(stack.canUndo())
        redo.setEnabled(stack.canRedo())

    def _name_undo(self, text: str) -> None:
        self.actions_by_name["undo"].setText(_named(self.tr("Undo"), text))

    def _name_redo(self, text: str) -> None:
        self.actions_by_name["redo"].setText(_named(self.tr("Redo"), text))

    def _feed_first_views(self) -> None:
        self.feed.add(self.transport, 12, urgent=True)
        self.feed.add(self.strip, 10, urgent=True)
        self.feed.add(self.network, 24, urgent=True)

    def complete(self) -> None:
        """Make what the first paint does not wait for: Explain, Build, the charts."""
        if self.completed:
            return
        self.completed = True
        from nnviz.views.builder_view import BuilderView
        from nnviz.views.explain import ExplainView

        self.explain = ExplainView(self.session)
        self.panels["explain"].set_view(self.explain)
        self.feed.add(self.explain, 5, True, self.panels["explain"].in_front, dragged=False)
        self.builder = BuilderView(self.session)
        self.panels["builder"].set_view(self.builder)
        self.feed.add(self.builder, 4, seen=self.panels["builder"].in_front)
        draw_icons(self.actions_by_name)
        self._make_charts()
        self._make_lesson()
        self.feed.refresh()

    def _make_charts(self) -> None:
        from nnviz.views.activations_view import ActivationsView
        from nnviz.views.gradients_view import GradientsView
        from nnviz.views.loss_view import LossView
        from nnviz.views.surface_view import SurfaceView
        from nnviz.views.values_view import ValuesView

        kinds = {
            "loss": (LossView, 12),
            "gradients": (GradientsView, 12),
            "activations": (ActivationsView, 12),
            "surface": (SurfaceView, 12),
            "values": (ValuesView, 5),
        }
        self.charts = {key: kind(self.session) for key, (kind, _) in kinds.items()}
        for key, view in self.charts.items():
            self.panels[key].set_view(view)
            self.feed.add(view, kinds[key][1], seen=self.panels[key].in_front)
            view.titled.connect(self._name_charts)
        if self._settings is not None:
            self.charts["surface"].restore(self._settings)
        self.session.history_changed.connect(self._history_changed)
        self._name_charts()
        self.time.mark()

    def _make_lesson(self) -> None:
        from nnviz.views.judge import JudgeView
        from nnviz.views.lesson import LessonView

        self.lesson, self.judge = LessonView(self.session), JudgeView(self.session)
        for key, view in (("lesson", self.lesson), ("judge", self.judge)):
            self.panels[key].set_view(view)
            self.feed.add(view, 10, seen=self.panels[key].in_front)
        from nnviz.views.stops import StopsView

        self.stops = StopsView(self.session, self._settings)
        self.panels["stops"].set_view(self.stops)
        self.lesson.follow(self.actions_by_name)
        self.lesson.claim_opened.connect(self.judge_claim)

    def _lesson_changed(self, lesson: object) -> None:
        for name in ("lesson_next", "lesson_back", "lesson_return", "lesson_close"):
            self.actions_by_name[name].setEnabled(lesson is not None)
        if self._arranged:
            self.panels.show_lesson(lesson is not None)
        self.welcome.hide()

    def _name_charts(self) -> None:
        for key, view in self.charts.items():
            if view.title != self.panels[key].windowTitle():
                self.panels[key].setWindowTitle(view.title)
            self.panels[key].set_subtitle(view.subtitle)

    def _history_changed(self) -> None:
        self.transport.show_frame(self.session.frame)
        if self.panels["loss"].in_front():
            self.charts["loss"].show_frame(self.session.frame)

    def _connect(self) -> None:
        s = self.session
        s.document_changed.connect(self._document_changed)
        s.layout = self.panels.layout
        s.layout_opened.connect(self.panels.take)
        s.message.connect(self._message)
        s.granularity_changed.connect(self._mark_granularity)
        s.frame_changed.connect(self._moved)
        s.running_changed.connect(self._running_changed)
        s.lab.lesson_changed.connect(self._lesson_changed)
        self._lesson_changed(s.lab.lesson)
        theme.manager().changed.connect(self._theme_changed)
        self._mark_granularity(s.granularity)

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

    def _theme_changed(self) -> None:
        manager = theme.manager()
        for name in ("light", "dark", "system"):
            self.actions_by_name[name].setChecked(manager.name == name)
        self.actions_by_name["presenter"].setChecked(manager.scale > 1)
        self.actions_by_name["animation"].setChecked(self._animated)
        self.actions_by_name["health"].setChecked(self.session.health.enabled)
        self.setWindowIcon(theme.application_icon())
        if self.completed:
            draw_icons(self.actions_by_name)

    _animated = True

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

    def import_data(self) -> None:
        """Choose a table and show how it is understood."""
        self._import(self.documents.choose_table())

    def paste_data(self) -> None:
        """Show how the table on the clipboard is understood."""
        self._import(self.documents.pasted_table())

    def _import(self, source: Source | None) -> None:
        if source is None:
            return
        from nnviz.views.importing import ImportDialog

        self.session.pause()
        try:
            self.importing = ImportDialog(source, self.session.experiment, self)
        except ExperimentError as error:
            self.documents.explain(self.tr("This table cannot be imported."), str(error))
            return
        self.importing.accepted.connect(self._imported)
        self.importing.finished.connect(self.importing.deleteLater)
        self.importing.open()

    def _imported(self) -> None:
        """Take the table that was imported, as one step of undo, and say what was adapted to it."""
        from nnviz.session.sentences import consequences

        before, after = self.session.experiment, self.importing.result_experiment
        if after is not None:
            self.session.edit(self.importing.title(), after)
            self.session.message.emit(f"{self.importing.said()} {consequences(before, after)}".strip())

    def save_picture(self) -> None:
        """Save the window as a picture."""
        self.documents.save_picture()

    def edit_picked(self) -> None:
        """Type a new value for the picked weight or bias."""
        if not self.network.edit_picked():
            self.session.message.emit(self.tr("Pick a weight or a bias first: click it in the network."))

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

    def show_stops(self) -> None:
        """Bring breakpoints and health to the front, the keyboard with them."""
        self.complete()
        self.panels.bring("stops")
        self.stops.breakpoints.setFocus()

    def toggle_health(self) -> None:
        """Show signs at what is not well, or not."""
        health = self.session.health
        health.set_enabled(not health.enabled)
        self.actions_by_name["health"].setChecked(health.enabled)

    def toggle_quantity(self) -> None:
        """Show weights or gradients on the edges."""
        self.network.set_quantity("gradients" if self.network.quantity == "weights" else "weights")

    def switch_surface(self, what: str) -> None:
        """Go on to the next choice of a switch in Output: ``subject``, ``points`` or ``smooth``."""
        self.complete()
        self.charts["surface"].go_on(what)

    def switch_chart(self, key: str, switch: int = -1) -> None:
        """Go on to the next choice of a switch in the title of a chart."""
        self.complete()
        self.charts[key].controls[switch].go_on()

    def save_chart_picture(self) -> None:
        """Choose a chart and save it as a picture."""
        self.complete()
        from nnviz.views.plotting import exporting

        if chart := exporting.ask_chart([self.charts[key] for key in _PICTURED], self):
            self._saved(exporting.ask_picture(chart, self))

    def export_history(self) -> None:
        """Write the history of the run as a table."""
        from nnviz.views.plotting import exporting

        self._saved(exporting.ask_history(self.session.timeline, self.session.name, self))

    def _saved(self, name: str) -> None:
        if name:
            self.session.message.emit(self.tr("Saved {0}").format(name))

    def set_theme(self, name: str) -> None:
        """Choose light, dark or the desktop's theme."""
        theme.manager().apply(_app(), name, theme.manager().scale)
        self._theme_changed()

    def toggle_presenter(self) -> None:
        """Everything half as large again, or back."""
        manager = theme.manager()
        manager.apply(_app(), manager.name, 1.0 if manager.scale > 1 else theme.PRESENTER)
        QTimer.singleShot(0, self.panels.arrange)

    def toggle_animation(self) -> None:
        """Show movement along the edges, or not."""
        self._animated = not self._animated
        self.network.set_animated(self._animated)
        self._theme_changed()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or not."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.actions_by_name["full_screen"].setChecked(self.isFullScreen())

    def show_cheat_sheet(self) -> None:
        """Show every shortcut."""
        CheatSheet(self).exec()

    def show_settings(self) -> None:
        """Show the settings."""
        SettingsDialog(self.session, self._settings, self).exec()

    def show_about(self) -> None:
        """Say what this is."""
        QMessageBox.about(
            self,
            self.tr("About nnviz"),
            self.tr(
                "nnviz {0}\n\nA debugger for backpropagation: step a tiny network forward and backward "
                "and see every number, every gradient and the equation that made it.\n\n"
                "MIT licence. Fonts: Inter and JetBrains Mono (OFL)."
            ).format(__version__),
        )

    # -- layout ------------------------------------------------------------------------------------------

    def restore_layout(self) -> None:
        """Put every panel back to its place."""
        self.panels.reset()
        self.panels.show_lesson(self.session.lab.lesson is not None)

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels the first time, and make the rest after the first paint."""
        super().showEvent(event)
        if self._arranged:
            return
        self._arranged = True
        self.panels.begin(self._settings)
        self.panels.show_lesson(self.session.lab.lesson is not None)
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
        if self._settings is not None:
            self.panels.remember(self._settings)
            if self.completed:
                self.charts["surface"].remember(self._settings)
            self._settings.setValue("theme", theme.manager().name)
            self._settings.setValue("scale", theme.manager().scale)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take experiment files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the file that was dropped."""
        names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if names and names[0].endswith(".md"):
            self.lessons.open_file(names[0])
        elif names and names[0].lower().endswith(SUFFIXES):
            self._import(self.documents.table(Path(names[0])))
        elif names and Path(names[0]).exists() and self.documents.may_leave():
            self.documents.open_file(names[0])

    def sizeHint(self) -> QSize:
        """Return the size of the first start."""
        return QSize(theme.px(1440), theme.px(900))

    def action(self, name: str) -> QAction:
        """Return the action of a command."""
        return self.actions_by_name[name]


def _named(verb: str, text: str) -> str:
    return f"{verb} “{text}”" if text else verb


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
