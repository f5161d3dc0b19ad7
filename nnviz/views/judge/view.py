"""The panel in which a derivation is typed and judged."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.derivation.notation.entry import EntryReading, read_entry, verdicts_of
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.judge.claim import Claim
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.session.edit import NotesEdit
from nnviz.views.controls import Panel
from nnviz.views.controls.pages import ScrolledPage
from nnviz.views.controls.prose import Prose
from nnviz.views.judge.chips import WordChips
from nnviz.views.judge.claim_list import ClaimList
from nnviz.views.judge.entry import ClaimEntry
from nnviz.views.judge.grammar import Grammar
from nnviz.views.judge.heading import JudgeHeading
from nnviz.views.judge.suggestions import examples, targets
from nnviz.views.verdict import VerdictCard
from nnviz.views.verdict.wording import verdict_word

_REST = 250
"""Milliseconds without a change of position before the claim is judged again."""


class JudgeView(Panel):
    """Target and claim, what the judge says of them, and the claims judged before.

    Parameters
    ----------
    session
        At whose position claims are judged, and in whose notes they are kept.

    Attributes
    ----------
    judged : Signal(object)
        A verdict was given.
    """

    judged = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.session = session
        self.verdicts: dict[Claim, str] = {}
        self._claim: Claim | None = None
        self._due = False
        self.heading = JudgeHeading(self.tr("A claim"), self.tr("Syntax of claims"))
        self.entry = ClaimEntry()
        self.names_heading, self.names = JudgeHeading(self.tr("Names of the lesson")), WordChips()
        self.intro = Prose(
            self.tr(
                "Type a gradient and an expression for it. The expression is compared with the program and "
                "with central differences, at the current position and at random values. For example:"
            ),
            colour="muted",
        )
        self.examples = WordChips()
        self.readings_words, self.readings = Prose("", colour="muted"), WordChips()
        self._readings: dict[str, tuple[str, str]] = {}
        self.card = VerdictCard("", "")
        self.history_heading, self.history = JudgeHeading(self.tr("Previously judged")), ClaimList()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self._judge_again)
        self.body = ScrolledPage(self.tr("Judge"))
        self._lay_out()
        self._connect()
        self._lesson_changed()
        self._notes_changed()

    def _lay_out(self) -> None:
        page = self.body.page
        for widget, space in (
            (self.heading, 0), (self.entry, 4), (self.names_heading, 14), (self.names, 5), (self.intro, 16),
            (self.examples, 8), (self.readings_words, 12), (self.readings, 6),
            (self.card, 16), (self.history_heading, 18), (self.history, 4),
        ):  # fmt: skip
            page.add(widget, space)
        for widget in (self.card, self.readings_words, self.readings):
            page.show_block(widget, False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.body)

    def _connect(self) -> None:
        s = self.session
        s.notes_changed.connect(self._notes_changed)
        s.changed.connect(self._experiment_changed)
        s.lesson_session.lesson_changed.connect(self._lesson_changed)
        self.entry.submitted.connect(self.judge)
        self.entry.resized.connect(self.body.fit)
        self.entry.checked.connect(self._compare_entry)
        self.card.resized.connect(self.body.fit)
        self.names.chosen.connect(self._insert)
        self.examples.chosen.connect(self._take_example)
        self.readings.chosen.connect(self._take_reading)
        self.entry.reading.hovered.connect(self._point_at)
        self.entry.read = self._read
        self.history.chosen.connect(self._show_claim)
        self.history.removed.connect(self._remove)
        self.heading.button.clicked.connect(self._explain)

    # -- what is shown -----------------------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Offer the names of this position, and judge again what is shown."""
        self.entry.target.set_names(targets(frame, self.session.lesson_session.names))
        self._due = self._claim is not None
        if not self.session.running and self._due:
            self._timer.start()

    def begin(self, target: str = "", text: str = "") -> None:
        """Put a claim in and judge it, or wait for one to be typed."""
        if target:
            self.entry.set_claim(target, text)
            self.judge(target, text)
        else:
            self.entry.target.setFocus()
            self.entry.target.selectAll()

    def judge(self, target: str, text: str) -> None:
        """Judge a claim and keep it, so that it is saved with the experiment and can be undone."""
        try:
            claim = Claim(target, text)
        except ExperimentError as error:
            self.entry.say(str(error), wrong=True)
            return
        self._show(claim)
        notes = self.session.notes
        if claim not in notes.claims:
            try:
                kept = msgspec.structs.replace(notes, claims=(*notes.claims, claim))
            except ExperimentError as error:
                self.entry.say(str(error), wrong=True)
                return
            self.session.apply(NotesEdit(self.tr("Judge a claim"), kept))
        else:
            self._notes_changed()

    def _show(self, claim: Claim) -> None:
        from nnviz.core.derivation.notation.claims import NotationJudge

        self._claim, self._due = claim, False
        frame, names = self.session.full_frame, self.session.lesson_session.names
        verdict = NotationJudge(frame, names).judge(claim.target, claim.text)
        if self.session.withholds:
            verdict = verdict.without_numbers()
        self._offer_readings(claim)
        self.verdicts[claim] = verdict.verdict
        self.card.set_claim(claim.target, claim.text)
        self._compare_entry()
        self.card.show_verdict(verdict)
        self._fit()
        self.judged.emit(verdict)

    def _read(self, target: str, text: str) -> EntryReading:
        return read_entry(target, text, self.session.frame, self.session.lesson_session.names)

    def _offer_readings(self, claim: Claim) -> None:
        """Show readings that have different verdicts, to choose from."""
        found = verdicts_of(
            self._read(claim.target, claim.text), self.session.full_frame, self.session.lesson_session.names
        )
        self._readings = {f"{one} = {text}": (one, text) for (one, text), _ in found}
        said = self.tr("{0}; click to mean this reading")
        self.readings.set_words(
            [(f"{one} = {text}", said.format(verdict_word(v.verdict))) for (one, text), v in found]
        )
        for widget in (self.readings_words, self.readings):
            self.body.page.show_block(widget, bool(found))
        words = " · ".join(f"{one} = {text}: {verdict_word(v.verdict)}" for (one, text), v in found)
        self.readings_words.set_text(self.tr("It can be read in more than one way. {0}").format(words))

    def _take_reading(self, words: str) -> None:
        self.begin(*self._readings[words])

    def _point_at(self, link: object) -> None:
        name = getattr(link, "name", None)
        self.session.highlight((name,) if isinstance(name, str) else ())

    def _compare_entry(self, _problem: str = "") -> None:
        """Repeat the claim on its card only where it is not what stands in the editor."""
        typed = (self.entry.target.text().strip(), self.entry.claim.text())
        self.card.show_notation(typed != self.card.claim)

    def _judge_again(self) -> None:
        """Judge what is shown at another position, once somebody sees it."""
        if self._claim is not None and not self.session.running and self.isVisible():
            self._show(self._claim)
            self.history.update()

    def _show_claim(self, claim: Claim) -> None:
        self.entry.set_claim(claim.target, claim.text)
        self._show(claim)
        self._notes_changed()

    def _remove(self, number: int) -> None:
        notes = self.session.notes
        claims = tuple(claim for n, claim in enumerate(notes.claims) if n != number)
        notes = msgspec.structs.replace(notes, claims=claims)
        self.session.apply(NotesEdit(self.tr("Remove a claim"), notes))

    def _notes_changed(self, _notes: object = None) -> None:
        claims = self.session.notes.claims
        if self._claim is not None and self._claim not in claims:
            self._claim = None
        self.history.show_claims(claims, self.verdicts)
        self._fit()

    def _experiment_changed(self, change: ExperimentChange) -> None:
        if not change.only_during_run:
            self._offer_examples()
        elif not self.verdicts:
            return
        # What was said of another network need not hold for this one.
        self.verdicts.clear()
        self.history.show_claims(self.session.notes.claims, self.verdicts)

    def _lesson_changed(self, _lesson: object = None) -> None:
        names = self.session.lesson_session.names
        self.names.set_words(
            [(name, self.tr("stands for {0}; click to insert it").format(v)) for name, v in names.items()]
        )
        for widget in (self.names_heading, self.names):
            self.body.page.show_block(widget, bool(names))
        self._offer_examples()

    def _offer_examples(self) -> None:
        self._examples = {
            f"{target} = {text}": (target, text) for target, text in examples(self.session.frame)
        }
        tip = self.tr("Insert this claim and judge it")
        self.examples.set_words([(words, tip) for words in self._examples])
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Judge again what nobody has seen since it was another position."""
        super().showEvent(event)
        if self._due and not self.session.running:
            self._timer.start()

    def _fit(self) -> None:
        """Show what there is to show, and place it."""
        page, claims = self.body.page, self.session.notes.claims
        page.show_block(self.card, self._claim is not None)
        page.show_block(self.intro, self._claim is None and not claims)
        page.show_block(self.examples, self._claim is None and not claims)
        page.show_block(self.history_heading, bool(claims))
        page.show_block(self.history, bool(claims))
        self.body.fit()

    # -- hands -------------------------------------------------------------------------------------

    def _insert(self, name: str) -> None:
        self.entry.claim.insertPlainText(name)
        self.entry.claim.setFocus()

    def _take_example(self, words: str) -> None:
        self.begin(*self._examples[words])

    def _explain(self) -> None:
        button = self.heading.button
        Grammar(self).show_at(button.mapToGlobal(QPoint(button.width(), button.height() + theme.px(4))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives the keyboard back to the window."""
        focused = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape and focused is not None and self.isAncestorOf(focused):
            focused.clearFocus()
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        """Return the size in which it reads well."""
        return QSize(theme.px(350), theme.px(480))
