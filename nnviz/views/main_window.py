"""The window: puts the views together and does what commands ask of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox

from nnviz import __version__, actions, theme
from nnviz.commands import COMMANDS
from nnviz.core import files
from nnviz.session import Session
from nnviz.views.cheat_sheet import CheatSheet
from nnviz.views.documents import Documents
from nnviz.views.feed import Feed
from nnviz.views.header import Header
from nnviz.views.menus import add_choices, draw_icons, fill
from nnviz.views.network_view import NetworkView
from nnviz.views.panels import Panels
from nnviz.views.program_strip import ProgramStrip
from nnviz.views.toast import Toast
from nnviz.views.transport import Transport


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
        self.panels = Panels(self)
        self.completed = False
        for panel in self.panels.values():
            panel.shown.connect(self.feed.view_shown)
        self._add_menu_entries()
        self._feed_first_views()
        self._connect()
        self.setAcceptDrops(True)
        self._document_changed()
        self._theme_changed()
        self.resize(theme.px(1440), theme.px(900))
        self._arranged = False

    # -- assembling ----------------------------------------------------------------------------------

    def _add_menu_entries(self) -> None:
        examples = {name: name.replace("-", " ") for name in files.examples()}
        submenu = type(self.menus["File"])(self.tr("Open example"), self)
        add_choices(submenu, None, examples, self.documents.open_example)
        self.menus["File"].insertMenu(self.actions_by_name["save"], submenu)
        view, before = self.menus["View"], self.actions_by_name["light"]
        for number, panel in enumerate(self.panels.values(), 1):
            toggle = panel.toggleViewAction()
            toggle.setShortcut(f"Ctrl+{number}")
            view.insertAction(before, toggle)
            self.addAction(toggle)
        view.insertSeparator(before)
        undo, redo = self.actions_by_name["undo"], self.actions_by_name["redo"]
        stack = self.session.undo_stack
        stack.canUndoChanged.connect(undo.setEnabled)
        stack.canRedoChanged.connect(redo.setEnabled)
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_undo)
        undo.setEnabled(stack.canUndo())
        redo.setEnabled(stack.canRedo())

    def _name_undo(self, _text: str) -> None:
        stack = self.session.undo_stack
        for name, verb, text in (
            ("undo", self.tr("Undo"), stack.undoText()),
            ("redo", self.tr("Redo"), stack.redoText()),
        ):
            self.actions_by_name[name].setText(f"{verb} “{text}”" if text else verb)

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
        self.feed.add(self.explain, 5, urgent=True, seen=self.panels["explain"].in_front)
        self.builder = BuilderView(self.session)
        self.panels["builder"].set_view(self.builder)
        self.feed.add(self.builder, 4, seen=self.panels["builder"].in_front)
        draw_icons(self.actions_by_name)
        self._make_charts()
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
        self.session.history_changed.connect(self._history_changed)
        self._name_charts()

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
        s.message.connect(self._message)
        s.granularity_changed.connect(self._mark_granularity)
        s.frame_changed.connect(self._moved)
        s.running_changed.connect(self._running_changed)
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
            self.toast.hide()

    _hinting = False

    def hint(self) -> None:
        """Show the one hint of a first start."""
        self.toast.say(self.tr("press → to step"), lasting=True)
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
        self.setWindowIcon(theme.application_icon())
        if self.completed:
            draw_icons(self.actions_by_name)

    _animated = True

    # -- what commands ask for ---------------------------------------------------------------------------

    def new(self) -> None:
        """Start with the default example."""
        if self.documents.may_leave():
            self.session.open(files.example("xor"))

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

    def edit_picked(self) -> None:
        """Type a new value for the picked weight or bias."""
        if not self.network.edit_picked():
            self.session.message.emit(self.tr("Pick a weight or a bias first: click it in the network."))

    def change_speed(self, direction: int) -> None:
        """Run faster (1) or slower (−1)."""
        slider = self.transport.speed
        slider.setValue(slider.value() + 5 * direction)
        self.toast.say(slider.toolTip())

    def toggle_quantity(self) -> None:
        """Show weights or gradients on the edges."""
        self.network.set_quantity("gradients" if self.network.quantity == "weights" else "weights")

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

    def showEvent(self, event: QShowEvent) -> None:
        """Arrange the panels the first time, and make the rest after the first paint."""
        super().showEvent(event)
        if self._arranged:
            return
        self._arranged = True
        self.panels.begin(self._settings)
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
        if names and Path(names[0]).exists() and self.documents.may_leave():
            self.documents.open_file(names[0])

    def sizeHint(self) -> QSize:
        """Return the size of the first start."""
        return QSize(theme.px(1440), theme.px(900))

    def action(self, name: str) -> QAction:
        """Return the action of a command."""
        return self.actions_by_name[name]


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
