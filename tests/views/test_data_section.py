"""What the Build panel says about a table of one's own."""

import pytest

from nnviz import theme
from nnviz.core.data_editing.csv_import import build, guess, read_text
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.session import Session
from nnviz.session.edit import Edit
from nnviz.views.builder import BuilderView

TEXT = "size,weight,kind\n" + "".join(f"{i},{10 * i},{'ab'[i % 2]}\n" for i in range(9)) + "5,?,a\n"


@pytest.fixture
def view(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)
    table = read_text(TEXT)
    data = build(table, guess(table).replace(leave_out=True, test_fraction=0.3))
    session = Session(edits.set_table(files.example("xor"), data.__class__(**{
        name: getattr(data, name) for name in data.__struct_fields__ if name != "source"
    }, source="own.csv")))  # fmt: skip
    view = BuilderView(session)
    qtbot.addWidget(view)
    view.session = session
    view.resize(240, 900)
    view.show()
    with qtbot.waitExposed(view):
        pass
    yield view
    session.undo_stack.clear()


def test_it_is_called_by_its_file_and_says_what_was_left_out(view):
    section = view.data
    assert section.choice.currentText() == "own.csv"
    assert section.table.text() == "9 examples × 2 inputs"
    assert section.left_out.isVisible()
    assert section.left_out.text() == "1 row"
    assert section.left_out.toolTip() == "Lines of the file that had faulty cells: 11"
    view.session.apply(Edit("other", edits.set_data(view.session.experiment, "moons")))
    assert not section.left_out.isVisible()
    view.session.undo_stack.undo()
    assert section.choice.currentText() == "own.csv"


def test_standardisation_says_what_it_does_and_can_be_taken_back(view, qtbot):
    section = view.data
    section.more.click()
    before = view.session.experiment
    section.standardise.field.click()
    assert view.session.experiment.standardize
    assert section.scaling.isVisible()
    names = [name for name, _, _ in section.scaling.lines]
    assert names == ["size", "weight"]
    standard = view.session.frame.samples.standardizer
    shown = [value for _, value, _ in section.scaling.lines]
    assert shown[0] == f"{standard.mean[0]:.3g} ± {standard.scale[0]:.3g}"
    assert "size: mean" in section.scaling.accessibleName()
    assert " becomes " in section.scaling.lines[0][2]
    section.standardise.field.click()
    assert view.session.experiment == before
    assert not section.scaling.isVisible()


def test_a_share_takes_the_place_of_named_test_examples(view):
    e = edits.set_data_option(view.session.experiment, test_fraction=None, test_examples=(0, 1, 2))
    view.session.apply(Edit("split", e))
    section = view.data
    section.more.click()
    assert section.test.field.text() == "33.3333"
    section.test.field.setText("20")
    section.test.field.setModified(True)
    section.test.field.commit()
    data = view.session.experiment.data
    assert (data.test_fraction, data.test_examples) == (0.2, None)
