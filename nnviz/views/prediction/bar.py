"""The bar under the program strip: question, guess, and the truth beside the guess."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.prediction.guesses import CHOICE, GUESSES, NUMBER, ORDER, SIGN
from nnviz.session import Session
from nnviz.session.prediction import GuessOutcome
from nnviz.views.controls import IconButton, Label, PillButton, SegmentedControl
from nnviz.views.controls.announcement import announce
from nnviz.views.controls.pages import PlacedWidget
from nnviz.views.controls.prose import Prose, plain
from nnviz.views.prediction.answers import Answers
from nnviz.views.prediction.guess_field import GuessField

_ROW, _LINES = 32, 40
"""Height of the row of the question, and of the two lines of the answer."""
LOW, _WIDE, _ROOMY = 500, 560, 740
"""Height of a window below which all is in one row; widths with room for the switch, and for the tally."""
_SHORT = 24
"""Characters of a question that has room beside the answer in one row."""
_DIGITS = "0123456789"
_SIGNS = "+-−"
_SIGN_KEYS = {"+": "+", "-": "−", "−": "−", "0": "0"}


class PredictionBar(PlacedWidget):
    """Asks about what is hidden, takes the guess and shows it beside the truth.

    Its height stays the same from question to question, so that nothing below it moves.

    Parameters
    ----------
    session
        Whose prediction it shows.
    actions
        The commands, by name.

    Attributes
    ----------
    left : Signal()
        Escape was pressed in the empty field: the keyboard goes back to the network.
    resized : Signal()
        It has another height.
    """

    left = Signal()
    resized = Signal()

    def __init__(self, session: Session, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName(self.tr("Prediction"))
        self.question = Prose("", "heading", parent=self)
        self.field = GuessField(self)
        self.field.setAccessibleName(self.tr("Guess"))
        self.signs = {sign: PillButton(sign, focusable=True, parent=self) for sign in ("+", "−", "0")}
        names = (self.tr("positive"), self.tr("negative"), self.tr("zero"))
        for (sign, button), name in zip(self.signs.items(), names, strict=True):
            button.setCheckable(True)
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({sign})")
            button.clicked.connect(partial(self._guess, sign))
        self.answers = Answers(self)
        self.reveal = PillButton(self.tr("Reveal"), "eye", "", "primary", parent=self)
        self.reveal_all = PillButton(self.tr("All"), None, "", parent=self)
        self.following = PillButton(self.tr("Other question"), None, "", "quiet", parent=self)
        for control, name in (
            (self.reveal, "predict_reveal"), (self.reveal_all, "predict_reveal_all"),
            (self.following, "predict_next"),
        ):  # fmt: skip
            control.follow(actions[name])
            control.setAccessibleName(actions[name].text())
        self.mark, self.outcome = Label("", "heading", parent=self), Prose("", "body", "ink", parent=self)
        labels = (self.tr("number"), self.tr("sign"), self.tr("order"), self.tr("choice"))
        self.kinds = SegmentedControl(
            list(zip(GUESSES, labels, strict=True)),
            self.tr("Ask for"),
            self._explanations(),
            True,
            self,
            True,
        )
        self.tally = Label("", "label", "muted", self)
        self.options = IconButton("chevron-down", self.tr("What is predicted"), parent=self)
        self.options.follow(actions["predict_options"])
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._problem = ""
        self._most, self._compact = 0, False
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(actions["predict_reveal"].trigger)
        self.field.left.connect(self.left)
        self.answers.chosen.connect(session.prediction.choose)
        self.kinds.changed.connect(session.prediction.set_kind)
        session.prediction.changed.connect(self.refresh)
        session.frame_changed.connect(self._moved)
        theme.manager().changed.connect(self._restyle)
        self.refresh()

    def _explanations(self) -> dict[str, str]:
        words = (
            self.tr("Guess the number: 0.25, -3/8, 2e-3"),
            self.tr("Guess the sign: + - 0"),
            self.tr("Guess the order of the sizes, largest first: 2 > 1 > 3"),
            self.tr("Choose among the right answer and usual mistakes: keys 1 to 5"),
        )
        return dict(zip(GUESSES, words, strict=True))

    # -- what is shown -----------------------------------------------------------------------------

    def _moved(self, _frame: object) -> None:
        if self._session.prediction.on:
            self.refresh()

    def refresh(self) -> None:
        """Show the question, the guess and the answers as they are now."""
        prediction = self._session.prediction
        if not prediction.on:
            return
        kind, asked = prediction.kind, prediction.question
        self.kinds.set_value(prediction.options.kind)
        choice = prediction.choice if asked is not None and kind == CHOICE else None
        self.question.set_text(self._question(kind))
        font = "section" if self._compact and len(plain(self.question.text())) > _SHORT else "heading"
        self.question.set_role(font, "ink" if asked is not None else "muted")
        guess = prediction.guessed
        # Not disabled: the keyboard would go elsewhere between two questions.
        self.field.setReadOnly(asked is None)
        example = {ORDER: "2 > 1 > 3"}.get(kind, "−3/8")
        self.field.setPlaceholderText(example if asked is not None else "")
        if asked is None or (guess is None and not self._problem and not self.field.hasFocus()):
            self.field.clear()
        for sign, button in self.signs.items():
            button.setEnabled(asked is not None)
            button.setChecked(guess is not None and guess.text == sign)
        if choice is not None:
            self.answers.show_answers(choice.answers, prediction.chosen)
        shown = {self.field: kind in (NUMBER, ORDER), self.answers: choice is not None}
        shown |= {button: kind == SIGN for button in self.signs.values()}
        shown[self.following] = kind == CHOICE and len(prediction.choices) > 1
        for widget, visible in shown.items():
            widget.setVisible(visible)
        self._show_outcome()
        tally = prediction.tally
        words = self.tr("{0} of {1} right").format(tally.right, tally.asked) if tally.asked else ""
        self.tally.setText(words)
        self.tally.setVisible(not self._compact or self.width() >= theme.px(_ROOMY))
        self.kinds.setVisible(not self._compact and self.width() >= theme.px(_WIDE))
        self.tally.setAccessibleName(self.tr("Tally: {0}").format(words) if words else self.tr("Tally"))
        self.setAccessibleDescription(plain(self.question.text()))
        self.fit()

    def _question(self, kind: str) -> str:
        prediction = self._session.prediction
        asked = prediction.question
        if asked is None:
            if prediction.outcomes:
                return self.tr("Step on for the next question.")
            return self.tr("Step: its results are hidden until you reveal them.")
        if kind == CHOICE and prediction.choice is not None:
            number, count = prediction.choice_number + 1, len(prediction.choices)
            return f"{number}/{count} · {prediction.choice.prompt}"
        return asked.words(kind)

    def _show_outcome(self) -> None:
        outcomes = self._session.prediction.outcomes
        last, font = outcomes[-1] if outcomes else None, "label" if self._compact else "body"
        if self._problem:
            self.mark.setText("")
            self.outcome.set_role(font, "danger")
            self.outcome.set_text(self._problem.replace("$", "").replace("*", "·"))
        elif last is None:
            self.mark.setText("")
            self.outcome.set_text("")
        else:
            words = {True: self.tr("✓ right"), False: self.tr("✗ wrong"), None: ""}
            if self._compact:
                words = {True: "✓", False: "✗", None: ""}
            text, role = words[last.right], "success" if last.right else "danger"
            self.mark.setText(text)
            self.mark.set_colour(role)
            self.outcome.set_role(font, "ink")
            self.outcome.set_text(self._words(last))
        self.mark.setAccessibleName(
            "" if last is None or last.right is None else self.tr("right") if last.right else self.tr("wrong")
        )
        said = " ".join(filter(None, (self.mark.text(), plain(self.outcome.text()))))
        self.outcome.setToolTip(said.replace("`", "").replace("*", ""))
        before = self.outcome.accessibleDescription()
        self.outcome.setAccessibleDescription(said)
        if said and said != before:
            announce(self, said.replace("`", "").replace("*", ""))

    def _words(self, outcome: GuessOutcome) -> str:
        if not outcome.symbol:
            if outcome.right:
                return f"{outcome.truth}. {outcome.why}"
            words = self.tr("guess {0} · right is {1}. {2}")
            return words.format(outcome.guess, outcome.truth, outcome.why)
        truth = f"**{outcome.truth}**"
        if self._compact and outcome.guess:
            words = self.tr("guess **{0}** · truth {1}. {2}")
            return words.format(outcome.guess, truth, outcome.why)
        if not outcome.guess:
            return f"${outcome.symbol}$ = {truth}. {outcome.why}"
        words = self.tr("{0}: guess **{1}** · truth {2}. {3}")
        return words.format(f"${outcome.symbol}$", outcome.guess, truth, outcome.why)

    # -- guesses -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Take the keyboard for a guess: the field, the first sign or the first answer."""
        inputs: list[QWidget] = [self.field, self.signs["+"], *self.answers.buttons]
        shown = next((widget for widget in inputs if widget.isVisible()), None)
        if shown is not None:
            shown.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if shown is self.field:
            # Another guess is typed over one that was not taken.
            self.field.selectAll()

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key that no field took is a guess: a digit or a sign while something is hidden.

        A sign is taken for one between two questions, too.
        """
        prediction = self._session.prediction
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        if not self.isVisible() or keys or not event.text():
            return False
        kind, text = prediction.kind, event.text()
        if not prediction.hides:
            # A sign that comes too late must not add or remove a unit: the run would start over.
            return text in _SIGNS
        if kind == CHOICE:
            return text in "12345"
        return text in _SIGN_KEYS if kind == SIGN else text in _DIGITS + ("-" if kind == NUMBER else "")

    def take(self, event: QKeyEvent) -> None:
        """Do what such a key means."""
        kind, text = self._session.prediction.kind, event.text()
        if not self._session.prediction.hides:
            words = self.tr("There is nothing to guess now: step on for the next question.")
            self._session.message.emit(words)
        elif kind == CHOICE:
            self._session.prediction.choose(int(text) - 1)
        elif kind == SIGN:
            self._guess(_SIGN_KEYS[text])
        else:
            self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.field.setText(text)
            self._typed(text)

    def _typed(self, text: str) -> None:
        self._say("")
        if not text.strip():
            self._session.prediction.forget_guess()
            return
        try:
            self._session.prediction.guess(text)
        except ValueError:
            # Perhaps it is not whole yet; Return says what is wrong with it.
            self._session.prediction.forget_guess()

    def _guess(self, text: str, _checked: bool = False) -> None:
        try:
            self._session.prediction.guess(text)
        except ValueError as error:
            self._say(str(error))

    def settle(self) -> bool:
        """Return whether what is typed may be revealed: nothing, or a guess; say what is wrong otherwise."""
        text = self.field.text().strip()
        if self._session.prediction.kind in (NUMBER, ORDER) and text and self._session.prediction.hides:
            try:
                self._session.prediction.guess(text)
            except ValueError as error:
                self._say(str(error))
                self.field.setFocus()
                return False
        self.field.clear()
        self._say("")
        return True

    def _say(self, sentence: str) -> None:
        if sentence != self._problem:
            self._problem = sentence
            self.field.say_invalid(sentence)
            self._show_outcome()

    # -- size and picture --------------------------------------------------------------------------

    @property
    def compact(self) -> bool:
        """Whether everything stands in one row: the window is low for its type."""
        return self.window().height() < theme.px(LOW)

    def sizeHint(self) -> QSize:
        """Return the height for the present width."""
        return QSize(theme.px(640), self.place_parts(max(self.width(), 1), False))

    def minimumSizeHint(self) -> QSize:
        """Fit any window."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of another height."""
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.resized.emit()

    def fit(self) -> None:
        """Place everything for the present size of the window."""
        if self.compact != self._compact:
            self._compact, self._most = self.compact, 0
            self._show_outcome()
        self.arrange()
        self.updateGeometry()
        self.update()

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts, or only look how tall they are."""
        side, row, compact = theme.px(14), theme.px(_ROW), self._compact
        top, tall = theme.px(3 if compact else 5), row
        right = self._place_inputs(width - side, top, row, move)
        room = max(right - side, 1)
        if compact:
            asked = min(self.question.natural_width(), round(room * (0.55 if self.outcome.text() else 1)))
            high = min(self.question.heightForWidth(asked), row)
            if move:
                self._put(self.question, side, top, asked, high, row)
                self._place_outcome(side + asked + theme.px(14), top, right, row)
        else:
            high = self.question.heightForWidth(room)
            tall = max(row, high)
            if move:
                self._put(self.question, side, top, room, high, row)
        top += tall + theme.px(3)
        if not self.answers.isHidden():
            high = self.answers.heightForWidth(width - 2 * side)
            # Never less than it was: from question to question nothing below moves.
            self._most = max(self._most, high)
            if move:
                self.answers.setGeometry(side, top, width - 2 * side, self._most)
            top += self._most + theme.px(3)
        if compact:
            return top
        lines = theme.px(_LINES)
        if move:
            self._place_second_row(side, top, width - side, lines)
        return top + lines + theme.px(5)

    @staticmethod
    def _put(widget: QWidget, left: int, top: int, wide: int, tall: int, row: int) -> None:
        """Place a widget in the middle of a row, or from its top where it is taller."""
        widget.setGeometry(left, top + max((row - tall) // 2, 0), wide, tall)

    def _place_inputs(self, right: int, top: int, row: int, move: bool) -> int:
        """Place field or signs and buttons at the right end of the first row; return where they begin."""
        gap, near = theme.px(8), theme.px(4)
        parts: list[tuple[QWidget, int, int]] = []
        if self._compact:
            parts.append((self.options, self.options.sizeHint().width(), near))
            if self.tally.text() and not self.tally.isHidden():
                parts.append((self.tally, self.tally.sizeHint().width(), gap))
        parts += [(self.reveal_all, self.reveal_all.sizeHint().width(), gap)]
        parts += [(self.reveal, self.reveal.sizeHint().width(), gap)]
        if not self.following.isHidden():
            parts.append((self.following, self.following.sizeHint().width(), gap))
        if not self.field.isHidden():
            parts.append((self.field, theme.px(84 if self._compact else 110), gap))
        elif not self.signs["+"].isHidden():
            parts += [(button, theme.px(38), near) for button in reversed(self.signs.values())]
        for widget, wide, space in parts:
            right -= wide
            if move:
                tall = min(max(widget.sizeHint().height(), theme.px(29)), row)
                self._put(widget, right, top, wide, tall, row)
            right -= space
        return right - near

    def _place_second_row(self, left: int, top: int, right: int, tall: int) -> None:
        """Place outcome, tally and the switches."""
        gap = theme.px(8)
        parts: list[QWidget] = [self.options]
        if not self.kinds.isHidden():
            parts.append(self.kinds)
        for widget in parts:
            size = widget.sizeHint()
            right -= size.width()
            self._put(widget, right, top, size.width(), size.height(), tall)
            right -= gap
        words = self.tally.sizeHint().width() if self.tally.text() else 0
        self.tally.setGeometry(right - words, top, words, tall)
        self._place_outcome(left, top, right - words - (gap if words else 0), tall)

    def _place_outcome(self, left: int, top: int, right: int, tall: int) -> None:
        mark = self.mark.sizeHint()
        wide = mark.width() if self.mark.text() else 0
        self.mark.setGeometry(left, top, wide, mark.height())
        start = left + wide + (theme.px(8) if wide else 0)
        self.outcome.setGeometry(start, top, max(right - start, 1), tall)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the line below."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(look.panel))
            painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(look.line))

    def _restyle(self) -> None:
        self._most = 0
        self._compact = self.compact
        self.fit()
