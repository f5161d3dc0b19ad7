"""Prediction in class, in the Lessons menu."""

from __future__ import annotations

from nnviz.commands.command import Command
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

# fmt: off  (a row is a row)
PREDICT: tuple[Command, ...] = (
    Command(
        "predict",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Predict"),
        lambda w: w.predicting.toggle(),
        ("F9",),
        QT_TRANSLATE_NOOP("actions", "Hide the results of every step until the class has guessed them"),
        group=4,
        checkable=True,
    ),
    Command(
        "predict_guess",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Guess"),
        lambda w: w.predicting.guess(),
        ("F6",),
        QT_TRANSLATE_NOOP("actions", "Go to where the guess is typed or chosen; digits and signs do it, too"),
        group=4,
    ),
    Command(
        "predict_reveal",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Reveal"),
        lambda w: w.predicting.reveal(),
        ("F8",),
        QT_TRANSLATE_NOOP("actions", "Show the value that is asked about beside the guess"),
        group=4,
    ),
    Command(
        "predict_reveal_all",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Reveal all"),
        lambda w: w.predicting.reveal_all(),
        ("Shift+F8",),
        QT_TRANSLATE_NOOP("actions", "Show everything that is hidden; a step forward does the same"),
        group=4,
    ),
    Command(
        "predict_next",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "Other question"),
        lambda w: w.predicting.ask_next(),
        ("F7",),
        QT_TRANSLATE_NOOP("actions", "Ask another question with choices about this operation"),
        group=4,
    ),
    Command(
        "predict_options",
        "Lessons",
        QT_TRANSLATE_NOOP("actions", "What is predicted"),
        lambda w: w.predicting.show_options(),
        ("Shift+F9",),
        QT_TRANSLATE_NOOP("actions", "Choose what is hidden, where, and how the class guesses"),
        group=4,
    ),
)
# fmt: on
