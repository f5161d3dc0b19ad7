"""Breakpoints: what each takes, and how it is said."""

import pytest

from nnviz.core.experiment.breakpoints import DEFAULT_BREAKPOINTS, EVENTS, Breakpoint
from nnviz.core.experiment.record import ExperimentError


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"event": "noon"}, "event: 'noon' is not known; choose one of not_a_number, iteration"),
        ({"event": "iteration"}, "value: iteration needs a number"),
        ({"event": "dead_relu", "value": 1.0}, "value: dead_relu takes no number; leave it out"),
        ({"event": "iteration", "value": 1.5}, "value: iteration takes a whole number"),
        ({"event": "epoch", "value": 0.0}, "value: epoch takes a number from 1 to 1e+12"),
        ({"event": "accuracy_above", "value": 1.5}, "value: accuracy_above takes a number from 0 to 1"),
        ({"event": "loss_below", "value": 1.0, "layer": 1}, "layer: loss_below does not take a layer"),
        ({"event": "gradient_above", "value": 1.0, "layer": 33}, "layer: expected"),
        ({"event": "loss_below", "value": float("nan")}, "value: "),
        ({"event": "loss_below", "value": -1.0}, "value: "),
    ],
)
def test_what_cannot_be_is_refused_by_name(fields, sentence):
    with pytest.raises(ExperimentError) as refused:
        Breakpoint(**fields)
    assert str(refused.value).startswith(sentence)


@pytest.mark.parametrize(
    ("fields", "title", "where"),
    [
        ({"event": "iteration", "value": 12000.0}, "iteration 12,000", "the end of the iteration"),
        ({"event": "loss_below", "value": 0.01}, "batch loss below 0.01", "its loss operation"),
        ({"event": "gradient_above", "value": 5.0, "layer": 2}, "gradient norm of layer 2 above 5", "∂W²"),
        (
            {"event": "test_loss_rising"},
            "test loss rising",
            "the end of the iteration whose update caused it",
        ),
    ],
)
def test_it_says_what_it_waits_for_and_where_it_stops(fields, title, where):
    b = Breakpoint(**fields)
    assert b.title == title
    assert b.where.endswith(where)


def test_a_new_experiment_stops_where_a_number_is_lost():
    assert [b.event for b in DEFAULT_BREAKPOINTS if b.enabled] == ["not_a_number"]


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_its_words(event):
    row = EVENTS[event]
    assert row.title
    assert row.where
    assert row.default is None or row.low <= row.default <= row.high
