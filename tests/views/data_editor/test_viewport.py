"""The part of the plane that is shown holds the data, and has marks to read."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data_editing import draft as d
from nnviz.views.data_editor import viewport
from nnviz.views.plotting import ticks

values = st.floats(-1e6, 1e6).map(lambda v: round(v, 3))


@given(st.lists(st.tuples(values, values), max_size=6), st.booleans())
def test_a_fitting_sheet_holds_what_is_drawn(points, line):
    drawing = d.add(d.blank(1 if line else 2, ()), points) if points else d.blank()
    fitted = viewport.fitting(drawing)
    assert fitted.holds(drawing)
    for low, high in (fitted.x, fitted.y):
        assert low < high
        assert len(ticks.within(low, high)) >= 2
    assert all(np.isfinite([*fitted.grid, *fitted.finest]))
    assert min(*fitted.grid, *fitted.finest) > 0


def test_what_fits_the_usual_sheet_well_is_shown_on_it():
    assert viewport.fitting(d.blank()) == viewport.PlaneViewport()
    assert viewport.fitting(d.add(d.blank(), [[-5, -4], [4, 5]])) == viewport.PlaneViewport()
    assert viewport.fitting(d.add(d.blank(), [[0, 0], [1, 1]])).x[1] < 3
