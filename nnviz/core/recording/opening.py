"""A recorded step as a document, opened at the first operation that differs or is lost and marked there."""

from __future__ import annotations

import os
from dataclasses import dataclass

from nnviz.core.document.document import Document, SavedSelection
from nnviz.core.document.notes import Bookmark, Notes
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.value import value_named
from nnviz.core.recording.comparison import StepComparison, compare_step
from nnviz.core.recording.step import RecordedStep, read_step
from nnviz.core.run.saved_run import save_run
from nnviz.core.run.timeline import Timeline

_NAME = 200
"""Characters of the longest name of a bookmark."""


@dataclass(frozen=True, eq=False)
class OpenedRecording:
    """A recorded step, ready to be shown.

    Attributes
    ----------
    document
        The step as an experiment whose first iteration it is. Its run stands behind the first operation that
        differs or is lost, where a bookmark says what does, and the entry is selected; at the start if all is
        the same.
    comparison
        The verdict, with its sentence.
    example
        The example of the batch whose entry differs or is lost, from 0.
    """

    document: Document
    comparison: StepComparison
    example: int = 0


def open_recording(source: RecordedStep | str | os.PathLike[str]) -> OpenedRecording:
    """Return a recorded step, or the file of one, as the window opens it.

    Raises
    ------
    ExperimentError
        If the file is no recording, or holds what nnviz has not.
    """
    step = source if isinstance(source, RecordedStep) else read_step(source)
    found, e = compare_step(step), step.experiment
    if found.operation is None:
        return OpenedRecording(Document(e), found)
    timeline = Timeline(e)
    selection, example = None, 0
    if found.quantity is not None and found.place is not None:
        value, place = value_named(found.quantity), found.place
        row, column = (*place, None, None)[:2]
        selection = Selection.of_entry(value, row, column, len(e.layers))
        per_example = selection is not None and selection.kind == "unit" and column is not None
        example = column if per_example and column is not None else 0
    bookmark = Bookmark(iteration=0, operation=found.operation, name=found.message[:_NAME])
    document = Document(
        e,
        Notes(bookmarks=(bookmark,)),
        save_run(timeline, 0, found.operation),
        selection=SavedSelection.of(selection),
    )
    return OpenedRecording(document, found, example)
