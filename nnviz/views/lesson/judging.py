"""Judging the claims of a step one by one, while nothing else is to be done."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from nnviz.core.lessons.lesson import LessonClaim
from nnviz.session import Session
from nnviz.views.verdict import VerdictCard
from nnviz.views.verdict.wording import headline_of

_REST = 200
"""Milliseconds without a change of position before the claims are judged again."""


class Judging(QObject):
    """Fills cards with verdicts, one in each turn of the event loop.

    Parameters
    ----------
    session
        At whose position they are judged.
    """

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._cards: list[tuple[LessonClaim, VerdictCard]] = []
        self._waiting: list[tuple[LessonClaim, VerdictCard]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._judge_next)

    def start(self, cards: list[tuple[LessonClaim, VerdictCard]]) -> None:
        """Judge these claims from now on."""
        self._cards = cards
        self._waiting = list(cards)
        self._timer.start(0)

    def again(self) -> None:
        """Judge all again: it is another position."""
        if self._cards:
            self._waiting = list(self._cards)
            self._timer.start(_REST)

    def finish(self) -> None:
        """Judge what is left at once: for a picture, which cannot wait."""
        self._timer.stop()
        while self._waiting:
            self._judge(*self._waiting.pop(0))

    @property
    def busy(self) -> bool:
        """Whether a claim waits for its verdict."""
        return bool(self._waiting)

    def _judge_next(self) -> None:
        if self._session.running or not self._waiting:
            return
        self._judge(*self._waiting.pop(0))
        if self._waiting:
            self._timer.start(0)

    def _judge(self, claim: LessonClaim, card: VerdictCard) -> None:
        verdict = self._session.lesson_session.verdict(claim)
        note = ""
        if verdict.verdict != claim.verdict:
            words = self.tr("In the experiment of the lesson it is: {0}.")
            note = words.format(headline_of(claim.verdict, claim.detail))
        if card.verdict is None or card.verdict is not verdict:
            card.show_verdict(verdict, note)
