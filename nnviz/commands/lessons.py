"""The Lessons menu; the lessons themselves are put in before the first row."""

from __future__ import annotations

from nnviz.commands.command import Command, _

# fmt: off  (a row is a row)
LESSONS: tuple[Command, ...] = (
    Command(
        "lesson_open",
        "Lessons",
        _("Open a lesson file…"),
        lambda w: w.lessons.choose(),
        tip=_("A Markdown file with steps, formulas and claims"),
    ),
    Command(
        "lesson_next",
        "Lessons",
        _("Next step of the lesson"),
        lambda w: w.session.lesson_session.next(),
        ("N", "Ctrl+PgDown"),
        group=1,
    ),
    Command(
        "lesson_back",
        "Lessons",
        _("Step before in the lesson"),
        lambda w: w.session.lesson_session.back(),
        ("P", "Ctrl+PgUp"),
        group=1,
    ),
    Command(
        "lesson_return",
        "Lessons",
        _("Come back to the lesson"),
        lambda w: w.session.lesson_session.restore_step(),
        ("Ctrl+Backspace",),
        _("Experiment and moment of the step again; your own version stays in undo"),
        group=1,
    ),
    Command(
        "lesson_close",
        "Lessons",
        _("Close the lesson"),
        lambda w: w.session.lesson_session.close(),
        tip=_("What is open stays"),
        group=1,
    ),
    Command(
        "judge",
        "Lessons",
        _("Judge a claim"),
        lambda w: w.judge_claim(),
        ("J",),
        _("Type a derivation of your own and have it judged by the numbers"),
        group=2,
    ),
)
# fmt: on
