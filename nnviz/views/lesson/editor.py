"""Window in which a lesson is written: steps from what is in view, text with a preview, claims, questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name, read_bounded
from nnviz.core.judge import judge
from nnviz.core.lessons.lesson import Lesson, LessonClaim, LessonError, Question
from nnviz.core.lessons.quiz.items import quiz
from nnviz.core.lessons.reader import SUFFIX, parse
from nnviz.core.lessons.sketch import (
    LessonSketch,
    StepSketch,
    claim_block,
    question_block,
    step_of,
    to_markdown,
    value_of,
)
from nnviz.core.lessons.sketch_reading import sketch_of
from nnviz.core.lessons.source import MAX_BYTES
from nnviz.session import Session
from nnviz.session.undo import ReplaceCommand
from nnviz.views.controls import ElidedLabel, PillButton
from nnviz.views.controls.labels import TextLabel
from nnviz.views.controls.pages import Page, ScrolledPage
from nnviz.views.controls.prose import Prose
from nnviz.views.controls.save_dialog import ask_save_path
from nnviz.views.lesson.blocks import space_above, still_widget
from nnviz.views.lesson.question import QuestionBlock
from nnviz.views.verdict import VerdictCard

_LONGEST = 4_000
"""Characters of the longest line that is typed: nothing of a lesson that is opened is cut off."""
_REST = 120
"""Milliseconds without typing before the preview is made again."""


class LessonEditor(QWidget):
    """A window beside the main window; what is clicked there can be highlighted in the step.

    Parameters
    ----------
    session
        Whose position becomes a step.

    Attributes
    ----------
    sketch : LessonSketch
        The lesson as it is.
    index : int
        Which step is edited, from 0.
    edits : QUndoStack
        Edits of the lesson.
    try_wanted : Signal(object)
        The author wants to walk through the lesson.
    """

    try_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self._session = session
        words = self.tr("My lesson"), self.tr("What this lesson is about.")
        self.sketch, self.index = LessonSketch(*words), 0
        self.edits = QUndoStack(self)
        self._filling = False
        self._questions = 0
        self.path: Path | None = None
        self.setWindowTitle(self.tr("Write a lesson"))
        self.title, self.summary = self._field(self.tr("Title")), self._field(self.tr("What it is about"))
        self.step_title = self._field(self.tr("Title of the step"))
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Text of the step, Markdown"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            self.tr("Text with $\\delta^2$, **strong**, lists, tables; $$…$$ for a formula")
        )
        self.claim = self._field(self.tr("A claim"), "dW2 = dz2 @ a1.T")
        self.where, self.lights = ElidedLabel("", "label", "muted"), ElidedLabel("", "label", "muted")
        self.error = TextLabel("label", "danger")
        self.error.hide()
        self.preview = ScrolledPage(self.tr("Preview"))
        self._make_buttons()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self.show_preview)
        self._lay_out()
        self.resize(self.sizeHint())
        self._connect()
        self._show()

    def _field(self, name: str, hint: str = "") -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint or name)
        field.setMaxLength(_LONGEST)
        return field

    def _make_buttons(self) -> None:
        def button(text: str, tip: str, variant: str = "plain", icon: str | None = None) -> PillButton:
            return PillButton(text, icon, tip, variant, focusable=True)

        self.add = button(
            self.tr("Add a step"), self.tr("A step at the position and experiment in view"), "primary"
        )
        self.take = button(self.tr("Take the view"), self.tr("Let this step show what is in view now"))
        self.delete = button(self.tr("Delete the step"), self.tr("Undo brings it back"))
        self.back, self.next = (
            button("‹", self.tr("Previous step")),
            button("›", self.tr("Next step")),
        )
        self.light = button(
            self.tr("Light what I click"),
            self.tr("A click on a unit, a weight or the loss lights it in this step, or puts it out"),
        )
        self.light.setCheckable(True)
        self.add_claim = button(
            self.tr("Add the claim"), self.tr("The judge gives its verdict, which readers see after a vote")
        )
        self.add_question = button(
            self.tr("Add a question"),
            self.tr("A question about the operation of this step, with answers; again for another one"),
        )
        self.undo, self.redo = (
            button(self.tr("Undo"), self.tr("Take back the last edit of the lesson")),
            button(self.tr("Redo"), self.tr("Do it again")),
        )
        self.open = button(self.tr("Open…"), self.tr("Edit a lesson file; Undo brings this lesson back"))
        self.walk = button(self.tr("Try it"), self.tr("Open the lesson as readers see it"))
        self.save = button(self.tr("Save as…"), self.tr("As a Markdown file"), "primary")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.setSpacing(theme.px(8))
        column.addWidget(self.title)
        column.addWidget(self.summary)
        column.addLayout(_row(self.add, self.take, self.delete, None, self.back, self.next))
        column.addWidget(self.where)
        column.addWidget(self.step_title)
        column.addWidget(self.text, 2)
        column.addLayout(_row(self.light, self.lights))
        column.addLayout(_row(self.claim, self.add_claim))
        column.addLayout(_row(self.add_question, None))
        column.addWidget(self.error)
        column.addWidget(self.preview, 3)
        column.addLayout(_row(self.undo, self.redo, None, self.open, self.walk, self.save))

    def _connect(self) -> None:
        self.title.textEdited.connect(lambda text: self._edit(self.tr("title"), title=text))
        self.summary.textEdited.connect(lambda text: self._edit(self.tr("summary"), summary=text))
        self.step_title.textEdited.connect(
            lambda text: self._edit_step(self.tr("title of the step"), title=text)
        )
        self.text.textChanged.connect(self._text_changed)
        self.add.clicked.connect(self.add_step)
        self.take.clicked.connect(self.take_view)
        self.delete.clicked.connect(self.delete_step)
        self.back.clicked.connect(lambda: self.go(self.index - 1))
        self.next.clicked.connect(lambda: self.go(self.index + 1))
        self.add_claim.clicked.connect(self.append_claim)
        self.claim.returnPressed.connect(self.append_claim)
        self.add_question.clicked.connect(self.append_question)
        self.undo.clicked.connect(self.edits.undo)
        self.redo.clicked.connect(self.edits.redo)
        self.edits.canUndoChanged.connect(self.undo.setEnabled)
        self.edits.canRedoChanged.connect(self.redo.setEnabled)
        self.walk.clicked.connect(self._try)
        self.open.clicked.connect(self.ask_and_open)
        self.save.clicked.connect(self.ask_and_save)
        self._session.selection_changed.connect(self._clicked)

    # -- edits -----------------------------------------------------------------------------------------

    @property
    def step(self) -> StepSketch | None:
        """The step that is edited."""
        return self.sketch.steps[self.index] if self.sketch.steps else None

    def _push(self, text: str, sketch: LessonSketch, index: int, merge: str = "") -> None:
        before, after = (self.sketch, self.index), (sketch, index)
        if before != after:
            self.edits.push(ReplaceCommand(text, self._take, before, after, merge))

    def _take(self, state: tuple[LessonSketch, int]) -> None:
        self.sketch, self.index = state
        self._show()

    def _edit(self, what: str, **fields: str) -> None:
        self._push(what, replace(self.sketch, **fields), self.index, merge=what)  # type: ignore[arg-type]

    def _edit_step(self, what: str, merge: bool = True, **fields: object) -> None:
        if self.step is not None:
            step = replace(self.step, **fields)  # type: ignore[arg-type]
            key = f"{what} {self.index}" if merge else ""
            self._push(what, self.sketch.with_step(self.index, step), self.index, key)

    def _text_changed(self) -> None:
        if not self._filling:
            self._edit_step(self.tr("text"), text=self.text.toPlainText())

    def add_step(self) -> None:
        """Add a step after this one, from what is in view."""
        s = self._session
        s.pause()
        at = self.index + 1 if self.sketch.steps else 0
        operation = s.frame.operation
        title = self.tr("Start") if operation is None else operation.title
        text = "" if operation is None else operation.why
        step = step_of(s.frame, title, text or self.tr("Text."), s.highlighted, s.selected, s.example)
        self._push(self.tr("add a step"), self.sketch.insert(at, step), at)

    def take_view(self) -> None:
        """Let the step stand where the view stands; its text and lights stay."""
        if self.step is None:
            return
        s = self._session
        s.pause()
        seen = step_of(s.frame, self.step.title, self.step.text, self.step.highlights, s.selected, s.example)
        seen = replace(seen, compare=self.step.compare, comments=self.step.comments)
        self._push(self.tr("take the view"), self.sketch.with_step(self.index, seen), self.index)

    def delete_step(self) -> None:
        """Delete the step."""
        if self.step is not None:
            index = min(self.index, max(len(self.sketch.steps) - 2, 0))
            self._push(self.tr("delete a step"), self.sketch.without(self.index), index)

    def go(self, index: int) -> None:
        """Edit another step."""
        if 0 <= index < len(self.sketch.steps):
            self.index = index
            self._show()

    def _clicked(self, selection: Selection | None) -> None:
        """Light what was clicked in the network, or put it out."""
        step = self.step
        if not self.light.isChecked() or step is None or selection is None:
            return
        name = value_of(selection, self._session.frame)
        if name is None:
            return
        others = tuple(each for each in step.highlights if each != name)
        lights = others if name in step.highlights else (*others, name)
        self._edit_step(self.tr("lights"), merge=False, highlights=lights, selection=selection)

    def append_claim(self) -> None:
        """Add the claim that was typed, with the judge's verdict."""
        step = self.step
        target, equals, text = (part.strip() for part in self.claim.text().partition("="))
        if step is None or not (target and equals and text):
            self._say(self.tr("Write a claim as target = expression, such as dW2 = dz2 @ a1.T, in a step."))
            return
        lesson = self.lesson()
        if lesson is None:
            return
        # The verdict is that of the experiment of the step, whatever is open now.
        verdict = judge(self._frame_of(step), target, text, lesson.names)
        if verdict.verdict == "invalid":
            self._say(verdict.message)
            return
        self._append(self.tr("add a claim"), claim_block(target, text, verdict))
        self.claim.clear()

    def append_question(self) -> None:
        """Add a question about the operation of the step, made from the program; another one each time."""
        step = self.step
        if step is None:
            return
        number = self._operation_of(step)
        frame = frame_at(step.experiment, step.iteration)
        items = [item for item in quiz(frame, number, 12) if len(item.prompt) < 600]
        if not items:
            self._say(self.tr("There is no question about this operation."))
            return
        item = items[self._questions % len(items)]
        self._questions += 1
        self._append(self.tr("add a question"), question_block(item))

    def _frame_of(self, step: StepSketch) -> Frame:
        """Return a frame of the experiment of a step: the one in view where that is open."""
        if self._session.experiment == step.experiment:
            return self._session.frame
        return frame_at(step.experiment, step.iteration)

    def _operation_of(self, step: StepSketch) -> int:
        """Return the number of the operation a step stands at, the first one before all."""
        operations = self._frame_of(step).operations
        numbers = [i for i, op in enumerate(operations, 1) if step.operation in op.writes]
        return numbers[0] if numbers else len(operations) if step.operation == "end" else 1

    def _append(self, what: str, block: str) -> None:
        step = self.step
        assert step is not None
        text = f"{step.text.rstrip()}\n\n{block}\n" if step.text.strip() else f"{block}\n"
        self._edit_step(what, merge=False, text=text)

    # -- what is shown -----------------------------------------------------------------------------

    def _show(self) -> None:
        """Fill the fields; what is just being typed is left alone."""
        self._filling = True
        step = self.step
        for field, text in (
            (self.title, self.sketch.title), (self.summary, self.sketch.summary),
            (self.step_title, "" if step is None else step.title),
        ):  # fmt: skip
            if field.text() != text:
                field.setText(text)
        written = "" if step is None else step.text
        if self.text.toPlainText() != written:
            self.text.setPlainText(written)
        self._filling = False
        for widget in (self.step_title, self.text, self.take, self.delete, self.light, self.add_claim,
                       self.add_question, self.claim, self.walk, self.save):  # fmt: skip
            widget.setEnabled(step is not None)
        self.undo.setEnabled(self.edits.canUndo())
        self.redo.setEnabled(self.edits.canRedo())
        count = len(self.sketch.steps)
        self.back.setEnabled(self.index > 0)
        self.next.setEnabled(self.index + 1 < count)
        self.where.setText(
            self.tr("No step yet: step to a position and press “Add a step”.")
            if step is None
            else self.tr("step {0} of {1}: iteration {2}, {3}").format(
                self.index + 1, count, step.iteration, step.operation
            )
        )
        lights = ", ".join(step.highlights) if step is not None else ""
        self.lights.setText(self.tr("lights: {0}").format(lights) if lights else self.tr("no lights"))
        self._timer.start()

    def lesson(self) -> Lesson | None:
        """Return the lesson as readers get it; None while it has a mistake, which is said."""
        if not self.sketch.steps:
            return None
        try:
            found = self._parsed(self.path)
        except LessonError as error:
            self._say(str(error))
            return None
        self._say("")
        return found

    def _parsed(self, path: Path | None) -> Lesson:
        return parse(to_markdown(self.sketch), path.stem if path else "lesson", path)

    def show_preview(self) -> None:
        """Show the step as readers see it, or what is wrong with it."""
        self._timer.stop()
        lesson = self.lesson()
        if lesson is None and self.sketch.steps:
            # The picture before the mistake stays.
            return
        page = Page()
        if lesson is not None:
            step = lesson.steps[self.index]
            page.add(Prose(step.title, "counter"), 0)
            for block in step.blocks:
                widget: QWidget | None = still_widget(block)
                if isinstance(block, Question):
                    question = QuestionBlock(block)
                    question.resized.connect(self.preview.fit)
                    widget = question
                elif isinstance(block, LessonClaim):
                    widget = VerdictCard(block.target, block.text, block.quote, block.why, asks=True)
                assert widget is not None
                page.add(widget, space_above(block))
        self.preview.set_page(page)

    def _say(self, words: str) -> None:
        self.error.setText(words)
        self.error.setVisible(bool(words))

    def sizeHint(self) -> QSize:
        """Return the size in which everything can be read."""
        return QSize(theme.px(460), theme.px(680))

    # -- files -------------------------------------------------------------------------------------

    def _try(self) -> None:
        lesson = self.lesson()
        if lesson is not None:
            self.try_wanted.emit(lesson)

    def ask_and_open(self) -> None:
        """Ask for a lesson file and edit it."""
        filters = self.tr("Lessons (*{0})").format(SUFFIX)
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a lesson"), str(self.path or ""), filters)
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> bool:
        """Edit the lesson in a file; a mistake in it is said, and what was edited before stays."""
        try:
            sketch = sketch_of(read_bounded(path, MAX_BYTES), path.stem, path)
        except ExperimentError as error:
            self._say(str(error))
            return False
        self._say("")
        self.path = path
        self._push(self.tr("open a lesson"), sketch, 0)
        return True

    def ask_and_save(self) -> None:
        """Ask for a file and save the lesson."""
        if self.lesson() is None:
            return
        start = str(self.path or Path(f"lesson{SUFFIX}"))
        filters = self.tr("Lessons (*{0})").format(SUFFIX)
        path = ask_save_path(self, self.tr("Save the lesson"), start, filters, (SUFFIX,))
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path, said: Callable[[str], None] | None = None) -> bool:
        """Save the lesson as Markdown; return whether it was written, whole or not at all."""
        try:
            # Pictures lie beside a lesson, so it may be right in one folder and not in another.
            self._parsed(path)
            atomic_write(path, to_markdown(self.sketch).encode())
        except ExperimentError as error:
            self._say(str(error))
            return False
        self.path = path
        self.edits.setClean()
        (said or self._session.message.emit)(self.tr("Saved {0}").format(display_name(path.name)))
        return True


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    """Return a row; None is room between."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, 1 if isinstance(widget, QLineEdit | ElidedLabel) else 0)
    return row
