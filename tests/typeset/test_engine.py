"""The typesetting library behind its adapter."""

import subprocess
import sys

import pytest

from nnviz.typeset.engine import TypesettingError, drawing, label, written
from nnviz.typeset.reading import read


def test_the_library_is_loaded_at_the_first_formula():
    code = (
        "import sys, nnviz.views.main_window; assert 'mathra' not in sys.modules; "
        "from nnviz.typeset import layout; layout('x'); assert 'mathra' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_the_library_there_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "mathra", None)
    with pytest.raises(TypesettingError, match="Formulas need the package mathra"):
        drawing("x")


def test_words_and_text_of_a_drawing():
    svg = drawing(r"a < \frac{1}{2}")
    assert label(svg) == "a is less than 1 over 2"
    assert written(svg) == "a < 1/2"


def test_what_is_no_drawing_is_refused():
    with pytest.raises(TypesettingError, match="no size"):
        read("<svg></svg>")
