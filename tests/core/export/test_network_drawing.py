"""Drawing of a network for paper."""

from nnviz.core.document import files
from nnviz.core.export.network_drawing import MOST, network_drawing


def test_units_weights_and_words():
    drawing = network_drawing(files.example("mazur"))
    assert len(drawing.circles) == 6
    assert len(drawing.lines) == 8
    assert [word for _, _, word in drawing.words] == ["X", "a¹", "sigmoid", "a²", "sigmoid"]
    assert all(0 < x < drawing.width and 0 < y < drawing.height for x, y in drawing.circles)


def test_a_large_layer_is_shortened():
    e = files.example("digits")
    drawing = network_drawing(e)
    assert len(drawing.circles) <= MOST * len(e.widths)
    assert "⋮" in [word for _, _, word in drawing.words]
