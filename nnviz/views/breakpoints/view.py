"""The panel with the breakpoints of a run and its health."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPoint, QSettings, QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.breakpoints import BreakpointHit
from nnviz.core.checks.health import HealthFinding
from nnviz.core.document.notes import MAX_NOTES
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.session.edit import NotesEdit
from nnviz.views.breakpoints.popup import BreakpointPopup
from nnviz.views.breakpoints.rows import ListRow, RowList
from nnviz.views.controls import Hairline, Panel, PillButton, SectionHeading
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import ScrolledPage

_MOST = 60
"""Most findings that are listed one by one."""
SIGNS = {"dead": "eye-off", "saturated": "warning", "vanishing": "minus", "exploding": "plus"}


class BreakpointsView(Panel):
    """Until when the run goes on, where it stops every time, what stopped it last, training problems.

    Parameters
    ----------
    session
        Whose breakpoints and health are shown.
    settings
        Where the last choice of “run until” is remembered.
    """

    def __init__(
        self, session: Session, settings: QSettings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self._session = session
        self._edited: int | None = None
        self._findings: tuple[HealthFinding, ...] = ()
        self.popup = BreakpointPopup(session, self, settings)
        self.popup.kept.connect(self._keep)
        self.target = RowList(self.tr("Run until"))
        self.breakpoints = RowList(self.tr("Breakpoints"))
        self.none = TextLabel("label", "muted")
        self.none.setText(self.tr("None: a run continues until it is paused."))
        self.add = PillButton(
            self.tr("Add"), "plus", self.tr("Stop at another event, every time"), "link", focusable=True
        )
        self.add.setAccessibleName(self.tr("Add a breakpoint"))
        self.fired = RowList(self.tr("Stopped by"))
        self.health = RowList(self.tr("Health"))
        self.no_problems = TextLabel("body", "muted")
        self._page = ScrolledPage(self.tr("Breakpoints and training health"), self)
        self._target_heading = SectionHeading(self.tr("Run until"))
        self._fired_heading = SectionHeading(self.tr("Stopped by"))
        self._lay_out()
        self.target.chosen.connect(self._forget_target)
        self.target.removed.connect(self._forget_target)
        self.breakpoints.chosen.connect(self._edit)
        self.breakpoints.switched.connect(self._switch)
        self.breakpoints.removed.connect(self._remove)
        self.add.clicked.connect(self._add)
        self.fired.chosen.connect(self._go)
        self.health.chosen.connect(self._selection)
        session.notes_changed.connect(self.refresh)
        session.breakpoints.changed.connect(self.refresh)
        session.changed.connect(self._experiment_changed)
        session.health.changed.connect(self._examined)
        theme.manager().changed.connect(self._restyle)
        self.refresh()
        self._examined()

    def _lay_out(self) -> None:
        page, head = self._page.page, QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(SectionHeading(self.tr("Breakpoints")), 1)
        row.addWidget(self.add)
        page.add(self._target_heading, 0)
        page.add(self.target, 4)
        page.add(head, 12)
        page.add(self.breakpoints, 2)
        page.add(self.none, 4)
        page.add(self._fired_heading, 14)
        page.add(self.fired, 4)
        page.add(Hairline(), 16)
        page.add(SectionHeading(self.tr("Health")), 14)
        page.add(self.health, 4)
        page.add(self.no_problems, 6)

    def resizeEvent(self, event: object) -> None:
        """Give the page all the room."""
        self._page.setGeometry(self.rect().adjusted(1, 0, 0, 0))

    def sizeHint(self) -> QSize:
        """Return the room it likes to have."""
        return QSize(theme.px(300), theme.px(360))

    def show_frame(self, frame: Frame) -> None:
        """Follow a position: nothing to do, all that is shown has its own news."""

    # -- what is shown -------------------------------------------------------------------------------

    def _experiment_changed(self, change: ExperimentChange) -> None:
        if not change.only_during_run:
            self.refresh()

    def refresh(self) -> None:
        """Show breakpoints, target and stops."""
        stops, page = self._session.breakpoints, self._page.page
        target = stops.target
        rows: tuple[ListRow, ...] = ()
        if target is not None:
            words = self.tr("Stops once, at {0}. Press Delete or click to remove it.").format(target.where)
            rows = (ListRow(_capital(target.title), words, "run", removable=True),)
        self.target.set_rows(rows)
        self.breakpoints.set_rows(tuple(self._row(b) for b in self._session.notes.breakpoints))
        fired = stops.fired[::-1]
        last = stops.last
        rows = tuple(ListRow(self._words(s), s.sentence if s is last else "", "pause") for s in fired[:_MOST])
        self.fired.set_rows(rows)
        for widget in (self._target_heading, self.target):
            page.show_block(widget, target is not None)
        for widget in (self._fired_heading, self.fired):
            page.show_block(widget, bool(fired))
        page.show_block(self.breakpoints, bool(self._session.notes.breakpoints))
        page.show_block(self.none, not self._session.notes.breakpoints)
        self._fit()

    def _words(self, stop: BreakpointHit) -> str:
        """Return what a stop is called in the list, and where it was."""
        b = stop.breakpoint
        if b.event == "iteration" and not b.name:
            return _capital(b.title)
        place = f"{stop.position.iteration:,}"
        return self.tr("{0} · iteration {1}").format(b.name or _capital(b.title), place)

    def _row(self, b: Breakpoint) -> ListRow:
        refusal = self._session.breakpoints.refusal(b.event)
        note = refusal or self.tr("Stops at {0}.").format(b.where)
        title = _capital(b.title)
        return ListRow(
            b.name or title, f"{title}. {note}" if b.name else note, checked=b.enabled, removable=True
        )

    def _examined(self) -> None:
        health = self._session.health
        self._findings = health.findings[:_MOST]
        rows = [ListRow(f.title, f.sentence, SIGNS.get(f.kind, "warning"), "danger") for f in self._findings]
        more = len(health.findings) - len(rows)
        if more > 0:
            rows.append(ListRow(self.tr("and {0} more").format(more), "", "dot"))
        self.health.set_rows(tuple(rows))
        self.no_problems.setText(
            self.tr("No problems detected: nothing is dead, saturated, vanishing, exploding or diverging.")
            if health.enabled
            else self.tr("Not checked: turn on View, Training health badges.")
        )
        self._page.page.show_block(self.health, bool(rows))
        self._page.page.show_block(self.no_problems, not rows)
        self._fit()

    def _fit(self) -> None:
        self._page.page.forget()
        self._page.fit()

    # -- what is done --------------------------------------------------------------------------------

    def run_until(self, corner: QPoint) -> None:
        """Ask until when to run."""
        self._edited = None
        self.popup.run_until(corner)

    def _add(self) -> None:
        self._edited = None
        self.popup.edit(None, self.add.mapToGlobal(QPoint(0, self.add.height() + theme.px(4))))

    def _edit(self, number: int) -> None:
        self._edited = number
        area = self.breakpoints.area(number)
        corner = self.breakpoints.mapToGlobal(QPoint(0, area.bottom() + theme.px(2)))
        self.popup.edit(self._session.notes.breakpoints[number], corner)

    def _keep(self, b: Breakpoint) -> None:
        known = list(self._session.notes.breakpoints)
        if self._edited is not None and self._edited < len(known):
            known[self._edited] = b
            self._change(self.tr("Edit breakpoint"), known)
        elif len(known) >= MAX_NOTES:
            self._session.message.emit(self.tr("At most {0} breakpoints are allowed.").format(MAX_NOTES))
        else:
            self._change(self.tr("Add breakpoint"), [*known, b])
        self._edited = None

    def _switch(self, number: int) -> None:
        known = list(self._session.notes.breakpoints)
        known[number] = msgspec.structs.replace(known[number], enabled=not known[number].enabled)
        words = self.tr("Enable breakpoint") if known[number].enabled else self.tr("Disable breakpoint")
        self._change(words, known)

    def _remove(self, number: int) -> None:
        known = list(self._session.notes.breakpoints)
        del known[number]
        self._change(self.tr("Remove breakpoint"), known)

    def _change(self, text: str, breakpoints: list[Breakpoint]) -> None:
        notes = msgspec.structs.replace(self._session.notes, breakpoints=tuple(breakpoints))
        self._session.apply(NotesEdit(text, notes))

    def _forget_target(self) -> None:
        self._session.breakpoints.forget_target()

    def _go(self, number: int) -> None:
        fired = self._session.breakpoints.fired[::-1]
        if number < len(fired):
            self._session.pause()
            self._session.seek(fired[number].position)

    def _selection(self, number: int) -> None:
        if number < len(self._findings):
            self._session.select(self._findings[number].selection)

    def _restyle(self) -> None:
        self._fit()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
