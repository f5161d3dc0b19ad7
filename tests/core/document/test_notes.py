"""Notes: what a person adds to a run, and how it is saved."""

import json

import pytest

from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.document.notes import MAX_NOTES, Bookmark, Notes
from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.judge.claim import Claim

NOTES = Notes(
    bookmarks=(Bookmark(iteration=160, operation=11, name="the valley"), Bookmark(iteration=0)),
    breakpoints=(Breakpoint(event="loss_below", value=0.1), Breakpoint(event="dead_relu", enabled=False)),
    claims=(Claim(target="dW2", text="dz2 @ a1.T"),),
)


def test_a_document_is_read_back_as_it_was_written():
    document = Document(files.example("xor"), NOTES)
    assert files.parse_document(files.write_text(document)) == document


def test_a_file_without_notes_has_none_and_is_written_without():
    e = files.example("xor")
    text = files.write_text(Document(e))
    assert "notes" not in json.loads(text)
    assert files.parse_document(text) == Document(e, Notes())


def refused(notes):
    data = {**files.example("xor").to_dict(), "notes": notes}
    with pytest.raises(ExperimentError) as caught:
        files.parse_document(json.dumps(data))
    return str(caught.value)


@pytest.mark.parametrize(
    ("notes", "field"),
    [
        ([], "notes: expected an object"),
        ({"bookmark": []}, "notes.bookmark: this field is not known"),
        ({"bookmarks": [{"iteration": -1}]}, "notes.bookmarks[0].iteration: expected"),
        ({"bookmarks": [{}]}, "notes.bookmarks[0].iteration: this field is required"),
        ({"bookmarks": [{"iteration": 0}] * (MAX_NOTES + 1)}, "notes.bookmarks: at most 1,000"),
        ({"breakpoints": [{"event": "noon"}]}, "notes.breakpoints[0].event: 'noon' is not known"),
        ({"breakpoints": [{"event": "loss_below"}]}, "notes.breakpoints[0].value: loss_below needs a number"),
        ({"breakpoints": [{"event": "dead_relu", "value": 1}]}, "notes.breakpoints[0].value: dead_relu"),
        ({"claims": [{"target": "dW1", "text": ""}]}, "notes.claims[0].text: expected"),
        ({"claims": [{"target": "dW1", "text": "x" * 5000}]}, "notes.claims[0].text: expected"),
    ],
)
def test_mistakes_name_their_field(notes, field):
    assert refused(notes).startswith(field), refused(notes)


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_makes_a_breakpoint_with_its_default(event):
    assert Breakpoint(event=event, value=EVENTS[event].default).enabled
