"""Every control has a stable object name of its own, also what is made later, and the manual lists them."""

import re

from nnviz import resources
from nnviz.session.edit import Edit
from nnviz.views.control_names import controls

PAGE = resources.path("manual", "controls.md")


def names(window):
    return [widget.objectName() for widget in controls(window)]


def plain(name):
    """Return a name with its running numbers and names of layers, features and values left open."""
    return re.sub(r"(chips|layers|swatches|quotes)\.[^.]+", r"\1.N", name)


def named(window, qtbot):
    """Return the names, once what is made after the first paint has its own."""
    qtbot.waitUntil(lambda: "" not in names(window))
    return names(window)


def test_every_control_has_a_name_of_its_own(window, qtbot):
    found = named(window, qtbot)
    assert len(found) > 150
    assert len(set(found)) == len(found)
    for name in (
        "transport.step",
        "transport.speed",
        "judge.entry.claim",
        "builder.learning.rate",
        "values.table",
    ):
        assert name in found


def test_names_are_the_same_in_every_window(make_window, qtbot):
    first, second = make_window(), make_window()
    assert sorted(named(first, qtbot)) == sorted(named(second, qtbot))


def test_what_is_made_by_an_edit_is_named_too(window, qtbot):
    before = set(named(window, qtbot))
    session = window.session
    session.apply(
        Edit(
            "Add a layer",
            session.experiment.replace(layers=(session.experiment.layers[0], *session.experiment.layers)),
        )
    )
    after = set(named(window, qtbot))
    assert "builder.network.layers.3.units" in after
    assert before <= after | {name for name in before if "chips" in name}


def test_the_manual_lists_them(window, qtbot):
    listed = set(re.findall(r"^\| `([^`]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    missing = {plain(name) for name in named(window, qtbot)} - listed
    assert not missing, f"run `python -m tests.control_list` to list {sorted(missing)}"
