"""Letters of a lesson on units, in the program strip, in Explain and in the status line while it is open."""

from nnviz.core.arrays.frame import Position


def chips(window):
    return [chip.text() for chip in window.strip.chips]


def test_the_window_shows_the_letters_of_the_lesson(window):
    before, session = chips(window), window.session
    window.lessons.open("sigmoid-into-softmax")
    window.refresh_scheduler.refresh()
    assert chips(window)[:5] == ["a¹", "z¹", "a²", "y", "E"]
    structure = window.network.scene.structure
    assert structure.columns[1].names == ("z¹₁", "z¹₂", "z¹₃")
    assert structure.columns[2].names == ("y₁", "y₂", "y₃")
    assert (structure.columns[1].symbol, structure.columns[1].sum_letter) == ("z¹", "a")
    session.lesson_session.go(1)
    window.refresh_scheduler.refresh()
    assert r"z^{1} &= \sigma(a^{1})" in window.explain.symbolic.source()
    session.seek(Position(0, 5))
    window.refresh_scheduler.refresh()
    assert window.explain.symbolic.source().startswith("E = ")
    session.lesson_session.close()
    window.refresh_scheduler.refresh()
    assert window.network.scene.structure.columns[1].names == ("a¹₁", "a¹₂", "a¹₃")
    assert window.explain.symbolic.source().startswith("C = ")
    assert "z¹" in chips(window)[0]
    window.documents.open_example("xor")
    window.refresh_scheduler.refresh()
    assert chips(window) == before


def test_classes_and_units_count_alike(window):
    window.documents.open_example("blobs-softmax")
    window.refresh_scheduler.refresh()
    last = window.network.scene.structure.last
    assert last.labels == tuple(f"class {unit}" for unit in range(1, last.units + 1))
