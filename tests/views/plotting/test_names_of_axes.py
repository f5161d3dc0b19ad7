"""Names of axes that may be long, such as those of imported columns."""

import pytest

from nnviz import theme
from nnviz.views.plotting import painting

LONG = "sepal length in centimetres"


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)


def test_a_name_is_whole_where_it_fits():
    assert painting.axis_name("x₁", "x₁", 20) == "x₁"
    assert painting.axis_name(LONG, "x₁", 400) == LONG


@pytest.mark.parametrize("room", [44, 60, 90])
def test_a_long_name_is_shortened_to_its_room(room):
    name = painting.axis_name(LONG, "x₁", room)
    assert name.endswith("…")
    assert painting.width(name) <= room


def test_a_symbol_stands_where_there_is_hardly_room():
    assert painting.axis_name(LONG, "x₂", 30) == "x₂"
