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
        _("Previous step of the lesson"),
        lambda w: w.session.lesson_session.back(),
        ("P", "Ctrl+PgUp"),
        group=1,
    ),
    Command(
        "lesson_return",
        "Lessons",
        _("Return to the lesson"),
        lambda w: w.session.lesson_session.restore_step(),
        ("Ctrl+Backspace",),
        _("Restore the experiment and position of the step; your own version can be restored by Undo"),
        group=1,
    ),
    Command(
        "lesson_close",
        "Lessons",
        _("Close the lesson"),
        lambda w: w.session.lesson_session.close(),
        tip=_("The experiment stays open"),
        group=1,
    ),
    Command(
        "judge",
        "Lessons",
        _("Judge a claim"),
        lambda w: w.judge_claim(),
        ("J",),
        _("Type your own derivation and check it numerically"),
        group=2,
    ),
    Command(
        "derivation",
        "Lessons",
        _("Derivation"),
        lambda w: w.derivations.show(),
        ("Ctrl+J",),
        _("A whole text with a mark at every formula: right, wrong with its mistake, or not read"),
        group=3,
    ),
    Command(
        "derivation_paste",
        "Lessons",
        _("Paste a derivation"),
        lambda w: w.derivations.paste(),
        ("Ctrl+Alt+V",),
        _("Judge the text on the clipboard: LaTeX in Markdown, plain text, or NumPy"),
        group=3,
    ),
    Command(
        "derivation_open",
        "Lessons",
        _("Open a derivation…"),
        lambda w: w.derivations.choose(),
        tip=_("A text to be judged: Markdown, LaTeX, plain text, Python or a notebook"),
        group=3,
    ),
    Command(
        "derivation_first_wrong",
        "Lessons",
        _("First wrong step of the derivation"),
        lambda w: w.derivations.first_wrong(),
        ("Ctrl+Alt+J",),
        _("Look at it, and go to its operation where its network is open"),
        group=3,
    ),
    Command(
        "derivation_export",
        "Lessons",
        _("Export the derivation…"),
        lambda w: w.export_actions.derivation(),
        tip=_("The text with its marks as Markdown, HTML or PDF"),
        group=3,
    ),
)
# fmt: on
