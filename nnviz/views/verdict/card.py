"""A claim, its verdict, and where a wrong one goes wrong."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.equations.formula import Formula
from nnviz.core.judge import Verdict
from nnviz.core.text.number_format import format_number
from nnviz.typeset import EquationWidget
from nnviz.views.controls import Label, Menu, PillButton
from nnviz.views.controls.labels import Code, TextLabel
from nnviz.views.controls.pages import PlacedWidget, height_of, place
from nnviz.views.controls.prose import Prose
from nnviz.views.verdict.badge import VerdictBadge
from nnviz.views.verdict.numbers import Numbers
from nnviz.views.verdict.vote_row import VoteRow
from nnviz.views.verdict.wording import ROLES

_SAME = 1e-6
"""Largest relative error at which claimed and expected numbers look the same."""


class VerdictCard(PlacedWidget):
    """One claim: as it was written, what the judge says, the numbers, what is right, and why.

    Parameters
    ----------
    target, text
        The claim in the judge's notation.
    quote
        LaTeX of the claim where it comes from; shown instead of the notation.
    why
        Markdown on one line, shown last.
    asks
        Whether the learner votes first: until `open_verdict` no verdict, number, reason or colour shows.

    Attributes
    ----------
    votes : VoteRow or None
        Where the learner votes.
    resized : Signal()
        It needs another height.
    opened : Signal(str, str)
        The user wants to try the claim: target and text.
    """

    resized = Signal()
    opened = Signal(str, str)

    def __init__(
        self,
        target: str,
        text: str,
        quote: str = "",
        why: str = "",
        asks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._why, self._closed, self._voted = why, asks, False
        self.votes = VoteRow(self) if asks else None
        self.claim = (target, text)
        self.verdict: Verdict | None = None
        self.quote = EquationWidget(17, 12, menu=lambda over: Menu("", over), parent=self)
        self.quote.setVisible(bool(quote))
        if quote:
            self.quote.set_formula(Formula(quote, quote, ()))
        self.notation = Code()
        self.badge, self.error = VerdictBadge(self), Label("", "label", "muted", self)
        self.message, self.note = TextLabel("body", "muted"), TextLabel("label", "muted")
        self.numbers = Numbers(self)
        self.right_label, self.right = Label(self.tr("Right is"), "section", "muted", self), Code()
        self.why = Prose(parent=self)
        self.try_button = PillButton(
            self.tr("Try it"),
            "step",
            self.tr("Open this claim in the panel Judge to edit it"),
            "link",
            parent=self,
        )
        self.try_button.clicked.connect(self._open)
        for widget in (self.notation, self.message, self.note, self.right):
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown: list[tuple[QWidget, int]] = []
        self._noted, self._note = True, ""
        self.set_claim(target, text)

    def set_claim(self, target: str, text: str) -> None:
        """Show another claim, of which there is no verdict yet."""
        self.claim = (target, text)
        self.notation.setText(f"{target} = {text}")
        self.setAccessibleName(self.tr("Claim: {0} = {1}").format(target, text))
        self.show_verdict(None)

    def show_notation(self, noted: bool) -> None:
        """Write the claim in the judge's notation, or leave that to what stands above the card."""
        if noted != self._noted:
            self._noted = noted
            self.show_verdict(self.verdict, self._note)

    @property
    def closed(self) -> bool:
        """Whether the verdict waits for the learner's vote."""
        return self._closed

    def open_verdict(self, vote: str = "", right: bool | None = None) -> None:
        """Show the verdict from now on, beside what the learner said; without a vote the buttons just go."""
        if self.votes is not None and vote:
            self.votes.show_vote(vote, right)
        self._closed, self._voted = False, self._voted or bool(vote)
        self.show_verdict(self.verdict, self._note)

    def close_verdict(self) -> None:
        """Hide the verdict again until the learner votes."""
        if self.votes is not None and not self._voted:
            self._closed = True
            self.show_verdict(self.verdict, self._note)

    def show_verdict(self, verdict: Verdict | None, note: str = "") -> None:
        """Show what the judge says, None while it is at work; `note` is added in small letters."""
        self.verdict, self._note = verdict, note
        if self._closed:
            # Nothing of it may be on a hidden widget either: aids read names, whether seen or not.
            verdict, note = None, ""
        self.why.set_text("" if self._closed else self._why)
        self.try_button.setVisible(bool(self.quote.source()) and not self._closed)
        self.badge.show_verdict(verdict)
        self.note.setText(note)
        error = None if verdict is None else verdict.relative_error
        self.error.setText("" if error is None else self.tr("relative error {0}").format(_error(error)))
        self.message.setText("" if verdict is None else verdict.message)
        faulty = verdict is not None and verdict.verdict in ("wrong", "conditional")
        # Where the condition holds there is no difference to be seen.
        differs = faulty and (error is None or error > _SAME)
        numbers = self.numbers.show_verdict(verdict if differs else None)
        right = "" if verdict is None or verdict.verdict == "right" else verdict.correct
        self.right.setText(right)
        self._shown = [(self.quote, 0)] if not self.quote.isHidden() else []
        if self._noted:
            self._shown.append((self.notation, 5 if self._shown else 0))
        self.notation.setVisible(self._noted)
        self.badge.setVisible(not self._closed)
        if self.votes is not None:
            self.votes.setVisible(self._closed or self._voted)
            if self._closed or self._voted:
                self._shown.append((self.votes, 9))
        if not self._closed:
            self._shown.append((self.badge, 9 if self._shown else 0))
        for widget, space, wanted in (
            (self.message, 7, bool(self.message.text()) and (faulty or not self.why.text() or _odd(verdict))),
            (self.numbers, 8, numbers),
            (self.right_label, 9, bool(right)),
            (self.right, 3, bool(right)),
            (self.why, 9, bool(self.why.text())),
            (self.note, 7, bool(note)),
        ):
            widget.setVisible(bool(wanted))
            if wanted:
                self._shown.append((widget, space))
        said = self.tr("Vote first: right, wrong, or it depends.")
        found = f"{self.badge.words()}. {self.message.text()}"
        self.setAccessibleDescription(said if self._closed else found)
        self.arrange()
        self.update()
        self.resized.emit()

    def _open(self) -> None:
        self.opened.emit(*self.claim)

    # -- size and picture --------------------------------------------------------------------------

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        pad, top = theme.px(12), theme.px(11)
        left, room = pad + theme.px(2), max(width - 2 * pad - theme.px(2), 1)
        for widget, space in self._shown:
            top += theme.px(space)
            if widget is self.badge:
                tall = self._place_badge(left, top, room, move)
            else:
                tall = height_of(widget, room)
                if move:
                    place(widget, left, top, room, tall)
            top += tall
        return top + theme.px(11)

    def _place_badge(self, left: int, top: int, room: int, move: bool) -> int:
        """Place badge, error and button: beside each other if there is room, else in two rows."""
        badge, error, gap = self.badge.sizeHint(), self.error.sizeHint(), theme.px(8)
        link = QSize(0, 0) if self.try_button.isHidden() else self.try_button.sizeHint()
        wide, words = min(badge.width(), room), error.width() if self.error.text() else 0
        link_below = wide + gap + link.width() > room
        below = link_below or (words > 0 and wide + 2 * gap + words + link.width() > room)
        second = top + badge.height() + theme.px(4)
        row = max(error.height(), link.height() if link_below else 0)
        if move:
            self.badge.setGeometry(left, top, wide, badge.height())
            if below:
                self.error.setGeometry(left, second, error.width(), row)
            else:
                self.error.setGeometry(left + wide + gap, top, error.width(), badge.height())
            down = (
                second + (row - link.height()) // 2
                if link_below
                else top + (badge.height() - link.height()) // 2
            )
            self.try_button.setGeometry(left + room - link.width(), down, link.width(), link.height())
        return badge.height() + (theme.px(4) + row if below else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, and the bar in the colour of the verdict."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QColor(look.line))
            painter.setBrush(QColor(look.panel))
            painter.drawRoundedRect(frame, theme.px(9), theme.px(9))
            role = "handle" if self._closed or self.verdict is None else ROLES[self.verdict.verdict]
            bar = QRectF(0, theme.px(9), theme.px(3), self.height() - 2 * theme.px(9))
            painter.fillRect(bar, QColor(look.colour(role)))


def _error(error: float) -> str:
    return format_number(error, 1) if error else "0"


def _odd(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.verdict in ("unstable", "invalid")
