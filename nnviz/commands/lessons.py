"""The Lessons menu; the lessons themselves are put in before the first row."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
LESSONS: tuple[Command, ...] = (
    Command(
        "lesson_open",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Open a lesson file…"),
        lambda w: w.lessons.choose(),
        tip=QT_TRANSLATE_NOOP("actions", "A Markdown file with steps, formulas and claims"),
    ),
    Command(
        "lesson_write",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Write a lesson…"),
        lambda w: w.write_lesson(),
        tip=QT_TRANSLATE_NOOP(
            "actions", "Steps from what is in view, text with a preview, claims, questions"
        ),
    ),
    Command(
        "lesson_next",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Next step of the lesson"),
        lambda w: w.session.lesson_session.next(),
        ("N", "Ctrl+PgDown"),
        group=1,
    ),
    Command(
        "lesson_back",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Previous step of the lesson"),
        lambda w: w.session.lesson_session.back(),
        ("P", "Ctrl+PgUp"),
        group=1,
    ),
    Command(
        "lesson_return",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Return to the lesson"),
        lambda w: w.session.lesson_session.restore_step(),
        ("Ctrl+Backspace",),
        QT_TRANSLATE_NOOP(
            "actions",
            "Restore the experiment and position of the step; your own version can be restored by Undo",
        ),
        group=1,
    ),
    Command(
        "lesson_reveal",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Show all answers of the lesson"),
        lambda w: w.session.lesson_session.reveal(not w.session.lesson_session.revealed),
        ("Ctrl+Shift+A",),
        QT_TRANSLATE_NOOP(
            "actions", "For teachers: every verdict and answer at once; again, only those that were answered"
        ),
        group=1,
        checkable=True,
    ),
    Command(
        "lesson_close",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Close the lesson"),
        lambda w: w.session.lesson_session.close(),
        tip=QT_TRANSLATE_NOOP("actions", "The experiment stays open"),
        group=1,
    ),
    Command(
        "judge",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Judge a claim"),
        lambda w: w.judge_claim(),
        ("J",),
        QT_TRANSLATE_NOOP("actions", "Type your own derivation and check it numerically"),
        group=2,
    ),
    Command(
        "derivation",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Derivation"),
        lambda w: w.derivations.show(),
        ("Ctrl+J",),
        QT_TRANSLATE_NOOP(
            "actions", "A whole text with a mark at every formula: right, wrong with its mistake, or not read"
        ),
        group=3,
    ),
    Command(
        "derivation_paste",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Paste a derivation"),
        lambda w: w.derivations.paste(),
        ("Ctrl+Alt+V",),
        QT_TRANSLATE_NOOP(
            "actions", "Judge the text on the clipboard: LaTeX in Markdown, plain text, or NumPy"
        ),
        group=3,
    ),
    Command(
        "derivation_open",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Open a derivation…"),
        lambda w: w.derivations.choose(),
        tip=QT_TRANSLATE_NOOP(
            "actions", "A text to be judged: Markdown, LaTeX, plain text, Python or a notebook"
        ),
        group=3,
    ),
    Command(
        "derivation_first_wrong",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "First wrong step of the derivation"),
        lambda w: w.derivations.first_wrong(),
        ("Ctrl+Alt+J",),
        QT_TRANSLATE_NOOP("actions", "Look at it, and go to its operation where its network is open"),
        group=3,
    ),
    Command(
        "derivation_export",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Export the derivation…"),
        lambda w: w.export_actions.derivation(),
        tip=QT_TRANSLATE_NOOP("actions", "The text with its marks as Markdown, HTML or PDF"),
        group=3,
    ),
)
# fmt: on
