"""Letters of a lesson's header, checked against its experiments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnviz.core.equations.letters import KINDS, value_of_letter
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.lessons.header import LessonHeader
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.text.translate import translate


def checked(
    source: LessonSource, header: LessonHeader, experiments: Sequence[Experiment]
) -> Mapping[str, str]:
    """Return the letters of a header.

    Raises
    ------
    LessonError
        If one stands for nothing, or two for the same.
    """
    line, seen = header.lines.get("letters", 1), set()
    deepest = max(len(e.layers) for e in experiments)
    for letter, stands_for in header.letters.items():
        found = value_of_letter(stands_for)
        if found is None or found[1] > deepest:
            raise source.error(
                line,
                "letters",
                translate(
                    "lessons",
                    "a letter stands for one of {kinds} or the value of a layer, such as a2, not "
                    "{stands_for}",
                ).format(kinds=", ".join(KINDS), stands_for=cited(stands_for)),
            )
        if found in seen:
            raise source.error(
                line,
                "letters",
                translate("lessons", "{stands_for} has two letters; {letter} is the second").format(
                    stands_for=stands_for, letter=letter
                ),
            )
        seen.add(found)
    return header.letters
